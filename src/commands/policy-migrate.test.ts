import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { portcullis } from '../../test/support/portcullis.ts';

const policy = `apiVersion: kyverno.io/v1
kind: ClusterPolicy
metadata: {name: named}
spec:
  validationFailureAction: Enforce
  rules:
  - name: has-owner
    match: {any: [{resources: {kinds: [ConfigMap]}}]}
    validate: {message: An owner is needed., pattern: {metadata: {labels: {owner: "?*"}}}}
  - name: no-translation
    match: {any: [{resources: {kinds: [ConfigMap]}}]}
    context: [{name: a, apiCall: {urlPath: /api}}]
    validate: {deny: {}}
`;

const validating = `apiVersion: policies.kyverno.io/v1
kind: ValidatingPolicy
metadata: {name: named}
spec:
  matchConstraints:
    resourceRules: [{apiGroups: [""], apiVersions: [v1], resources: [pods], operations: [CREATE, UPDATE]}]
  validations: [{expression: "object.spec.?hostPID.orValue(false) == false", message: no host PIDs}]
`;

describe('portcullis policy migrate', () => {
  test('prints what is proved and says why the rest is not translated', async () => {
    const { stdout, stderr, exitCode } = await portcullis(['policy', 'migrate', '-'], { stdin: policy });
    expect(stdout).toContain('kind: ValidatingPolicy\nmetadata:\n  name: named-has-owner\n');
    expect(stdout).toContain('message: An owner is needed.');
    expect(stdout).not.toContain('---');
    expect(stderr).toMatch(
      /\nnamed +has-owner +pattern +equal +\d+ requests: \d+ pass, \d+ fail, .*messages differ\n/,
    );
    expect(stderr).toMatch(/\nnamed +no-translation +deny +not translated +context entries \(apiCall\)/);
    expect(stderr).toContain('1 of 2 translated with a proof\n');
    expect(exitCode).toBe(1);
  });

  test('the policies go to a file, and then the report to standard output', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'migrate-'));
    try {
      const args = ['policy', 'migrate', '-', '--report', 'json', '--output', 'out.yaml'];
      const { stdout, stderr } = await portcullis(args, { stdin: policy, cwd: folder });
      expect(stderr).toBe('');
      expect(readFileSync(join(folder, 'out.yaml'), 'utf8')).toContain('name: named-has-owner');
      expect(JSON.parse(stdout)).toMatchObject({
        migrations: [
          {
            policy: 'named',
            rule: 'has-owner',
            result: 'equal',
            names: [{ kind: 'ValidatingPolicy', name: 'named-has-owner' }],
          },
          { rule: 'no-translation', result: 'not translated', names: [] },
        ],
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('a ValidatingPolicy on pods becomes three admission policies: autogen is written out', async () => {
    const { stdout, stderr, exitCode } = await portcullis(
      ['policy', 'migrate', '-', '--to', 'validatingadmissionpolicy'],
      { stdin: validating },
    );
    const names = [...stdout.matchAll(/^kind: (.*)\nmetadata:\n {2}name: (.*)$/gm)].map(
      ([, kind, name]) => `${kind} ${name}`,
    );
    expect(names).toEqual(
      ['named', 'named-autogen-cronjobs', 'named-autogen-defaults'].flatMap((name) => [
        `ValidatingAdmissionPolicy ${name}`,
        `ValidatingAdmissionPolicyBinding ${name}`,
      ]),
    );
    expect(stderr).toMatch(/named +- +ValidatingPolicy +equal +\d+ requests: .*messages are the same/);
    expect(exitCode).toBe(0);
  });

  test('what only Kyverno knows is not proved', async () => {
    const { stdout, stderr, exitCode } = await portcullis(
      ['policy', 'migrate', '-', '--to', 'validatingadmissionpolicy'],
      {
        stdin: validating.replace('object.spec.?hostPID.orValue(false) == false', `image('a').tag() == 'b'`),
      },
    );
    expect(stdout).toBe('');
    expect(stderr).toMatch(/not proved +.*undeclared reference to 'image'/);
    expect(exitCode).toBe(1);
  });

  test('a ValidatingAdmissionPolicy comes with its binding', async () => {
    const { stdout } = await portcullis(['policy', 'migrate', '-', '--to', 'validatingadmissionpolicy'], {
      stdin: policy,
    });
    expect(stdout).toContain('kind: ValidatingAdmissionPolicy\n');
    expect(stdout).toContain(
      '---\napiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingAdmissionPolicyBinding\n',
    );
    expect(stdout).toContain('validationActions: [Deny]');
  });

  test('what is no classic policy is named', async () => {
    const { stdout, stderr, exitCode } = await portcullis(['policy', 'migrate', '-'], {
      stdin: 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n',
    });
    expect(stdout).toBe('');
    expect(stderr).toContain('ConfigMap a: not a kyverno.io ClusterPolicy');
    expect(exitCode).toBe(3);
  });
});
