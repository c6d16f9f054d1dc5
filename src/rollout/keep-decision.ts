import type { Writer } from '../evidence/journal.ts';
import { signatureOf, storeDecision } from './decisions.ts';
import type { Evaluated } from './evaluate.ts';
import type { GatheredCell } from './gather.ts';
import type { PlannedCell } from './plan.ts';
import { stageCause } from './stage-cause.ts';

/** Stores each decision that says something else than the last one of its cell, and each cell whose stage was changed. */
export async function keepDecisions(
  writer: Writer,
  { gathered, plan }: Evaluated,
  actor: string,
): Promise<void> {
  for (const line of plan.cells) {
    const cell = gathered.cells.get(line.cell.inputs.namespace.uid) as GatheredCell;
    await keepDecision(writer, gathered, line, cell, actor);
  }
}

async function keepDecision(
  writer: Writer,
  { plan, cluster }: Evaluated['gathered'],
  { decision, inputs }: PlannedCell,
  cell: GatheredCell,
  actor: string,
): Promise<void> {
  if (decision === null || inputs === null) return;
  const { stored, state, namespace } = cell;
  const rollout = plan.name;
  const signature = signatureOf(decision);
  const fresh = stored?.signature !== signature;
  if (fresh) await storeDecision(writer, namespace, decision, inputs, actor);
  if (!fresh && state.change === null) return;
  if (state.change !== null && state.change !== 'Appeared') {
    const cause = await stageCause(writer, plan, cell, cluster);
    writer.append({
      kind: 'stage',
      actor: cause.kind === 'ByHand' ? 'somebody else' : actor,
      rollout,
      namespace: namespace.name,
      payload: { from: stored?.stage ?? 'None', to: state.stage, seen: state.since, cause: { ...cause } },
    });
  }
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
