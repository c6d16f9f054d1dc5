import { keyOf, schemaVersion, tableNames } from './migration.ts';
import type { EvidenceStore } from './open-store.ts';
import { chunkSize, chunks } from './rows.ts';
import { StoreError } from './store-error.ts';
import type { Tables } from './tables.ts';

type Row = Readonly<Record<string, string | number | null>>;

/** Everything in the store as lines of JSON: a head, then `[table, row]` each, in the order of their keys. */
export async function* exportStore({ db }: EvidenceStore): AsyncGenerator<string> {
  yield `${JSON.stringify({ portcullis: 'evidence', version: schemaVersion })}\n`;
  for (const table of tableNames) {
    const key = keyOf(table);
    for (let offset = 0; ; offset += 5000) {
      let query = db.selectFrom(table).selectAll().limit(5000).offset(offset);
      for (const column of key) query = query.orderBy(column as never);
      const rows = (await query.execute()) as unknown as readonly Row[];
      for (const row of rows) yield `${JSON.stringify([table, row])}\n`;
      if (rows.length < 5000) break;
    }
  }
}

/** Fills an empty store with what another one held. Hashes and the chain of the journal stay what they are. */
export async function importStore({ db }: EvidenceStore, lines: AsyncIterable<string>): Promise<number> {
  return db.transaction().execute(async (tx) => {
    const { count } = await tx
      .selectFrom('journal')
      .select((eb) => eb.fn.countAll<number | string>().as('count'))
      .executeTakeFirstOrThrow();
    if (Number(count) > 0)
      throw new StoreError(
        'STORE_FOREIGN',
        'expected an empty store to import into, found one with a journal of its own',
      );
    await tx.deleteFrom('meta').execute();
    let waiting: Row[] = [];
    let current: keyof Tables | undefined;
    let total = 0;
    const flush = async (): Promise<void> => {
      if (current !== undefined)
        for (const some of chunks(waiting, chunkSize))
          await tx
            .insertInto(current)
            .values(some as never)
            .execute();
      total += waiting.length;
      waiting = [];
    };
    let first = true;
    for await (const line of lines) {
      if (line.trim() === '') continue;
      const value = parsed(line);
      if (first) {
        first = false;
        if (!isHead(value)) throw notExported('a head with the version');
        continue;
      }
      if (!Array.isArray(value) || value.length !== 2 || !tableNames.includes(value[0] as keyof Tables))
        throw notExported('a table and a row');
      if (value[0] !== current || waiting.length >= 5000) {
        await flush();
        current = value[0] as keyof Tables;
      }
      waiting.push(value[1] as Row);
    }
    await flush();
    return total;
  });
}

function isHead(value: unknown): boolean {
  const head = value as { portcullis?: unknown; version?: unknown } | null;
  return head?.portcullis === 'evidence' && head.version === schemaVersion;
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    throw notExported('JSON');
  }
}

function notExported(expected: string): StoreError {
  return new StoreError(
    'STORE_FOREIGN',
    `expected ${expected} as evidence export of this version writes them; nothing was imported`,
  );
}
