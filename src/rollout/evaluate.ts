import type { EvidenceStore } from '../evidence/open-store.ts';
import { type GatherContext, type Gathered, gather } from './gather.ts';
import { type Plan, planRollout } from './plan.ts';

/** A rollout with what its decisions follow from, and the decisions. */
export interface Evaluated {
  readonly gathered: Gathered;
  readonly plan: Plan;
}

/** Decides, and writes nothing. */
export async function evaluate(store: EvidenceStore, context: GatherContext): Promise<Evaluated[]> {
  return (await gather(store, context)).map((gathered) => ({ gathered, plan: planRollout(gathered.inputs) }));
}
