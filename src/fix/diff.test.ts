import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { unifiedDiff } from './diff.ts';

test('nothing changed: no diff', () => {
  expect(unifiedDiff('a', 'x\n', 'x\n')).toBe('');
});

test.each([
  ['a line is added', 'a\nb\n', 'a\nx\nb\n', '@@ -1,2 +1,3 @@\n a\n+x\n b\n'],
  ['a line is removed', 'a\nb\nc\n', 'a\nc\n', '@@ -1,3 +1,2 @@\n a\n-b\n c\n'],
  ['a line is changed', 'a\n', 'b\n', '@@ -1,1 +1,1 @@\n-a\n+b\n'],
  [
    'the last line has no end',
    'a',
    'b',
    '@@ -1,1 +1,1 @@\n-a\n\\ No newline at end of file\n+b\n\\ No newline at end of file\n',
  ],
])('%s', (_, before, after, hunk) => {
  expect(unifiedDiff('f', before, after)).toBe(`--- a/f\n+++ b/f\n${hunk}`);
});

test('changes far apart are hunks of their own, and say where in the file they are', () => {
  const lines = Array.from({ length: 30 }, (_, index) => `${index}\n`);
  const after = lines.with(2, 'x\n').with(25, 'y\n');
  const places = unifiedDiff('f', lines.join(''), after.join(''), undefined, 101).match(/^@@.*$/gm);
  expect(places).toEqual(['@@ -101,6 +101,6 @@', '@@ -123,7 +123,7 @@']);
});

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'portcullis-diff-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

test('git applies it, and gets the other text', () => {
  const text = fc
    .array(fc.constantFrom('a', 'b', '', '- x', '+y', '@@'), { minLength: 1, maxLength: 12 })
    .chain((lines) => fc.constantFrom(lines.join('\n'), `${lines.join('\n')}\n`))
    .filter((one) => one.trim() !== '');
  fc.assert(
    fc.property(text, text, (before, after) => {
      const diff = unifiedDiff('f', before, after);
      if (diff === '') {
        expect(after).toBe(before);
        return;
      }
      writeFileSync(join(folder, 'f'), before);
      execFileSync('git', ['apply', '--unidiff-zero', '-'], {
        cwd: folder,
        input: diff,
        stdio: ['pipe', 'ignore', 'ignore'],
      });
      expect(readFileSync(join(folder, 'f'), 'utf8')).toBe(after);
    }),
    { numRuns: 60 },
  );
});
