import { write } from '../evidence/journal.ts';
import { evaluate, rolloutNamed } from './evaluate.ts';
import { exclusively, type NextOptions } from './next.ts';
import { RolloutError } from './rollout-error.ts';
import { type RolloutStage, stageAfter } from './stage.ts';

export interface Approved {
  readonly namespace: string;
  readonly to: RolloutStage;
  /** How many people have approved it now. */
  readonly approvals: number;
  readonly needed: number;
}

/** Approves the next step of namespaces: of this stage, this target and this revision, and of no other. */
export function approve(
  options: NextOptions,
  rollout: string,
  namespaces: readonly string[],
): Promise<Approved[]> {
  return exclusively(options, async (labels) => {
    const { store, context, now, actor } = options;
    const at = now();
    const evaluated = await evaluate(store, { ...context, now: at, labels });
    const one = rolloutNamed(evaluated, rollout);
    const approved: Approved[] = [];
    await write(store, at, async (writer) => {
      for (const name of namespaces) {
        const line = one.plan.cells.find(({ cell }) => cell.inputs.namespace.name === name);
        const to = line === undefined ? undefined : stageAfter(line.cell.inputs.cell.stage);
        if (line === undefined || to === undefined)
          throw new RolloutError(
            line === undefined ? 'UNKNOWN_NAMESPACE' : 'NO_STEP',
            line === undefined
              ? `rollout ${rollout} selects no namespace "${name}"`
              : `${rollout} ${name}: is at enforce already`,
          );
        const { cell, policy, approvals } = line.cell.inputs;
        const row = {
          rollout,
          namespace_id: (
            one.gathered.cells.get(line.cell.inputs.namespace.uid) as { namespace: { id: number } }
          ).namespace.id,
          by: actor,
          to_stage: to,
          since: cell.since,
          revision: policy.revision,
          at,
        };
        await writer.tx
          .insertInto('approval')
          .values(row)
          .onConflict((conflict) =>
            conflict.columns(['rollout', 'namespace_id', 'by', 'to_stage', 'since', 'revision']).doNothing(),
          )
          .execute();
        writer.append({
          kind: 'approval',
          actor,
          rollout,
          namespace: name,
          payload: { to, since: cell.since, revision: policy.revision },
        });
        const same = approvals.filter(
          (old) => old.to === to && old.since === cell.since && old.revision === policy.revision,
        );
        const gates = one.gathered.plan.waves[Math.max(0, line.wave)]?.gates;
        approved.push({
          namespace: name,
          to,
          approvals: new Set([...same.map((old) => old.by), actor]).size,
          needed: (to === 'Enforce' ? gates?.enforce : gates?.warn)?.approvals ?? 0,
        });
      }
    });
    return approved;
  });
}
