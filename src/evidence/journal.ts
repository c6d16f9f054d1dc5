import { hash } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { Kysely, Transaction } from 'kysely';
import { canonical } from './canonical.ts';
import type { Dialect } from './migration.ts';
import type { EvidenceStore } from './open-store.ts';
import { StoreError } from './store-error.ts';
import type { JournalRow, Tables } from './tables.ts';

export type JournalKind =
  | 'scan'
  | 'import'
  | 'blind'
  | 'decision'
  | 'step'
  | 'stage'
  | 'restage'
  | 'approval'
  | 'override'
  | 'pause'
  | 'resume'
  | 'contract'
  | 'conflict'
  | 'source'
  | 'checkpoint';

/** What happened, as it goes into the journal. The payload is plain JSON. */
export interface Entry {
  readonly kind: JournalKind;
  readonly actor: string;
  readonly rollout?: string;
  readonly namespace?: string;
  readonly payload: unknown;
}

/** A transaction that may append to the journal. */
export interface Writer {
  readonly tx: Transaction<Tables>;
  readonly dialect: Dialect;
  readonly now: number;
  readonly append: (entry: Entry) => void;
}

/**
 * Runs one transaction. It first takes the head of the journal, so that there is one writer at a time and the chain
 * never forks; what it appends is written when `work` is done. A clock that runs behind what is written is refused.
 */
export async function write<T>(
  store: EvidenceStore,
  now: number,
  work: (writer: Writer) => Promise<T>,
): Promise<T> {
  return patiently(() =>
    store.db.transaction().execute(async (tx) => {
      await tx
        .updateTable('meta')
        .set((eb) => ({ value: eb.ref('value') }))
        .where('key', '=', 'head')
        .execute();
      await refuseTurnedBack(tx, now);
      const entries: Entry[] = [];
      const result = await work({ tx, dialect: store.dialect, now, append: (entry) => entries.push(entry) });
      await appendAll(tx, now, entries);
      return result;
    }),
  );
}

/** Another writer may have the store for as long as it takes to record a large scan. */
const patience = 60_000;

/** Tries again while another writer has the store. */
async function patiently<T>(attempt: () => Promise<T>): Promise<T> {
  for (let waited = 0, pause = 5; ; waited += pause, pause = Math.min(2 * pause, 250)) {
    try {
      return await attempt();
    } catch (error) {
      const code = (error as { code?: unknown }).code;
      if (typeof code !== 'string' || !code.startsWith('SQLITE_BUSY')) throw error;
      if (waited > patience)
        throw new StoreError(
          'STORE_BUSY',
          'another writer has had the store for a minute; try again later',
          error,
        );
      await setTimeout(pause);
    }
  }
}

/** Clocks of several machines differ a little; that much is taken for the same time. */
const skew = 60_000;

async function refuseTurnedBack(tx: Transaction<Tables>, now: number): Promise<void> {
  const row = await tx
    .selectFrom('meta')
    .select('value')
    .where('key', '=', 'clock')
    .executeTakeFirstOrThrow();
  const last = Number(row.value);
  if (now < last - skew)
    throw new StoreError(
      'STORE_CLOCK',
      `the clock says ${new Date(now).toISOString()}, but the store was written at ${new Date(last).toISOString()}: set the clock right`,
    );
  if (now > last)
    await tx
      .updateTable('meta')
      .set({ value: String(now) })
      .where('key', '=', 'clock')
      .execute();
}

async function appendAll(tx: Transaction<Tables>, now: number, entries: readonly Entry[]): Promise<void> {
  if (entries.length === 0) return;
  const row = await tx.selectFrom('meta').select('value').where('key', '=', 'head').executeTakeFirstOrThrow();
  let head = parseHead(row.value);
  const rows: JournalRow[] = [];
  for (const entry of entries) {
    const next = journalRow(head, now, entry);
    rows.push(next);
    head = next;
  }
  for (let start = 0; start < rows.length; start += 500)
    await tx
      .insertInto('journal')
      .values(rows.slice(start, start + 500))
      .execute();
  await tx
    .updateTable('meta')
    .set({ value: `${head.seq} ${head.hash}` })
    .where('key', '=', 'head')
    .execute();
}

export interface Head {
  readonly seq: number;
  readonly hash: string;
}

function parseHead(text: string): Head {
  const [seq, head = ''] = text.split(' ');
  return { seq: Number(seq), hash: head };
}

function journalRow(head: Head, at: number, entry: Entry): JournalRow {
  const row = {
    seq: head.seq + 1,
    at,
    kind: entry.kind,
    actor: entry.actor,
    rollout: entry.rollout ?? '',
    namespace: entry.namespace ?? '',
    payload: storable(canonical(entry.payload)),
    prev: head.hash,
  };
  return { ...row, hash: rowHash(row) };
}

function rowHash(row: Omit<JournalRow, 'hash'>): string {
  const { seq, at, kind, actor, rollout, namespace, payload, prev } = row;
  return hash('sha256', canonical({ seq, at, kind, actor, rollout, namespace, payload, prev }), 'hex');
}

/** Postgres keeps no U+0000 in text. */
export function storable(text: string): string {
  return text.includes('\0') ? text.replaceAll('\0', '\\u0000') : text;
}

export interface ChainReport {
  readonly ok: boolean;
  readonly from: number;
  readonly to: number;
  readonly head: string;
  /** What is wrong, and with which entry; empty when the chain holds. */
  readonly problem: string;
}

/**
 * Follows the chain from the last checkpoint, or from the beginning, to the head. A changed, missing, added or moved
 * entry breaks it.
 */
export async function verifyJournal(db: Kysely<Tables>): Promise<ChainReport> {
  const meta = new Map(
    (await db.selectFrom('meta').selectAll().execute()).map(({ key, value }) => [key, value]),
  );
  const head = parseHead(meta.get('head') ?? '0 ');
  const start = parseHead(meta.get('checkpoint') ?? '0 ');
  let last = start;
  const broken = (problem: string): ChainReport => ({
    ok: false,
    from: start.seq + 1,
    to: last.seq,
    head: head.hash,
    problem,
  });
  for (;;) {
    const rows = await db
      .selectFrom('journal')
      .selectAll()
      .where('seq', '>', last.seq)
      .orderBy('seq')
      .limit(5000)
      .execute();
    for (const row of rows) {
      if (row.seq !== last.seq + 1) return broken(`entry ${last.seq + 1} is missing`);
      if (row.prev !== last.hash) return broken(`entry ${row.seq} does not follow entry ${last.seq}`);
      if (rowHash(row) !== row.hash) return broken(`entry ${row.seq} was changed`);
      last = { seq: row.seq, hash: row.hash };
    }
    if (rows.length < 5000) break;
  }
  if (last.seq !== head.seq || last.hash !== head.hash)
    return broken(`the journal ends with entry ${last.seq}, but ${head.seq} were written`);
  return { ok: true, from: start.seq + 1, to: last.seq, head: head.hash, problem: '' };
}
