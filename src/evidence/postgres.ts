import { Kysely, PostgresDialect, type PostgresPool, type PostgresPoolClient, sql } from 'kysely';
import { types as builtIn, type CustomTypesConfig, Pool, type PoolClient } from 'pg';
import { type RawStore, shown } from './open-store.ts';
import { StoreError } from './store-error.ts';
import type { Tables } from './tables.ts';

const int8 = 20;

export async function connect(url: string): Promise<RawStore> {
  const types: CustomTypesConfig = {
    getTypeParser: ((id: number, format: 'text' | 'binary') =>
      id === int8 ? wholeNumber : builtIn.getTypeParser(id, format)) as typeof builtIn.getTypeParser,
  };
  const pool = new Pool({ connectionString: url, types, max: 4, allowExitOnIdle: true });
  // An idle connection that breaks must not end the process; the next query says what is wrong.
  pool.on('error', () => {});
  try {
    await pool.query('select 1');
  } catch (error) {
    await pool.end();
    throw new StoreError(
      'STORE_UNREACHABLE',
      `cannot reach ${shown(url)}: ${(error as Error).message}`,
      error,
    );
  }
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool: remembering(pool) }) });
  return {
    db,
    dialect: 'postgres',
    tables: async () => {
      const { rows } = await sql<{ name: string }>`
        select table_name as name from information_schema.tables where table_schema = current_schema()`.execute(
        db,
      );
      return rows.map((row) => row.name);
    },
    accepted: () => {},
    exclusive: (name) => lock(pool, name),
    close: () => db.destroy(),
  };
}

/** Prepares each statement once a connection: planning what one gate asks for takes longer than answering it. */
function remembering(pool: Pool): PostgresPool {
  const names = new Map<string, string>();
  const clients = new WeakMap<PoolClient, PostgresPoolClient>();
  const nameOf = (text: string): string | undefined => {
    let name = names.get(text);
    if (name === undefined && text.length < 2000 && names.size < 200) {
      name = `portcullis_${names.size}`;
      names.set(text, name);
    }
    return name;
  };
  const prepared = (client: PoolClient): PostgresPoolClient =>
    ({
      query: (text: string, values: unknown[]) => client.query({ name: nameOf(text), text, values }),
      release: (destroy?: boolean) => client.release(destroy),
    }) as unknown as PostgresPoolClient;
  return {
    options: pool.options,
    connect: async () => {
      const client = await pool.connect();
      const known = clients.get(client) ?? prepared(client);
      clients.set(client, known);
      return known;
    },
    end: () => pool.end(),
  };
}

/** Times and counts fit a double exactly; what does not is no number of ours. */
function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`expected a whole number below 2^53, found ${text}`);
  return value;
}

/** A lock of the session: the server takes it back when the connection ends. */
async function lock(pool: Pool, name: string): Promise<(() => Promise<void>) | undefined> {
  const client = await pool.connect();
  const key = `portcullis ${name}`;
  const { rows } = await client.query<{ taken: boolean }>(
    'select pg_try_advisory_lock(hashtext($1)) as taken',
    [key],
  );
  if (rows[0]?.taken !== true) {
    client.release();
    return undefined;
  }
  return async () => {
    await client.query('select pg_advisory_unlock(hashtext($1))', [key]);
    client.release();
  };
}
