import { join } from 'node:path';
import { expect, test } from 'vitest';
import { portcullis } from '../../test/support/portcullis.ts';

const root = join(import.meta.dirname, '../..');

function policy(expression: string): string {
  return `apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata: {name: p}
spec:
  matchConstraints:
    resourceRules:
    - {apiGroups: [""], apiVersions: [v1], resources: [pods], operations: [UPDATE]}
  validations:
  - expression: ${expression}
`;
}

test.each([
  ['object.spec.hostNetwork == false', 0, ''],
  [
    'unknown == 1',
    1,
    '-:9:5: error: ValidatingAdmissionPolicy p: spec.validations[0].expression: undeclared reference to',
  ],
  ['object.spec.hostNetwrok', 1, '-:9:5: '],
  [
    'object.spec.hostNetwrok == false',
    0,
    'warning: ValidatingAdmissionPolicy p: spec.validations[0].expression: ',
  ],
])('%s', async (expression, exit, line) => {
  const { stdout, exitCode } = await portcullis(['policy', 'lint', '-'], { stdin: policy(expression) });
  if (line === '') expect(stdout).toBe('');
  else expect(stdout).toContain(line);
  expect(exitCode).toBe(exit);
});

test('the cost of each expression when asked for', async () => {
  const { stdout, exitCode } = await portcullis(['policy', 'lint', '-', '--cost', '-o', 'json'], {
    stdin: policy('object.spec.hostNetwork == false'),
  });
  const { findings } = JSON.parse(stdout) as { findings: { severity: string; message: string }[] };
  expect(findings).toMatchObject([
    { severity: 'info', message: expect.stringContaining('type bool, cost at least') },
  ]);
  expect(exitCode).toBe(0);
});

test('input that holds no policy', async () => {
  const { exitCode } = await portcullis(['policy', 'lint', '-'], {
    stdin: 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n',
  });
  expect(exitCode).toBe(3);
});

test('smells are warnings, and SARIF has them', async () => {
  const original = 'examples/policies/original';
  const { stdout, stderr, exitCode } = await portcullis(['policy', 'lint', original], { cwd: root });
  expect(stdout).toContain(`${original}/disallow-privileged-except-infra.yaml:21:17: warning: `);
  expect(stdout).toContain('which is never true; use AnyIn (never-true)\n');
  expect(stderr).toBe('4 policies: 0 errors, 8 warnings.\n');
  expect(exitCode).toBe(0);
  const sarif = await portcullis(['policy', 'lint', original, '-o', 'sarif'], { cwd: root });
  const log = JSON.parse(sarif.stdout) as { runs: { results: { ruleId: string }[] }[] };
  expect(log.runs[0]?.results).toHaveLength(8);
});

test('the repaired policies are clean', async () =>
  expect(await portcullis(['policy', 'lint', 'examples/policies/repaired'], { cwd: root })).toMatchObject({
    stdout: '',
    exitCode: 0,
  }));

test('what shows only when a policy judges something', async () => {
  const policy = 'examples/policies/original/disallow-privileged-except-infra.yaml';
  const { stdout } = await portcullis(['policy', 'lint', policy, '--manifests', 'examples/shop'], {
    cwd: root,
  });
  expect(stdout).toContain('7 of 7 answers are errors, the first for StatefulSet catalog/search: ');
});
