import type { Writer } from '../evidence/journal.ts';
import type { EvidenceStore } from '../evidence/open-store.ts';
import { chunks } from '../evidence/rows.ts';
import type { ContractRow } from '../evidence/tables.ts';
import { contractName, type ExceptionContract } from '../exception/contract.ts';
import type { StandingContract } from '../exception/excuser.ts';
import { specHash } from '../exception/spec-hash.ts';
import { termOf } from '../exception/state.ts';

/**
 * The contracts as they are, and those that were there once: one that was deleted or changed excuses nothing any more,
 * but what it covered was never promised. Quarantines live here until their files are merged.
 */
export async function withFormerContracts(
  { db }: EvidenceStore,
  scope: string,
  current: readonly StandingContract[],
): Promise<StandingContract[]> {
  const known = new Set(current.map(({ contract }) => `${contractName(contract)} ${specHash(contract)}`));
  const rows = await db.selectFrom('contract').selectAll().where('scope', '=', scope).execute();
  const former = rows.filter((row) => !known.has(`${row.namespace}/${row.name} ${row.spec_hash}`));
  return [
    ...current,
    ...former.map((row) => ({
      contract: JSON.parse(row.body) as ExceptionContract,
      standing: {
        approved: row.approved === 1,
        revoked: row.quarantine === 0 || row.revoked === 1,
        quarantine: row.quarantine === 1,
      },
    })),
  ];
}

/** Writes down which contracts there are, so that none is forgotten when its file goes. */
export async function rememberContracts(
  { tx, now, append }: Writer,
  scope: string,
  contracts: readonly StandingContract[],
  actor: string,
): Promise<void> {
  const rows = contracts.map(({ contract, standing }): ContractRow => {
    const { end, overdueEnd } = termOf(contract, standing);
    return {
      scope,
      namespace: contract.metadata.namespace,
      name: contract.metadata.name,
      spec_hash: specHash(contract),
      body: JSON.stringify(contract),
      approved: standing.approved ? 1 : 0,
      revoked: standing.revoked === true || contract.spec.revoked !== undefined ? 1 : 0,
      quarantine: standing.quarantine === true ? 1 : 0,
      honoured_until: Math.floor(Math.max(end, overdueEnd)),
      first_seen: now,
      last_seen: now,
    };
  });
  const stored = await tx.selectFrom('contract').selectAll().where('scope', '=', scope).execute();
  const before = new Map(stored.map((row) => [keyOf(row), row]));
  const changed = rows.filter((row) => {
    const old = before.get(keyOf(row));
    return old === undefined || old.approved !== row.approved || old.revoked !== row.revoked;
  });
  // All of them: the time tells which were there the last time.
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
  for (const row of changed)
    append({
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
    });
}

function keyOf({ namespace, name, spec_hash }: ContractRow): string {
  return `${namespace}/${name} ${spec_hash}`;
}
