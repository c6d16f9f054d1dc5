import { readFileSync } from 'node:fs';

/** The objects of a file that holds one a line. */
export function readLines<T>(file: string): T[] {
  return readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line): T => JSON.parse(line));
}
