import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { portcullis } from '../../test/support/portcullis.ts';

let folder = '';

const policy = `apiVersion: kyverno.io/v1
kind: ClusterPolicy
metadata: {name: tags}
spec:
  background: false
  rules:
    - name: no-latest
      match: {any: [{resources: {kinds: [Pod]}}]}
      validate: {failureAction: Enforce, message: no latest, pattern: {spec: {containers: [{image: '!*:latest'}]}}}
    - name: no-service
      match: {any: [{resources: {kinds: [Service]}}]}
      validate: {message: never, deny: {}}
`;

const pods = `apiVersion: v1
kind: Pod
metadata: {name: good}
spec: {containers: [{name: c, image: 'i:1'}]}
---
apiVersion: v1
kind: Pod
metadata: {name: bad}
spec: {containers: [{name: c, image: 'i:latest'}]}
`;

function entry(resource: string, result: string, more = ''): string {
  return `  - {policy: tags, rule: no-latest, resources: [${resource}], kind: Pod, result: ${result}${more}}\n`;
}

function suite(name: string, entries: readonly string[], policies = 'policy.yaml'): void {
  mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(join(folder, name, 'policy.yaml'), policy);
  writeFileSync(join(folder, name, 'pods.yaml'), pods);
  writeFileSync(
    join(folder, name, 'kyverno-test.yaml'),
    `apiVersion: cli.kyverno.io/v1alpha1\nkind: Test\nmetadata: {name: ${name}}\npolicies: [${policies}]\nresources: [pods.yaml]\nresults:\n${entries.join('')}`,
  );
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'portcullis-test-'));
  suite('green', [entry('good', 'pass'), entry('bad', 'fail')]);
  suite('red', [entry('bad', 'pass')]);
  suite('quiet', ['  - {policy: tags, rule: no-service, resources: [good], kind: Pod, result: fail}\n']);
  suite('broken', [entry('good', 'pass')], 'nowhere.yaml');
  suite('enforces', [entry('bad', 'fail', ', action: Enforce')]);
  suite('audits', [entry('bad', 'fail', ', action: Audit')]);
});
afterAll(() => rmSync(folder, { recursive: true }));

const run = (args: readonly string[]) => portcullis(['test', ...args], { cwd: folder });

describe('portcullis test', () => {
  test('passes in silence, and says what no row exercises', async () => {
    const { stdout, exitCode } = await run(['green']);
    expect(exitCode).toBe(0);
    expect(stdout).toBe(
      '1 suite: 2 rows passed, 0 failed\n1 of 2 rules exercised; no row exercises:\n  tags/no-service  green/policy.yaml\n',
    );
  });

  test('says what was wanted and what came', async () => {
    const { stdout, exitCode } = await run(['red']);
    expect(exitCode).toBe(1);
    expect(stdout).toContain('FAIL  tags/no-latest  v1/Pod/default/bad');
    expect(stdout).toContain(
      'Want pass, got fail: validation error: no latest. rule no-latest failed at path',
    );
  });

  test('fails what was never evaluated, unless that is allowed', async () => {
    const { stdout, exitCode } = await run(['quiet']);
    expect(exitCode).toBe(1);
    expect(stdout).toContain('want fail, but it was not evaluated: no rule says anything of it');
    expect((await run(['quiet', '--allow-unevaluated'])).exitCode).toBe(0);
  });

  test('one broken suite never ends the run', async () => {
    const { stdout, exitCode } = await run(['broken', 'green']);
    expect(exitCode).toBe(3);
    expect(stdout).toMatch(/broken {2}cannot read .*nowhere\.yaml/);
    expect(stdout).toContain('2 rows passed, 0 failed, 1 suite could not be run');
  });

  test('an entry may say what its failure must do', async () => {
    expect((await run(['enforces'])).exitCode).toBe(0);
    const { stdout, exitCode } = await run(['audits']);
    expect(exitCode).toBe(1);
    expect(stdout).toContain('Want action Audit, got Enforce');
  });

  test.each([
    ['policy=other', 0, '0 suites: 0 rows passed'],
    ['resource=bad', 1, '0 rows passed, 1 failed'],
    ['rule=no-*', 1, '0 rows passed, 1 failed'],
  ])('--filter %s', async (filter, exitCode, text) => {
    const result = await run(['red', '--filter', filter]);
    expect(result.exitCode).toBe(exitCode);
    expect(result.stdout).toContain(text);
  });

  test('a filter that cannot be read is bad usage', async () => {
    const { stderr, exitCode } = await run(['green', '--filter', 'name=x']);
    expect(exitCode).toBe(3);
    expect(stderr).toContain('expected policy=NAME, rule=NAME or resource=NAME');
  });

  test('writes JSON with verdict and message of each row', async () => {
    const { stdout } = await run(['red', '-o', 'json']);
    const report = JSON.parse(stdout);
    expect(report.totals).toEqual({ suites: 1, broken: 0, passed: 0, failed: 1, unevaluated: 0 });
    expect(report.coverage).toMatchObject({ rules: 2, exercised: 1 });
    expect(report.suites[0].rows[0]).toMatchObject({ expected: 'pass', status: 'fail', outcome: 'fail' });
  });

  test('writes JUnit to a file beside the table', async () => {
    const { stdout } = await run(['red', 'broken', '-o', 'table', '-o', 'junit=out.xml']);
    const xml = readFileSync(join(folder, 'out.xml'), 'utf8');
    expect(stdout).toContain('1 failed');
    expect(xml).toContain(
      '<testsuite name="red" file="red/kyverno-test.yaml" tests="1" failures="1" errors="0" skipped="0">',
    );
    expect(xml).toContain('<testcase classname="broken" name="suite"><error message="cannot read');
  });

  test('finds no suites without a word of success when they are required', async () => {
    mkdirSync(join(folder, 'empty'), { recursive: true });
    expect((await run(['empty'])).exitCode).toBe(0);
    expect((await run(['empty', '--require-tests'])).exitCode).toBe(3);
  });
});
