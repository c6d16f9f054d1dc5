import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { portcullis } from './support/portcullis.ts';
import { walk, wordsOf } from './support/walk-through.ts';

const page = resolve(import.meta.dirname, '../docs/fix.md');

test('the page about fix is what happens', async () => {
  const cwd = mkdtempSync(join(tmpdir(), 'portcullis-fix-page-'));
  const written = readFileSync(page, 'utf8');
  try {
    const run = await walk(written, {
      start: { who: 'ann', at: new Date('2026-11-22T10:00:00Z') },
      write: (file, text) => {
        mkdirSync(dirname(join(cwd, file)), { recursive: true });
        writeFileSync(join(cwd, file), text);
      },
      run: async (line) => {
        const [program, ...args] = wordsOf(line);
        expect(program).toBe('portcullis');
        const { stdout, stderr, exitCode } = await portcullis(args, { cwd, columns: 100 });
        expect(exitCode, stderr).toBe(0);
        return `${stdout}${stderr}`;
      },
    });
    // PORTCULLIS_WRITE_DOCS=1 writes what happened into the page.
    if (process.env.PORTCULLIS_WRITE_DOCS !== undefined) writeFileSync(page, run);
    else expect(written).toBe(run);
    expect(readFileSync(join(cwd, 'web.yaml'), 'utf8')).toContain('runAsUser: 1000');
  } finally {
    rmSync(cwd, { recursive: true });
  }
});
