import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readEvents, withFolder } from './reading.test-support.ts';

const pages = resolve(import.meta.dirname, '../../docs/errors');

/** The pages whose examples are manifests: the wrong one has just that error, the right one has none. */
describe('the examples of error pages are true', () => {
  test.each(['ALIAS_BOMB', 'BAD_SEPARATOR', 'EMPTY_INPUT', 'NOT_AN_OBJECT', 'SYNTAX'])('%s', async (code) => {
    const page = readFileSync(resolve(pages, `${code}.md`), 'utf8');
    expect(await codesIn(example(page, 'Wrong'))).toEqual([code]);
    expect(await codesIn(example(page, 'Right'))).toEqual([]);
  });
});

function example(page: string, name: string): string {
  const lines = page.split(`\n${name}:\n\n`)[1]?.split('\n') ?? [];
  const end = lines.findIndex((line) => line !== '' && !line.startsWith('    '));
  return (end < 0 ? lines : lines.slice(0, end)).map((line) => line.slice(4)).join('\n');
}

async function codesIn(text: string): Promise<string[]> {
  const codes: string[] = [];
  await withFolder({ 'x.yaml': text }, async (folder) => {
    for (const event of await readEvents(folder, { paths: ['x.yaml'] })) {
      if (event.type === 'error') codes.push(event.error.code);
    }
  });
  return codes;
}
