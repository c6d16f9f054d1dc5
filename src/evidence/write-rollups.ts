import { insertAll } from './bulk.ts';
import type { Writer } from './journal.ts';
import { chunks } from './rows.ts';
import type { SeenSubject } from './scan-recorder.ts';
import type { NamespaceRow, RollupRow } from './tables.ts';

const dayMs = 86_400_000;

export const emptyRollup: RollupRow = {
  day: 0,
  namespace_id: 0,
  policy: '',
  rollout: '',
  stage: '',
  admitted: 0,
  would_fail: 0,
  rejected: 0,
  ephemeral: 0,
  workloads: 0,
  open: 0,
  contracts: 0,
};

/**
 * Writes down a day as a complete scan saw it: see `RollupRow`. A later scan of the same day takes the place of an
 * earlier one, but for what was counted of admissions.
 */
export async function writeRollups(
  writer: Writer,
  scope: string,
  at: number,
  namespaces: ReadonlyMap<string, NamespaceRow>,
  subjects: Iterable<SeenSubject>,
): Promise<void> {
  const day = Math.floor(at / dayMs);
  const ids = [...namespaces.values()].map((row) => row.id);
  await forget(writer, day, ids);
  await insertAll(writer, 'rollup', openFindings(day, namespaces, subjects));
  await insertAll(writer, 'rollup', await stagesReached(writer, day, new Set(ids)));
  await insertAll(writer, 'rollup', await contractsInForce(writer, scope, day, at, namespaces), {
    replace: ['contracts'],
  });
}

async function forget({ tx }: Writer, day: number, namespaceIds: readonly number[]): Promise<void> {
  for (const some of chunks(namespaceIds)) {
    await tx
      .deleteFrom('rollup')
      .where('day', '=', day)
      .where('namespace_id', 'in', some)
      .where((eb) => eb.or([eb('policy', '!=', ''), eb('rollout', '!=', '')]))
      .execute();
    await tx
      .updateTable('rollup')
      .set({ contracts: 0 })
      .where('day', '=', day)
      .where('namespace_id', 'in', some)
      .where('contracts', '>', 0)
      .execute();
  }
}

function openFindings(
  day: number,
  namespaces: ReadonlyMap<string, NamespaceRow>,
  subjects: Iterable<SeenSubject>,
): RollupRow[] {
  const counts = new Map<string, Count>();
  for (const seen of subjects) {
    const { id } = namespaces.get(seen.namespace) as NamespaceRow;
    for (const { engine, policy } of seen.findings) {
      const key = `${id} ${engine} ${policy}`;
      const count = counts.get(key);
      if (count === undefined)
        counts.set(key, { id, policy: `${engine} ${policy}`, workloads: 1, open: 1, last: seen });
      else {
        if (count.last !== seen) count.workloads++;
        count.last = seen;
        count.open++;
      }
    }
  }
  return [...counts.values()].map(({ id, policy, workloads, open }) => ({
    ...emptyRollup,
    day,
    namespace_id: id,
    policy,
    workloads,
    open,
  }));
}

interface Count {
  readonly id: number;
  readonly policy: string;
  workloads: number;
  open: number;
  last: SeenSubject;
}

async function stagesReached(
  { tx }: Writer,
  day: number,
  namespaceIds: ReadonlySet<number>,
): Promise<RollupRow[]> {
  const cells = await tx.selectFrom('cell').select(['rollout', 'namespace_id', 'stage']).execute();
  return cells
    .filter((cell) => namespaceIds.has(cell.namespace_id))
    .map((cell) => ({ ...emptyRollup, day, ...cell }));
}

/** As the last `rollout next` saw them. */
async function contractsInForce(
  { tx }: Writer,
  scope: string,
  day: number,
  at: number,
  namespaces: ReadonlyMap<string, NamespaceRow>,
): Promise<RollupRow[]> {
  const rows = await tx
    .selectFrom('contract')
    .select('namespace')
    .where('scope', '=', scope)
    .where('approved', '=', 1)
    .where('revoked', '=', 0)
    .where('honoured_until', '>', at)
    .execute();
  const counts = new Map<number, number>();
  for (const { namespace } of rows) {
    const row = namespaces.get(namespace);
    if (row !== undefined) counts.set(row.id, (counts.get(row.id) ?? 0) + 1);
  }
  return [...counts].map(([namespace_id, contracts]) => ({ ...emptyRollup, day, namespace_id, contracts }));
}
