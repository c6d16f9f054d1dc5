import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeFolder } from './make-folder.ts';

let root = '';
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'portcullis-folder-'));
});
afterAll(() => rmSync(root, { recursive: true }));

test('makes what is missing above it, and leaves what is there', () => {
  const path = join(root, 'a/b/c');
  makeFolder(path);
  makeFolder(path);
  expect(existsSync(path)).toBe(true);
});

test('fails below a file', () => {
  writeFileSync(join(root, 'file'), '');
  expect(() => makeFolder(join(root, 'file/below'))).toThrow();
  expect(() => makeFolder(join(root, 'file'))).toThrow(/EEXIST/);
});

test.runIf(existsSync('/proc/self'))('fails, and ends, where no folder can be made', () => {
  expect(() => makeFolder('/proc/portcullis/x')).toThrow();
});
