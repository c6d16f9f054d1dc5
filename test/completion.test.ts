import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { portcullis } from './support/portcullis.ts';

const { stdout: script } = await portcullis(['completion', 'bash']);

/** What bash offers behind these words. */
function completed(...words: string[]): string[] {
  const program = `${script}
COMP_WORDS=(portcullis ${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length}; _portcullis
printf '%s\\n' "\${COMPREPLY[@]}"`;
  return execFileSync('bash', ['--noprofile', '--norc', '-c', program], { encoding: 'utf8' })
    .trim()
    .split('\n');
}

describe('bash completion', () => {
  test('verbs', () => expect(completed('sc')).toEqual(['scan']));
  test('flags of a verb', () => expect(completed('scan', '--lev')).toEqual(['--level']));
  test('choices of a flag', () => expect(completed('scan', '--fail-on', 'a')).toEqual(['audit']));
  test('verbs below a verb', () => expect(completed('policy', 'ev')).toEqual(['eval']));
  test('shells', () => expect(completed('completion', '--h')).toEqual(['--help']));
});

test.each(['zsh', 'fish'])('%s has every verb', async (shell) => {
  const { stdout, exitCode } = await portcullis(['completion', shell]);
  for (const verb of ['scan', 'init', 'completion', 'version']) expect(stdout).toContain(verb);
  expect(exitCode).toBe(0);
});

test('an unknown shell is bad usage', async () =>
  expect(await portcullis(['completion', 'tcsh'])).toMatchObject({
    exitCode: 3,
    stderr: expect.stringContaining('bash, zsh, fish'),
  }));
