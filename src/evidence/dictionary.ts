import { hash } from 'node:crypto';
import type { Transaction } from 'kysely';
import { chunks, Ids } from './rows.ts';
import type { Tables } from './tables.ts';

export interface CheckName {
  readonly engine: string;
  readonly policy: string;
  readonly rule: string;
}

/** The checks there are, and their ids. */
export class Checks {
  readonly #tx: Transaction<Tables>;
  readonly #ids: Map<string, number> = new Map();
  readonly #policies: Map<number, string> = new Map();
  #read = false;

  constructor(tx: Transaction<Tables>) {
    this.#tx = tx;
  }

  /** After this, every one of `names` has an id. */
  async know(names: readonly CheckName[]): Promise<void> {
    if (!this.#read) {
      for (const row of await this.#tx.selectFrom('check').selectAll().execute()) this.#add(row.id, row);
      this.#read = true;
    }
    const fresh = new Map<string, CheckName>();
    for (const name of names) if (!this.#ids.has(keyOf(name))) fresh.set(keyOf(name), name);
    if (fresh.size === 0) return;
    const ids = await Ids.of(this.#tx, 'check');
    const rows = [...fresh.values()].map(({ engine, policy, rule }) => ({
      id: ids.take(),
      engine,
      policy,
      rule,
    }));
    for (const some of chunks(rows)) await this.#tx.insertInto('check').values(some).execute();
    for (const row of rows) this.#add(row.id, row);
  }

  idOf(name: CheckName): number {
    return this.#ids.get(keyOf(name)) as number;
  }

  /** `engine\npolicy` of the check. */
  policyOf(id: number): string {
    return this.#policies.get(id) ?? '';
  }

  #add(id: number, name: CheckName): void {
    this.#ids.set(keyOf(name), id);
    this.#policies.set(id, `${name.engine}\n${name.policy}`);
  }
}

function keyOf({ engine, policy, rule }: CheckName): string {
  return `${engine}\n${policy}\n${rule}`;
}

/** Texts of findings, each kept once. */
export class Messages {
  readonly #tx: Transaction<Tables>;
  readonly #ids: Map<string, number> = new Map();

  constructor(tx: Transaction<Tables>) {
    this.#tx = tx;
  }

  async know(texts: readonly string[]): Promise<void> {
    const wanted = new Map<string, string>();
    for (const text of new Set(texts))
      if (!this.#ids.has(text)) wanted.set(hash('sha256', text, 'hex').slice(0, 32), text);
    if (wanted.size === 0) return;
    for (const hashes of chunks([...wanted.keys()])) {
      const rows = await this.#tx
        .selectFrom('message')
        .select(['id', 'hash'])
        .where('hash', 'in', hashes)
        .execute();
      for (const row of rows) {
        this.#ids.set(wanted.get(row.hash) as string, row.id);
        wanted.delete(row.hash);
      }
    }
    const ids = await Ids.of(this.#tx, 'message');
    const rows = [...wanted].map(([key, text]) => ({ id: ids.take(), hash: key, text }));
    for (const some of chunks(rows)) await this.#tx.insertInto('message').values(some).execute();
    for (const { id, text } of rows) this.#ids.set(text, id);
  }

  idOf(text: string): number {
    return this.#ids.get(text) as number;
  }
}
