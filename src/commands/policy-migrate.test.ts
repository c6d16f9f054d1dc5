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

describe('portcullis policy migrate', () => {
  test('prints what is proved and says why the rest is not translated', async () => {
    const { stdout, stderr, exitCode } = await portcullis(['policy', 'migrate', '-'], { stdin: policy });
    expect(stdout).toContain('kind: ValidatingPolicy\nmetadata:\n  name: named-has-owner\n');
    expect(stdout).toContain('message: An owner is needed.');
    expect(stdout).not.toContain('---');
    expect(stderr).toMatch(/named, rule has-owner: equal on \d+ requests \(\d+ pass, \d+ fail, /);
    expect(stderr).toContain('named, rule no-translation: not translated: context entries (apiCall)');
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
