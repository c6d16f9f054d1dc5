import { existsSync } from 'node:fs';
import Database from 'better-sqlite3';
import { Kysely, type SqliteDatabase, SqliteDialect, type SqliteStatement } from 'kysely';
import { noStore, type RawStore, shown } from './open-store.ts';
import { StoreError } from './store-error.ts';
import type { Tables } from './tables.ts';

/** Waiting in SQLite holds up the whole process; who waits for longer does so in `write`, between attempts. */
const patience = 50;

export async function openFile(path: string, mustExist: boolean, makeFolder: () => void): Promise<RawStore> {
  const memory = path === ':memory:';
  if (!memory && !existsSync(path)) {
    if (mustExist) throw noStore(path);
    makeFolder();
  }
  const file = open(path);
  const db = new Kysely<Tables>({ dialect: new SqliteDialect({ database: remembering(file) }) });
  return {
    db,
    dialect: 'sqlite',
    tables: () => {
      const rows = file.prepare("select name from sqlite_master where type = 'table'").all() as {
        name: string;
      }[];
      return Promise.resolve(rows.map((row) => row.name));
    },
    accepted: () => {
      file.pragma('journal_mode = WAL');
      file.pragma('synchronous = NORMAL');
      file.pragma('cache_size = -65536');
    },
    exclusive: (name) => Promise.resolve(memory ? () => Promise.resolve() : lock(`${path}.${name}.lock`)),
    close: () => db.destroy(),
  };
}

function open(path: string): Database.Database {
  let file: Database.Database | undefined;
  try {
    file = new Database(path, { timeout: patience });
    // Reads the header: a file that is no database is found out before anything is written to it.
    file.pragma('schema_version');
    return file;
  } catch (error) {
    file?.close();
    const code = (error as { code?: unknown }).code;
    if (code === 'SQLITE_NOTADB' || code === 'SQLITE_CORRUPT')
      throw new StoreError(
        'STORE_CORRUPT',
        `expected an evidence store, found a damaged or foreign file: ${shown(path)}; it was left as it is; restore a copy, or choose another with --store`,
        error,
      );
    throw new StoreError(
      'STORE_UNREACHABLE',
      `cannot open ${shown(path)}: ${(error as Error).message}`,
      error,
    );
  }
}

/** Prepares each statement once: the same few hundred come again and again. */
function remembering(file: Database.Database): SqliteDatabase {
  const statements = new Map<string, Database.Statement>();
  return {
    close: () => void file.close(),
    prepare: (text) => {
      let statement = statements.get(text);
      if (statement === undefined) {
        if (statements.size > 500) statements.clear();
        statement = file.prepare(text);
        statements.set(text, statement);
      }
      return statement as unknown as SqliteStatement;
    },
  };
}

/** A lock that the operating system takes back when the process dies: an open transaction on a file of its own. */
function lock(path: string): (() => Promise<void>) | undefined {
  const file = new Database(path, { timeout: 0 });
  try {
    file.exec('begin exclusive');
  } catch (error) {
    file.close();
    if ((error as { code?: unknown }).code === 'SQLITE_BUSY') return undefined;
    throw error;
  }
  return () => {
    file.close();
    return Promise.resolve();
  };
}
