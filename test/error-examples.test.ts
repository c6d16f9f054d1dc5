import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { portcullis } from './support/portcullis.ts';
import { walk, wordsOf } from './support/walk-through.ts';

const folder = resolve(import.meta.dirname, '../docs/errors');
const pages = readdirSync(folder)
  .map((name) => ({ name, text: readFileSync(join(folder, name), 'utf8') }))
  .filter(({ text }) => text.includes('\n```console\n'));

/** Errors that are no reading of a manifest: what is typed on their pages is what happens. */
describe('the examples of error pages are what happens', () => {
  test.each(pages)('$name', async ({ name, text }) => {
    const cwd = mkdtempSync(join(tmpdir(), 'portcullis-error-page-'));
    const codes: (number | null)[] = [];
    try {
      const run = await walk(text, {
        start: { who: 'ann', at: new Date('2026-11-22T10:00:00Z') },
        write: (file, body) => {
          mkdirSync(dirname(join(cwd, file)), { recursive: true });
          writeFileSync(join(cwd, file), body);
        },
        run: async (line, { at }) => {
          const [program, ...args] = wordsOf(line);
          expect(program).toBe('portcullis');
          const env = {
            HOME: cwd,
            GIT_CONFIG_NOSYSTEM: '1',
            GIT_CEILING_DIRECTORIES: dirname(cwd),
            PORTCULLIS_ACTOR: 'ann',
          };
          const ran = await portcullis(args, { cwd, columns: 100, now: at, env });
          codes.push(ran.exitCode);
          return (ran.stdout + ran.stderr).replaceAll(cwd, '~/shop');
        },
      });
      // The last command is the one that fails.
      expect(codes.at(-1)).toBe(name === 'REFUSED.md' ? 1 : 3);
      // PORTCULLIS_WRITE_DOCS=1 writes what happened into the page.
      if (process.env.PORTCULLIS_WRITE_DOCS !== undefined) writeFileSync(join(folder, name), run);
      else expect(text).toBe(run);
    } finally {
      rmSync(cwd, { recursive: true });
    }
  });
});
