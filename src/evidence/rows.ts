import type { Transaction } from 'kysely';
import type { Tables } from './tables.ts';

/** Rows of one statement: more gains nothing, and SQLite takes 32,766 parameters. */
export const chunkSize = 500;

export function* chunks<T>(rows: readonly T[], size: number = chunkSize): Generator<readonly T[]> {
  for (let start = 0; start < rows.length; start += size) yield rows.slice(start, start + size);
}

type IdTable = 'namespace' | 'subject' | 'check' | 'message';

/** Gives out ids that follow the largest one. Only under the writer's lock. */
export class Ids {
  #next: number;

  private constructor(next: number) {
    this.#next = next;
  }

  static async of(tx: Transaction<Tables>, table: IdTable): Promise<Ids> {
    const { last } = await tx
      .selectFrom(table)
      .select((eb) => eb.fn.max('id').as('last'))
      .executeTakeFirstOrThrow();
    return new Ids((last ?? 0) + 1);
  }

  take(): number {
    return this.#next++;
  }
}
