import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';

/** The GitHub Action and the pre-commit hook, run as far as that goes without GitHub and without a registry. */
const root = resolve(import.meta.dirname, '..');
const pod = `apiVersion: v1
kind: Pod
metadata: {name: web}
spec: {containers: [{name: app, image: a, securityContext: {privileged: true}}]}
`;
let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'portcullis-ci-'));
  mkdirSync(join(folder, 'bin'));
  mkdirSync(join(folder, 'k8s'));
  writeFileSync(join(folder, 'k8s', 'a pod; touch owned.yaml'), pod);
  program('npx', `shift 2; exec '${process.execPath}' '${join(root, 'dist/cli.mjs')}' "$@"`);
  program('portcullis', `exec '${process.execPath}' '${join(root, 'dist/cli.mjs')}' "$@"`);
});
afterAll(() => rmSync(folder, { recursive: true }));

function program(name: string, body: string): void {
  writeFileSync(join(folder, 'bin', name), `#!/bin/sh\n${body}\n`);
  chmodSync(join(folder, 'bin', name), 0o755);
}

function bash(
  script: string,
  env: Record<string, string>,
  ...args: string[]
): { status: number | null; stdout: string } {
  const result = spawnSync(
    'bash',
    ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script, 'bash', ...args],
    {
      cwd: folder,
      encoding: 'utf8',
      env: { PATH: `${join(folder, 'bin')}:${process.env.PATH}`, CI: 'true', ...env },
    },
  );
  return { status: result.status, stdout: result.stdout + result.stderr };
}

describe('the GitHub Action', () => {
  const action = parse(readFileSync(join(root, 'action.yml'), 'utf8')) as {
    inputs: Record<string, { default?: string }>;
    runs: { steps: [{ run: string; env: Record<string, string> }] };
  };
  const [{ run, env }] = action.runs.steps;

  function perform(inputs: Record<string, string>): { status: number | null; stdout: string } {
    const values = Object.entries(env).map(([name, text]) => {
      const input = /^\$\{\{ inputs\.(\w+) \}\}$/.exec(text)?.[1] ?? '';
      return [name, inputs[input] ?? action.inputs[input]?.default ?? ''];
    });
    return bash(run, Object.fromEntries(values));
  }

  test('annotates the line and fails the gate', () => {
    const { status, stdout } = perform({ paths: 'k8s', args: '--level=baseline', sarif: 'out.sarif' });
    expect(stdout).toMatch(/^::error file=k8s\/a pod; touch owned\.yaml,line=4,/m);
    expect(status).toBe(1);
    const { results } = JSON.parse(readFileSync(join(folder, 'out.sarif'), 'utf8')).runs[0];
    expect(results).toContainEqual(expect.objectContaining({ ruleId: 'privileged', level: 'error' }));
  });

  test('what a caller writes is never run', () => {
    const { status, stdout } = perform({ paths: 'k8s; touch owned\n$(touch owned)', args: '' });
    expect(status).toBe(3);
    expect(stdout).toContain('touch owned');
    expect(() => readFileSync(join(folder, 'owned'))).toThrow();
  });

  test('its version is one that this package satisfies', () => {
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
    expect(version.startsWith(`${action.inputs.version?.default}.`)).toBe(true);
  });
});

test('the pre-commit hook judges the files it is given', () => {
  const [hook] = parse(readFileSync(join(root, '.pre-commit-hooks.yaml'), 'utf8')) as [
    { entry: string; language: string },
  ];
  expect(hook.language).toBe('system');
  const { status, stdout } = bash(
    `${hook.entry} "$@"`,
    {},
    '--level',
    'baseline',
    'k8s/a pod; touch owned.yaml',
  );
  expect(stdout).toContain('Refused at baseline@latest: 1 verdict');
  expect(status).toBe(1);
});

test('GitLab gets the report it reads', () => {
  const { status, stdout } = bash('portcullis scan k8s --level baseline -o gitlab', {});
  expect(status).toBe(1);
  expect(JSON.parse(stdout)).toContainEqual(
    expect.objectContaining({
      check_name: 'baseline@latest/privileged',
      severity: expect.stringMatching(/^(info|minor|major|critical|blocker)$/),
      fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/),
      location: { path: 'k8s/a pod; touch owned.yaml', lines: { begin: 4 } },
    }),
  );
});
