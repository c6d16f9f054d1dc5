import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { pageOf, refusers } from './pages.ts';

const root = join(import.meta.dirname, '../..');

test.each(refusers)('the page about %s is there', (refuser) =>
  expect(existsSync(join(root, pageOf(refuser)))).toBe(true),
);

test('and no page is about a cause that is never found', () => {
  const named = new Set(refusers.map((refuser) => pageOf(refuser)));
  const written = readdirSync(join(root, 'docs/runbook')).map((file) => `docs/runbook/${file}`);
  expect(written.filter((page) => !named.has(page))).toEqual([]);
});
