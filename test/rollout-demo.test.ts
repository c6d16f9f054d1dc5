import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { portcullis } from './support/portcullis.ts';
import { TestRepository } from './support/repository.ts';
import { walk, wordsOf } from './support/walk-through.ts';

const demo = resolve(import.meta.dirname, '../examples/rollout-demo');
const page = join(demo, 'README.md');

let repository: TestRepository;
beforeAll(() => {
  repository = new TestRepository();
  cpSync(demo, repository.folder, { recursive: true });
  rmSync(join(repository.folder, 'README.md'));
  repository.write('.gitignore', '.portcullis/\n');
  repository.commit('ann', 'Begin');
  repository.push();
});
afterAll(() => repository.remove());

test('the demo is what happens', async () => {
  const written = readFileSync(page, 'utf8');
  const run = await walk(written, {
    start: { who: 'ann', at: new Date('2026-11-02T08:00:00Z') },
    write: (file, text) => repository.write(file, text),
    run: (line, { who, at }) => outputOf(line, who, at),
  });
  // PORTCULLIS_WRITE_DOCS=1 writes what happened into the page.
  if (process.env.PORTCULLIS_WRITE_DOCS !== undefined) writeFileSync(page, run);
  else expect(withoutHashes(written)).toBe(withoutHashes(run));
}, 120_000);

/** Hashes follow from every word that is hashed: that there is one is what the page is about. */
function withoutHashes(text: string): string {
  return text.replaceAll(/\b(?=[a-f]*\d)[0-9a-f]{7,64}\b/g, '<hash>');
}

async function outputOf(line: string, who: string, now: Date): Promise<string> {
  const [call = '', pattern] = line.split(/ \| grep -E '(.*)'$/);
  const [program, ...args] = wordsOf(call);
  if (program === 'git') return repository.as(who, ...args);
  expect(program).toBe('portcullis');
  const { stdout, stderr } = await portcullis(args, {
    cwd: repository.folder,
    columns: 80,
    now,
    env: {
      HOME: repository.home,
      GIT_CONFIG_NOSYSTEM: '1',
      PORTCULLIS_ACTOR: who,
      GIT_AUTHOR_NAME: 'portcullis',
      GIT_AUTHOR_EMAIL: 'portcullis@acme.dev',
      GIT_COMMITTER_NAME: 'portcullis',
      GIT_COMMITTER_EMAIL: 'portcullis@acme.dev',
      GIT_AUTHOR_DATE: now.toISOString(),
      GIT_COMMITTER_DATE: now.toISOString(),
    },
  });
  if (pattern === undefined) return stdout + stderr;
  const wanted = new RegExp(pattern);
  return stdout
    .split('\n')
    .filter((text) => wanted.test(text))
    .join('\n');
}
