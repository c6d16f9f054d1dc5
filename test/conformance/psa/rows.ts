import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { isObject } from '../../../src/kube/json.ts';
import type { Tally } from '../harness.ts';

/** The rows of a file of JSON lines, gzipped or not, as many as the corpus' README promises. */
export function rowsOf(folder: string, file: string, count: number, tally: Tally): readonly unknown[] {
  const bytes = readFileSync(join(folder, file));
  const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  const rows = text
    .trim()
    .split('\n')
    .map((line): unknown => JSON.parse(line));
  tally.count(file, count, rows.length);
  return rows;
}

export function readJson(folder: string, file: string): unknown {
  return JSON.parse(readFileSync(join(folder, file), 'utf8'));
}

/** One line that says where two JSON values differ first; null when they are the same. Key order does not matter. */
export function difference(expected: unknown, found: unknown, path = '$'): string | null {
  if (Object.is(expected, found)) return null;
  if (Array.isArray(expected) && Array.isArray(found)) {
    for (let i = 0; i < Math.max(expected.length, found.length); i++) {
      const inside = difference(expected[i], found[i], `${path}[${i}]`);
      if (inside !== null) return inside;
    }
    return null;
  }
  if (isObject(expected) && isObject(found)) {
    for (const key of new Set([...Object.keys(expected), ...Object.keys(found)])) {
      const inside = difference(expected[key], found[key], `${path}.${key}`);
      if (inside !== null) return inside;
    }
    return null;
  }
  return `${path}: expected ${JSON.stringify(expected)}, found ${JSON.stringify(found)}`;
}
