import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { portcullis } from '../../test/support/portcullis.ts';

const root = join(import.meta.dirname, '../..');
let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'portcullis-scan-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const pod = (namespace: string, securityContext: string): string => `apiVersion: v1
kind: Pod
metadata: {name: web, namespace: ${namespace}}
spec:
  containers:
    - name: app
      image: registry.example.com/app:1
      securityContext: ${securityContext}
`;
const namespace = (name: string, labels: string): string => `apiVersion: v1
kind: Namespace
metadata: {name: ${name}, labels: ${labels}}
`;

describe('portcullis scan', () => {
  test('shows the example shop to a first-time user', async () => {
    const { stdout, stderr, exitCode } = await portcullis(['scan', 'examples/shop'], { cwd: root });
    expect(stdout).toMatchSnapshot();
    expect(stderr).toBe('');
    expect(exitCode).toBe(0);
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });

  test('says what it wants when nothing was named, and reads nothing', async () => {
    const { stdout, stderr, exitCode } = await portcullis(['scan']);
    expect(exitCode).toBe(3);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^Nothing to scan: .*\n\nUsage: portcullis scan/);
  });

  test('judges by labels that stand behind the workload', async () => {
    const stdin = `${pod('shop', '{privileged: true}')}---\n${namespace('shop', '{pod-security.kubernetes.io/enforce: baseline}')}`;
    const { stdout, exitCode } = await portcullis(['scan', '-', '-o', 'jsonl'], { stdin });
    const verdicts = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(exitCode).toBe(1);
    expect(verdicts[0]).toMatchObject({
      policy: 'baseline@latest',
      rule: 'privileged',
      outcome: 'fail',
      stage: 'enforce',
      fields: ['spec.containers[name=app].securityContext.privileged'],
      source: { file: '-', line: 8, column: 25 },
    });
    expect(verdicts.find(({ policy }) => policy === 'restricted@latest')).toMatchObject({ stage: null });
  });

  test.each([
    ['--level=baseline', 1],
    ['--level=privileged', 0],
    ['--enforce=baseline', 1],
    ['--warn=baseline', 0],
  ])('%s', async (flag, exitCode) =>
    expect((await portcullis(['scan', '-', flag], { stdin: pod('a', '{privileged: true}') })).exitCode).toBe(
      exitCode,
    ),
  );

  test('a gate that gates nothing is not green in CI', async () => {
    const input = { stdin: pod('a', '{}'), env: { CI: 'true' } };
    expect((await portcullis(['scan', '-'], input)).exitCode).toBe(2);
    expect((await portcullis(['scan', '-', '--level', 'baseline'], input)).exitCode).toBe(0);
  });

  test('a wrong type is an input error with its place, and no verdict', async () => {
    const { stdout, exitCode } = await portcullis(['scan', '-', '-o', 'jsonl'], {
      stdin: pod('a', '{privileged: "true"}'),
    });
    const [only] = stdout.trimEnd().split('\n');
    expect(exitCode).toBe(3);
    expect(JSON.parse(only ?? '').summary.problems).toEqual([
      expect.objectContaining({
        code: 'WRONG_TYPE',
        line: 8,
        message: expect.stringContaining(
          'spec.containers[0].securityContext.privileged: expected bool, found string',
        ),
      }),
    ]);
  });

  test('the rest is judged when a document cannot be read', async () => {
    const stdin = `a: [\n---\n${pod('a', '{privileged: true}')}`;
    const { stdout, exitCode } = await portcullis(['scan', '-', '--level=baseline', '-o', 'jsonl'], {
      stdin,
    });
    expect(exitCode).toBe(3);
    expect(stdout).toContain('"rule":"privileged"');
  });

  test.each([
    [['--leve=baseline'], /unknown option '--leve'[\s\S]*Did you mean --level\?/],
    [['--level=strict'], /--level: must be one of privileged, baseline, restricted, found "strict"/],
    [['--kubernetes=34'], /--kubernetes: expected a Kubernetes version such as 1\.34, found "34"/],
    [['-o', 'xml'], /expected FORMAT or FORMAT=FILE/],
    [['--config=missing.yaml'], /missing\.yaml: cannot be read/],
    [['--baseline=missing.json'], /there is no such file; write one with --update-baseline/],
    [['-o', 'json=/nowhere/at/all.json'], /cannot write \/nowhere\/at\/all\.json/],
  ])('%j is bad usage', async (flags, message) => {
    const { stderr, exitCode } = await portcullis(['scan', '-', ...flags], { cwd: folder });
    expect(stderr).toMatch(message);
    expect(exitCode).toBe(3);
  });

  test('several outputs at once, to files', async () => {
    const file = join(folder, 'out.sarif');
    const { stdout } = await portcullis(['scan', '-', '-o', 'jsonl', '-o', `sarif=${file}`], {
      stdin: pod('a', '{}'),
    });
    const failures = stdout.split('\n').filter((line) => line.includes('"outcome":"fail"')).length;
    expect(JSON.parse(readFileSync(file, 'utf8')).runs[0].results).toHaveLength(failures);
  });

  test('a baseline lets old fails be and no new one in', async () => {
    const file = join(folder, 'baseline.json');
    const scan = (context: string, ...flags: string[]) =>
      portcullis(['scan', '-', '--level=baseline', `--baseline=${file}`, ...flags], {
        stdin: pod('a', context),
      });
    expect((await scan('{privileged: true}', '--update-baseline')).exitCode).toBe(0);
    expect((await scan('{privileged: true}')).exitCode).toBe(0);
    expect((await scan('{privileged: true, procMount: Unmasked}')).exitCode).toBe(1);
    await scan('{}', '--update-baseline');
    expect((await scan('{privileged: true}')).exitCode).toBe(1);
  });

  test('the configuration upwards from here holds, and a flag goes before it', async () => {
    writeFileSync(join(folder, 'portcullis.yaml'), 'podSecurity: {warn: baseline}\nfailOn: warn\n');
    const input = { cwd: folder, stdin: pod('a', '{privileged: true}') };
    expect((await portcullis(['scan', '-'], input)).exitCode).toBe(1);
    expect((await portcullis(['scan', '-', '--fail-on=enforce'], input)).exitCode).toBe(0);
    rmSync(join(folder, 'portcullis.yaml'));
  });

  test('the same bytes from run to run', async () => {
    const run = () => portcullis(['scan', 'examples/shop', '-o', 'jsonl', '--all'], { cwd: root });
    expect((await run()).stdout).toBe((await run()).stdout);
  });
});
