import type { EvidenceStore } from '../../evidence/open-store.ts';
import type { NamespaceRow } from '../../evidence/tables.ts';
import { type RolloutStage, stages } from '../../rollout/stage.ts';
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
  const seen: SeenChange[] = [];
  const moves: StoredMove[] = [];
  const actors = new Map<string, string>();
  for (const { kind, at, actor, rollout, namespace, payload } of await db
    .selectFrom('journal')
    .select(['kind', 'at', 'actor', 'rollout', 'namespace', 'payload'])
    .where('kind', 'in', ['step', 'stage'])
    .orderBy('seq')
    .execute()) {
    const what = JSON.parse(payload) as { id?: string; from?: string; to?: string; seen?: number };
    if (kind === 'step') {
      if (what.id !== undefined) actors.set(what.id, actor);
      continue;
    }
    const row = byName.get(namespace)?.findLast((one) => one.first_seen <= at);
    if (row === undefined) continue;
    seen.push({
      at,
      rollout,
      namespace,
      namespaceId: row.id,
      kind: 'ByHand',
      from: what.from as RolloutStage,
      to: what.to as RolloutStage,
      state: 'seen',
      actor,
      decision: '',
      labelledAt: what.seen ?? at,
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
  const done = Map.groupBy(
    moves.filter((move) => move.state === 'done'),
    (move) => move.namespaceId,
  );
  for (const { labelledAt, ...move } of seen)
    moves.push({ ...move, kind: causeOf(move, labelledAt, done.get(move.namespaceId) ?? []) });
  return moves.sort((a, b) => a.at - b.at || compare(keyOf(a), keyOf(b)));
}

/** A stage that was seen to be another, and since when the labels said so. */
interface SeenChange extends StoredMove {
  readonly labelledAt: number;
}

/** Between a step and the scan that sees its labels. */
const delay = 26 * 3_600_000;

/**
 * Why a stage changed without a step of its rollout: a step of another rollout took it along, or the labels stayed and a
 * raised pin now asks for more, or somebody did it by hand.
 */
function causeOf(move: StoredMove, labelledAt: number, steps: readonly StoredMove[]): string {
  const lately = move.at - labelledAt <= delay;
  const along = steps.some(
    (step) => step.rollout !== move.rollout && step.at <= labelledAt && step.at >= labelledAt - delay,
  );
  if (move.actor !== 'somebody else' || (along && lately)) return 'Along';
  const lower = stages.indexOf(move.to) < stages.indexOf(move.from);
  return lower && !lately ? 'PinRaised' : 'ByHand';
}

function keyOf({ rollout, namespace, kind, to }: Move): string {
  return `${rollout}\n${namespace}\n${kind}\n${to}`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
