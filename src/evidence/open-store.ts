import { randomBytes } from 'node:crypto';
import { dirname } from 'node:path';
import type { Kysely } from 'kysely';
import { makeFolder } from '../source/make-folder.ts';
import { createTables, type Dialect, schemaVersion } from './migration.ts';
import { StoreError } from './store-error.ts';
import type { Tables } from './tables.ts';

/** Evidence: what was seen, when, by which source, and when we were blind. */
export interface EvidenceStore {
  readonly db: Kysely<Tables>;
  readonly dialect: Dialect;
  /** Hides what must not enter: hashes of values hold this salt, which belongs to the store. */
  readonly salt: string;
  /**
   * Takes a lock that lives as long as the process at most, or says undefined when another holds it. Not a transaction:
   * others may read and write meanwhile.
   */
  exclusive(name: string): Promise<(() => Promise<void>) | undefined>;
  close(): Promise<void>;
}

export const defaultStore = '.portcullis/evidence.db';

export interface OpenOptions {
  /** Fails when there is no store yet, in place of making one. */
  readonly mustExist?: boolean;
}

/** Opens `location`: a file, or the URL of a Postgres database. What is no store of ours is refused and left untouched. */
export async function openStore(location: string, options: OpenOptions = {}): Promise<EvidenceStore> {
  const raw = /^postgres(?:ql)?:\/\//.test(location)
    ? await (await import('./postgres.ts')).connect(location)
    : await (await import('./sqlite.ts')).openFile(location, options.mustExist === true, () => {
        makeFolder(dirname(location));
      });
  try {
    return { ...raw, salt: await prepared(raw, location, options) };
  } catch (error) {
    await raw.close();
    throw error;
  }
}

export type RawStore = Omit<EvidenceStore, 'salt'> & {
  /** The names of the tables there are. */
  tables(): Promise<readonly string[]>;
  /** Called when it is known to be a store of ours, or new: from now on it may be written to. */
  accepted(): void;
};

async function prepared(store: RawStore, location: string, { mustExist }: OpenOptions): Promise<string> {
  const { db, dialect } = store;
  const found = await store.tables();
  if (found.length === 0) {
    if (mustExist) throw noStore(location);
    store.accepted();
    const salt = randomBytes(16).toString('hex');
    await db.transaction().execute(async (tx) => {
      await createTables(tx, dialect);
      await tx
        .insertInto('meta')
        .values([
          { key: 'schema', value: String(schemaVersion) },
          { key: 'salt', value: salt },
          { key: 'head', value: '0 ' },
          { key: 'clock', value: '0' },
        ])
        .execute();
    });
    return salt;
  }
  if (!found.includes('meta') || !found.includes('journal'))
    throw new StoreError(
      'STORE_FOREIGN',
      `expected an evidence store, found a database with other tables (${found.slice(0, 3).join(', ')}): ${shown(location)}; it was left as it is`,
    );
  const meta = new Map(
    (await db.selectFrom('meta').selectAll().execute()).map(({ key, value }) => [key, value]),
  );
  const version = Number(meta.get('schema'));
  if (version !== schemaVersion)
    throw new StoreError(
      'STORE_VERSION',
      `expected an evidence store of version ${schemaVersion}, found ${meta.get('schema')}: ${shown(location)}; it was left as it is; use the Portcullis that wrote it`,
    );
  store.accepted();
  return meta.get('salt') ?? '';
}

export function noStore(location: string): StoreError {
  return new StoreError(
    'STORE_MISSING',
    `expected an evidence store, found none at ${shown(location)}; record a scan first: portcullis scan PATH --record`,
  );
}

/** A database URL without its password. */
export function shown(location: string): string {
  return location.replace(/^(\w+:\/\/[^:@/]*):[^@]*@/, '$1:…@');
}
