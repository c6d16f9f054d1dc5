import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '..');
const pages = join(root, 'docs', 'errors');
const codes = [...new Set(sources(join(root, 'src')).flatMap(codesOf))].sort();

describe('every error code has a page', () => {
  test.each(codes)('%s', (code) => {
    const page = join(pages, `${code}.md`);
    expect(existsSync(page), `docs/errors/${code}.md is missing`).toBe(true);
    const text = readFileSync(page, 'utf8');
    expect(text.startsWith(`# ${code}\n`)).toBe(true);
    for (const heading of ['## What it means', '## What to do']) expect(text).toContain(heading);
  });

  test('and no page is about a code that is gone', () => {
    const written = readdirSync(pages)
      .filter((file) => file !== 'README.md')
      .map((file) => file.replace(/\.md$/, ''));
    expect(written.filter((code) => !codes.includes(code))).toEqual([]);
  });
});

/** The closed unions of codes: written at the error's class, in a type of their own, or at a problem. */
function codesOf(file: string): string[] {
  const text = readFileSync(file, 'utf8');
  const unions = [
    ...text.matchAll(/CodedError<([^>]*)>/g),
    ...text.matchAll(/type \w*ErrorCode =([^;]*);/g),
  ].map(([, union = '']) => union);
  return unions.flatMap((union) => [...union.matchAll(/'([A-Z][A-Z_]+)'/g)].map(([, code = '']) => code));
}

function sources(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return sources(path);
    return name.endsWith('.ts') && !/\.(test|generated)\.ts$/.test(name) ? [path] : [];
  });
}
