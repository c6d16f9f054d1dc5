import type { Writer } from '../evidence/journal.ts';
import { signatureOf, storeDecision } from './decisions.ts';
import type { Evaluated } from './evaluate.ts';
import type { GatheredCell } from './gather.ts';
import type { PlannedCell } from './plan.ts';

/** Stores each decision that says something else than the last one of its cell, and each cell whose stage was changed. */
export async function keepDecisions(
  writer: Writer,
  { gathered, plan }: Evaluated,
  actor: string,
): Promise<void> {
  for (const line of plan.cells) {
    const cell = gathered.cells.get(line.cell.inputs.namespace.uid) as GatheredCell;
    await keepDecision(writer, gathered.plan.name, line, cell, actor);
  }
}

async function keepDecision(
  writer: Writer,
  rollout: string,
  { decision, inputs }: PlannedCell,
  { stored, state, namespace }: GatheredCell,
  actor: string,
): Promise<void> {
  if (decision === null || inputs === null) return;
  const signature = signatureOf(decision);
  const fresh = stored?.signature !== signature;
  if (fresh) await storeDecision(writer, namespace, decision, inputs, actor);
  if (!fresh && state.change === null) return;
  if (state.change !== null && state.change !== 'Appeared')
    writer.append({
      kind: 'stage',
      actor: state.change === 'Followed' ? actor : 'somebody else',
      rollout,
      namespace: namespace.name,
      payload: { from: stored?.stage ?? 'None', to: state.stage, seen: state.since },
    });
  const values = {
    stage: state.stage,
    since: state.since,
    revision: state.revision,
    demotions: state.demotions,
    last_demoted_at: state.lastDemotedAt,
    contested: state.contested,
    decision_id: decision.id,
    signature,
  };
  await writer.tx
    .insertInto('cell')
    .values({ rollout, namespace_id: namespace.id, former: stored?.former ?? '', ...values })
    .onConflict((conflict) => conflict.columns(['rollout', 'namespace_id']).doUpdateSet(values))
    .execute();
}
