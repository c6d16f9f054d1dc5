import type { Step } from './decide.ts';
import {
  backLabels,
  formerLabels,
  type LabelPatch,
  type Labels,
  type Pin,
  stageOf,
  stepLabels,
} from './pod-security-stage.ts';
import type { RolloutPlan } from './rollout-plan.ts';
import { reaches } from './stage.ts';
import { labelOfStage, stageLabel } from './stage-label.ts';

/**
 * What a step writes, and what was there before. `recorded` are the labels before the step that brought the namespace to
 * where it is; `others` the levels that other rollouts have in mind here; `formHolds`: a compiled form holds the level.
 */
export function labelsForStep(
  { pin, name }: RolloutPlan,
  { kind, to }: Pick<Step, 'kind' | 'to'>,
  labels: Labels,
  recorded: LabelPatch,
  others: readonly Pin[],
  cluster: number | null,
  formHolds = false,
): { patch: LabelPatch; former: LabelPatch } {
  if (pin === null) {
    const key = stageLabel(name);
    return { patch: labelOfStage(to, name), former: { [key]: labels[key] ?? null } };
  }
  const former = formerLabels(labels);
  if (kind === 'Promote') {
    const above = others.filter((other) => other.level === 'restricted' && pin.level === 'baseline');
    const oneUp = to === 'Enforce' ? above[0] : undefined;
    return { patch: stepLabels(to, labels, pin, cluster, { oneUp, held: formHolds }), former };
  }
  const held = others.filter(
    (other) => reaches(stageOf(labels, other, cluster), 'Enforce') && other.level !== pin.level,
  );
  return {
    patch: backLabels(
      to,
      labels,
      recorded,
      held.filter((other) => !stricter(other, pin)),
      cluster,
    ),
    former,
  };
}

/** A level above ours is no floor for a step back of ours: what enforces it has its own promise. */
function stricter(other: Pin, pin: Pin): boolean {
  return other.level === 'restricted' && pin.level === 'baseline';
}
