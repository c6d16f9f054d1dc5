import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { portcullis } from './support/portcullis.ts';
import { TestRepository } from './support/repository.ts';
import { walk, wordsOf } from './support/walk-through.ts';

const page = resolve(import.meta.dirname, '../docs/contracts/walk-through.md');

let repository: TestRepository;
beforeAll(() => {
  repository = new TestRepository();
  repository.commit('cyn', 'Begin');
  repository.push();
});
afterAll(() => repository.remove());

test('the walk-through is what happens', async () => {
  const written = readFileSync(page, 'utf8');
  const run = await walk(written, {
    start: { who: 'ann', at: new Date('2026-11-22T10:00:00Z') },
    write,
    run: (line, { who, at }) => outputOf(line, who, at),
  });
  // PORTCULLIS_WRITE_DOCS=1 writes what happened into the page.
  if (process.env.PORTCULLIS_WRITE_DOCS !== undefined) writeFileSync(page, run);
  else expect(written).toBe(run);
}, 60_000);

function write(file: string, text: string): void {
  const path = join(repository.folder, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

/** Runs `portcullis … < file`, `portcullis … | grep -E 'pattern'` or `git …`. */
async function outputOf(line: string, who: string, now: Date): Promise<string> {
  const [command = '', pattern] = line.split(/ \| grep -E '(.*)'$/);
  const [call = '', input] = command.split(' < ');
  const [program, ...args] = wordsOf(call);
  if (program === 'git') return repository.as(who, ...args);
  expect(program).toBe('portcullis');
  const { stdout, stderr } = await portcullis(args, {
    cwd: repository.folder,
    columns: 100,
    now,
    env: { HOME: repository.home, GIT_CONFIG_NOSYSTEM: '1' },
    ...(input === undefined ? {} : { stdin: readFileSync(join(repository.folder, input)) }),
  });
  if (pattern === undefined) return stdout + stderr;
  const wanted = new RegExp(pattern);
  return stdout
    .split('\n')
    .filter((text) => wanted.test(text))
    .join('\n');
}
