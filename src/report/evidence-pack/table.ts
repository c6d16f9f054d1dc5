import type { Cell } from './csv.ts';

/** One table of the pack. */
export interface PackTable {
  readonly file: string;
  /** What a row is, for the README. */
  readonly about: string;
  readonly header: readonly string[];
  rows(): AsyncIterable<readonly Cell[]> | Iterable<readonly Cell[]>;
}
