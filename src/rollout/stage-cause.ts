import type { Writer } from '../evidence/journal.ts';
import { standingOf } from './actuate/actuator.ts';
import type { GatheredCell } from './gather.ts';
import { patched, stageOf } from './pod-security-stage.ts';
import type { RolloutPlan } from './rollout-plan.ts';
import type { StepChange } from './steps.ts';

/** Why a stage is another one without a step of its own rollout; written into the journal. */
export type StageCause =
  /** The same labels, of which a raised pin now asks for more. */
  | { readonly kind: 'PinRaised' }
  /** A step of another rollout, which writes the same labels. */
  | { readonly kind: 'Along'; readonly rollout: string; readonly step: string }
  /** Somebody changed the labels. */
  | { readonly kind: 'ByHand' };

/**
 * A step of another rollout is the cause when the labels still are as it left them, and as they were before it would show
 * another stage.
 */
export async function stageCause(
  { tx }: Writer,
  { name, pin }: RolloutPlan,
  { namespace, labels, stored, state }: GatheredCell,
  cluster: number | null,
): Promise<StageCause> {
  if (state.change === 'PinRaised') return { kind: 'PinRaised' };
  if (pin === null) return { kind: 'ByHand' };
  const steps = await tx
    .selectFrom('step')
    .select(['id', 'rollout', 'change'])
    .where('namespace_id', '=', namespace.id)
    .where('rollout', '!=', name)
    .where('state', '=', 'done')
    .where('finished_at', '>=', stored?.since ?? 0)
    .orderBy('finished_at', 'desc')
    .execute();
  for (const { id, rollout, change } of steps) {
    const { patch, former } = JSON.parse(change) as StepChange;
    const before = patched(labels, former);
    if (
      standingOf({ patch, former }, labels) === 'done' &&
      stageOf(before, pin, cluster) !== stageOf(labels, pin, cluster)
    )
      return { kind: 'Along', rollout, step: id };
  }
  return { kind: 'ByHand' };
}
