import { createHash } from 'node:crypto';
import { closeSync, openSync, readdirSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { CodedError } from '../../error.ts';
import type { EvidenceStore } from '../../evidence/open-store.ts';
import { makeFolder } from '../../source/make-folder.ts';
import type { Overview } from '../overview/overview.ts';
import { csvLine } from './csv.ts';
import { journalLines } from './journal-lines.ts';
import type { Period } from './period.ts';
import { readme } from './readme.ts';
import type { PackTable } from './table.ts';

export class PackError extends CodedError<'OUTPUT_NOT_WRITABLE'> {
  override readonly name = 'PackError';
}

export interface Pack {
  readonly store: EvidenceStore;
  readonly overview: Overview;
  readonly period: Period;
  readonly tables: readonly PackTable[];
}

const sums = 'SHA256SUMS';

/** Writes the pack into a folder and says which files there are. The same inputs give the same bytes. */
export async function writePack(
  folder: string,
  { store, overview, period, tables }: Pack,
): Promise<string[]> {
  const names = [...tables.map((table) => table.file), 'journal.jsonl', 'README.md'];
  prepare(folder, [...names, sums]);
  const hashes = new Map<string, string>();
  const counted: { table: PackTable; rows: number }[] = [];
  for (const table of tables) {
    let rows = 0;
    const file = new HashedFile(join(folder, table.file));
    file.write(csvLine(table.header));
    for await (const row of table.rows()) {
      rows++;
      file.write(csvLine(row));
    }
    hashes.set(table.file, file.close());
    counted.push({ table, rows });
  }
  const journal = new HashedFile(join(folder, 'journal.jsonl'));
  for await (const line of journalLines(store)) journal.write(line);
  hashes.set('journal.jsonl', journal.close());
  const page = new HashedFile(join(folder, 'README.md'));
  page.write(readme({ overview, period, tables: counted }));
  hashes.set('README.md', page.close());
  const list = new HashedFile(join(folder, sums));
  for (const name of names.toSorted()) list.write(`${hashes.get(name)}  ${name}\n`);
  list.close();
  return [...names, sums];
}

/** What is in the folder must be the pack and nothing else, or the list of hashes would not speak of all of it. */
function prepare(folder: string, own: readonly string[]): void {
  attempt(folder, () => makeFolder(folder));
  const strange = attempt(folder, () => readdirSync(folder)).filter((name) => !own.includes(name));
  if (strange.length > 0)
    throw new PackError(
      'OUTPUT_NOT_WRITABLE',
      `expected ${folder} to be empty, new, or an earlier pack; found ${strange.slice(0, 3).join(', ')} in it; name another folder`,
    );
}

const chunk = 1 << 16;

class HashedFile {
  readonly #path: string;
  readonly #file: number;
  readonly #hash = createHash('sha256');
  #waiting = '';

  constructor(path: string) {
    this.#path = path;
    this.#file = attempt(path, () => openSync(path, 'w'));
  }

  write(text: string): void {
    this.#waiting += text;
    if (this.#waiting.length > chunk) this.#flush();
  }

  /** The hash of all that was written. */
  close(): string {
    this.#flush();
    attempt(this.#path, () => closeSync(this.#file));
    return this.#hash.digest('hex');
  }

  #flush(): void {
    const bytes = Buffer.from(this.#waiting);
    this.#waiting = '';
    this.#hash.update(bytes);
    for (let done = 0; done < bytes.length; )
      done += attempt(this.#path, () => writeSync(this.#file, bytes, done));
  }
}

function attempt<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw new PackError('OUTPUT_NOT_WRITABLE', `cannot write ${path}: ${(error as Error).message}`, error);
  }
}
