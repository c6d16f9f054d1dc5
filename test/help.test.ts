import type { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { commandTree } from '../src/cli.ts';
import { portcullis } from './support/portcullis.ts';

const nowhere = { write: () => {}, isTTY: false, columns: 80 };
const program = await commandTree(
  {
    stdout: nowhere,
    stderr: nowhere,
    stdin: (async function* () {})(),
    env: {},
    cwd: '/',
    now: () => new Date(0),
    exit: () => {},
  },
  null,
);

/** Every command with the words that lead to it. */
function paths(command: Command, words: readonly string[] = []): string[][] {
  const own = command.commands.filter((sub) => sub.name() !== 'help');
  return [[...words], ...own.flatMap((sub) => paths(sub, [...words, sub.name()]))];
}

describe('--help', () => {
  test.each(paths(program).map((words) => [words.join(' '), words] as const))('%s', async (_, words) => {
    const { stdout, exitCode } = await portcullis([...words, '--help']);
    expect(exitCode).toBe(0);
    expect(stdout).toMatchSnapshot();
    for (const line of stdout.split('\n')) expect(line.length, line).toBeLessThanOrEqual(80);
  });
});

test('an unknown command suggests the nearest', async () =>
  expect(await portcullis(['scn'])).toMatchObject({
    exitCode: 3,
    stderr: expect.stringContaining('Did you mean scan?'),
  }));

test.each([
  [['scan', '--levl'], '(portcullis scan --help shows every option)'],
  [['exception', 'renew'], '(portcullis exception --help shows every option)'],
  [['rollout', 'pause', '--levl'], '(portcullis rollout pause --help shows every option)'],
])('%j points to the help of its verb', async (words, said) =>
  expect((await portcullis(words)).stderr).toContain(said),
);
