import type { EvidenceStore } from '../../evidence/open-store.ts';
import type { NamespaceRow } from '../../evidence/tables.ts';
import type { RolloutStage } from '../../rollout/stage.ts';
import type { StageCause } from '../../rollout/stage-cause.ts';
import type { Move } from './overview.ts';

/** A move with the namespace it is of: a name may have been given twice. */
export interface StoredMove extends Move {
  readonly namespaceId: number;
}

/** Every step there was, and every stage that somebody else changed, the oldest first. */
export async function readMoves(
  { db }: EvidenceStore,
  namespaces: readonly NamespaceRow[],
): Promise<StoredMove[]> {
  const byId = new Map(namespaces.map((row) => [row.id, row]));
  const byName = Map.groupBy(namespaces, (row) => row.name);
  const moves: StoredMove[] = [];
  const actors = new Map<string, string>();
  for (const { kind, at, actor, rollout, namespace, payload } of await db
    .selectFrom('journal')
    .select(['kind', 'at', 'actor', 'rollout', 'namespace', 'payload'])
    .where('kind', 'in', ['step', 'stage'])
    .orderBy('seq')
    .execute()) {
    const what = JSON.parse(payload) as {
      id?: string;
      from?: string;
      to?: string;
      cause?: StageCause;
    };
    if (kind === 'step') {
      if (what.id !== undefined) actors.set(what.id, actor);
      continue;
    }
    const row = byName.get(namespace)?.findLast((one) => one.first_seen <= at);
    if (row === undefined) continue;
    moves.push({
      at,
      rollout,
      namespace,
      namespaceId: row.id,
      // A journal of before says only who.
      kind: what.cause?.kind ?? (actor === 'somebody else' ? 'ByHand' : 'Along'),
      from: what.from as RolloutStage,
      to: what.to as RolloutStage,
      state: 'seen',
      actor,
      decision: '',
    });
  }
  for (const step of await db.selectFrom('step').selectAll().execute()) {
    const row = byId.get(step.namespace_id);
    if (row === undefined) continue;
    moves.push({
      at: step.finished_at ?? step.created_at,
      rollout: step.rollout,
      namespace: row.name,
      namespaceId: row.id,
      kind: step.kind,
      from: step.from_stage as RolloutStage,
      to: step.to_stage as RolloutStage,
      state: step.state,
      actor: actors.get(step.id) ?? '',
      decision: step.decision_id,
    });
  }
  return moves.sort((a, b) => a.at - b.at || compare(keyOf(a), keyOf(b)));
}

function keyOf({ rollout, namespace, kind, to }: Move): string {
  return `${rollout}\n${namespace}\n${kind}\n${to}`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
