import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { portcullis, type Ran } from '../../test/support/portcullis.ts';
import { forms } from '../guardrail/form.ts';
import { guardrails } from '../guardrail/pack.ts';

let cwd = '';
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'portcullis-policy-init-'));
});
afterEach(() => rmSync(cwd, { recursive: true }));

const init = (...argv: string[]): Promise<Ran> => portcullis(['policy', 'init', ...argv], { cwd });
const read = (path: string): string => readFileSync(join(cwd, path), 'utf8');
const write = (path: string, text: string): void => writeFileSync(join(cwd, path), text);
const settings = `guardrails:
  registries: [registry.example.com, docker.io/library]
  privilegedNamespaces: [infra]
  hostPathNamespaces: [infra]
`;
const names = guardrails.map(({ name }) => `${name}.yaml`).sort();
const policies = (): string[] => readdirSync(join(cwd, 'policies')).filter((name) => name.endsWith('.yaml'));

test.each(forms)('as %s: written, clean by lint, and every row of the suites passes', async (form) => {
  write('portcullis.yaml', settings);
  expect(await init('--to', form)).toMatchObject({ exitCode: 0, stderr: '' });
  expect(policies().sort()).toEqual(names);
  const tested = await portcullis(['test', 'policies/'], { cwd });
  expect(tested).toMatchObject({
    exitCode: 0,
    stdout: expect.stringMatching(/, 0 failed\n(\d+) of \1 rules exercised/),
  });
  expect(await portcullis(['policy', 'lint', 'policies/*.yaml'], { cwd })).toMatchObject({
    exitCode: 0,
    stdout: '',
  });
});

describe('what it says', () => {
  test('a guardrail whose parameter nobody gave is left out', async () => {
    const { stderr, stdout, exitCode } = await init();
    expect(stderr).toBe(
      'image-registries is left out: say what is allowed in portcullis.yaml, such as guardrails: { registries: [registry.example.com] }\n',
    );
    expect(stdout).toContain('wrote  policies/no-latest-tag.yaml');
    expect(stdout).toContain('  portcullis scan PATH --policies policies/\n');
    expect(exitCode).toBe(0);
    expect(policies().sort()).toEqual(names.filter((name) => name !== 'image-registries.yaml'));
  });

  test('and is an error when it was asked for', async () => {
    expect(await init('image-registries')).toMatchObject({
      exitCode: 3,
      stderr: expect.stringContaining('left out'),
    });
    expect(readdirSync(cwd)).toEqual([]);
  });

  test('--list says what each asks, and writes nothing', async () => {
    const { stdout, exitCode } = await init('--list', 'privileged', 'no-latest-tag');
    expect(stdout).toContain('privileged\n  No container is privileged.');
    expect(stdout).not.toContain('naming');
    expect(exitCode).toBe(0);
    expect(readdirSync(cwd)).toEqual([]);
  });

  test('--dry-run names the files, and writes nothing', async () => {
    const { stdout, exitCode } = await init('--dry-run', 'naming', '--dir', 'elsewhere');
    expect(stdout).toBe(`would write  elsewhere/naming.yaml
would write  elsewhere/.kyverno-test/naming/kyverno-test.yaml
would write  elsewhere/.kyverno-test/naming/resources.yaml
`);
    expect(exitCode).toBe(0);
    expect(readdirSync(cwd)).toEqual([]);
  });

  test.each([
    [['naming', 'no-latest-tags'], 'No guardrail is called "no-latest-tags"; did you mean no-latest-tag?'],
    [['--config', 'none.yaml'], 'none.yaml: cannot be read'],
  ])('%j', async (argv, message) =>
    expect(await init(...argv)).toMatchObject({ exitCode: 3, stderr: expect.stringContaining(message) }),
  );

  test('settings that cannot be', async () => {
    write('portcullis.yaml', 'guardrails: { registries: [team/app], namePattern: "[" }\n');
    expect(await init()).toMatchObject({
      exitCode: 3,
      stderr: expect.stringContaining('a registry such as ghcr.io'),
    });
    write('portcullis.yaml', 'guardrails: { namePattern: "[" }\n');
    expect(await init()).toMatchObject({
      exitCode: 3,
      stderr: expect.stringContaining('guardrails.namePattern'),
    });
  });

  test('a folder that cannot be made', async () => {
    write('policies', '');
    expect(await init('naming')).toMatchObject({
      exitCode: 3,
      stderr: expect.stringMatching(/^policies\/.*: cannot be read: ENOTDIR/),
    });
  });
});

describe('what is there already', () => {
  const policy = 'policies/no-latest-tag.yaml';

  test('is the same the second time', async () => {
    await init('no-latest-tag');
    const { stdout, exitCode } = await init('no-latest-tag');
    expect(stdout.match(/^\w+/gm)?.slice(0, 3)).toEqual(['same', 'same', 'same']);
    expect(exitCode).toBe(0);
  });

  test('goes a stage further, and stays there until told otherwise', async () => {
    await init('no-latest-tag');
    expect(read(policy)).toContain('failureAction: Audit');
    const { stdout } = await init('no-latest-tag', '--stage', 'enforce');
    expect(stdout).toMatch(/^rewrote +policies\/no-latest-tag\.yaml +audit -> enforce$/m);
    expect(read(policy)).toContain('failureAction: Enforce');
    await init('no-latest-tag');
    expect(read(policy)).toContain('failureAction: Enforce');
    await init('no-latest-tag', '--stage', 'warn');
    expect(read(policy)).toContain('emitWarning: true');
  });

  test('stays of its kind', async () => {
    await init('--to', 'validatingpolicy', 'naming');
    await init('no-latest-tag');
    expect(read(policy)).toContain('kind: ValidatingPolicy');
    const { stdout } = await init('--to', 'clusterpolicy');
    expect(read(policy)).toContain('kind: ClusterPolicy');
    expect(stdout).toContain('  portcullis policy init --stage warn\n');
  });

  test('is kept when somebody changed it, unless --force is given', async () => {
    await init('no-latest-tag');
    const changed = read(policy).replace('background: true', 'background: false');
    write(policy, changed);
    const { stdout, exitCode } = await init('no-latest-tag', '--stage', 'warn');
    expect(stdout).toMatch(
      /^kept +policies\/no-latest-tag\.yaml +changed since it was written; --force overwrites it$/m,
    );
    expect(read(policy)).toBe(changed);
    expect(exitCode).toBe(3);
    expect(await init('no-latest-tag', '--stage', 'warn', '--force')).toMatchObject({ exitCode: 0 });
    expect(read(policy)).toContain('emitWarning: true');
  });

  test('is kept when something else wrote it', async () => {
    await init('naming');
    write(policy, 'mine: true\n');
    expect(await init()).toMatchObject({ exitCode: 3 });
    expect(read(policy)).toBe('mine: true\n');
  });
});
