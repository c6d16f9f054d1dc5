import type { Entry, Writer } from '../evidence/journal.ts';
import type { EvidenceStore } from '../evidence/open-store.ts';
import { chunks } from '../evidence/rows.ts';
import type { ContractRow } from '../evidence/tables.ts';
import { contractName, type ExceptionContract } from '../exception/contract.ts';
import type { StandingContract } from '../exception/excuser.ts';
import { specHash } from '../exception/spec-hash.ts';
import { termOf } from '../exception/state.ts';

/**
 * The contracts as they are, and those that were there once: one that was deleted or changed excuses nothing any more,
 * but what it covered was never promised.
 */
export async function withFormerContracts(
  { db }: EvidenceStore,
  scope: string,
  current: readonly StandingContract[],
): Promise<StandingContract[]> {
  const rows = await db.selectFrom('contract').selectAll().where('scope', '=', scope).execute();
  const byKey = new Map(rows.map((row) => [keyOf(row), row]));
  const known = new Set<string>();
  const standing = current.map((one): StandingContract => {
    const key = `${contractName(one.contract)} ${specHash(one.contract)}`;
    known.add(key);
    // What we issued needs no approval to count here, where it ends within days; everywhere else it does.
    return isIssued(byKey.get(key)) ? { ...one, standing: { ...one.standing, approved: true } } : one;
  });
  const former = rows.filter((row) => !known.has(keyOf(row)));
  return [
    ...standing,
    ...former.map((row) => ({
      contract: JSON.parse(row.body) as ExceptionContract,
      standing: {
        approved: row.approved === 1,
        // Whoever removes the file revokes it.
        revoked: true,
        quarantine: row.quarantine === 1,
      },
    })),
  ];
}

function isIssued(row: ContractRow | undefined): boolean {
  return row !== undefined && row.quarantine === 1 && row.approved === 1;
}

/** Writes down the contracts that a step issued: only these are known as quarantines, whatever label a file bears. */
export async function rememberIssued(
  { tx, now, append }: Writer,
  scope: string,
  contracts: readonly ExceptionContract[],
  approved: boolean,
  actor: string,
): Promise<void> {
  for (const contract of contracts) {
    const row: ContractRow = {
      ...rowOf(scope, { contract, standing: { approved, quarantine: true } }, now),
      quarantine: 1,
    };
    const key = ['scope', 'namespace', 'name', 'spec_hash'] as const;
    await tx
      .insertInto('contract')
      .values(row)
      .onConflict((conflict) => conflict.columns(key).doUpdateSet({ approved: row.approved, quarantine: 1 }))
      .execute();
    append(entryOf(row, actor));
  }
}

/**
 * Writes down which contracts there are, and that they were there now, so that none is forgotten when its file goes. With `unreadable`
 * files a contract that is missing may be in one of them: it is not written down as gone.
 */
export async function rememberContracts(
  { tx, now, append }: Writer,
  scope: string,
  contracts: readonly StandingContract[],
  actor: string,
  unreadable = false,
): Promise<void> {
  const stored = await tx.selectFrom('contract').selectAll().where('scope', '=', scope).execute();
  const before = new Map(stored.map((row) => [keyOf(row), row]));
  const rows = contracts
    .filter(({ standing }) => !(unreadable && standing.revoked === true))
    .map((one) => {
      const row = rowOf(scope, one, now);
      const lastSeen = before.get(keyOf(row))?.last_seen;
      // One whose file is gone was last seen when it was there.
      return one.standing.revoked === true ? { ...row, last_seen: lastSeen ?? now } : row;
    });
  const changed = rows.filter((row) => {
    const old = before.get(keyOf(row));
    return old === undefined || old.approved !== row.approved || old.revoked !== row.revoked;
  });
  for (const some of chunks(rows))
    await tx
      .insertInto('contract')
      .values(some)
      .onConflict((conflict) =>
        conflict.columns(['scope', 'namespace', 'name', 'spec_hash']).doUpdateSet((eb) => ({
          approved: eb.ref('excluded.approved'),
          revoked: eb.ref('excluded.revoked'),
          honoured_until: eb.ref('excluded.honoured_until'),
          last_seen: eb.ref('excluded.last_seen'),
        })),
      )
      .execute();
  for (const row of changed) append(entryOf(row, actor));
}

function rowOf(scope: string, { contract, standing }: StandingContract, now: number): ContractRow {
  const { end, overdueEnd } = termOf(contract, standing);
  return {
    scope,
    namespace: contract.metadata.namespace,
    name: contract.metadata.name,
    spec_hash: specHash(contract),
    body: JSON.stringify(contract),
    approved: standing.approved ? 1 : 0,
    revoked: standing.revoked === true || contract.spec.revoked !== undefined ? 1 : 0,
    quarantine: 0,
    honoured_until: Math.floor(Math.max(end, overdueEnd)),
    first_seen: now,
    last_seen: now,
  };
}

function entryOf(row: ContractRow, actor: string): Entry {
  return {
    kind: 'contract',
    actor,
    namespace: row.namespace,
    payload: {
      name: row.name,
      specHash: row.spec_hash,
      approved: row.approved === 1,
      revoked: row.revoked === 1,
      quarantine: row.quarantine === 1,
      honouredUntil: row.honoured_until,
    },
  };
}

function keyOf({
  namespace,
  name,
  spec_hash,
}: Pick<ContractRow, 'namespace' | 'name' | 'spec_hash'>): string {
  return `${namespace}/${name} ${spec_hash}`;
}
