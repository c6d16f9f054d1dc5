import type { EvidenceStore } from '../evidence/open-store.ts';
import { type GatherContext, type Gathered, gather } from './gather.ts';
import { type Plan, planRollout } from './plan.ts';
import { unknownRollout } from './rollout-error.ts';

/** A rollout with what its decisions follow from, and the decisions. */
export interface Evaluated {
  readonly gathered: Gathered;
  readonly plan: Plan;
}

/** Decides, and writes nothing. */
export async function evaluate(store: EvidenceStore, context: GatherContext): Promise<Evaluated[]> {
  return (await gather(store, context)).map((gathered) => ({ gathered, plan: planRollout(gathered.inputs) }));
}

export function rolloutNamed(evaluated: readonly Evaluated[], name: string): Evaluated {
  const one = evaluated.find(({ gathered }) => gathered.plan.name === name);
  if (one !== undefined) return one;
  throw unknownRollout(
    name,
    evaluated.map(({ gathered }) => gathered.plan.name),
  );
}
