import type { HardeningRollout } from './plan.generated.ts';
import { planProblems, plansProblems } from './plan-problems.ts';
import { RolloutError } from './rollout-error.ts';
import { type RolloutPlan, rolloutPlan } from './rollout-plan.ts';

/**
 * The plans of HardeningRollouts given as plain JSON, with every default filled in. They are checked whole, by
 * themselves and against one another; whatever is wrong with one of them is a `RolloutError` that names the field.
 */
export function loadPlans(values: readonly unknown[]): RolloutPlan[] {
  const problems = values.flatMap((value, index) =>
    planProblems(value).map(({ message }) => `${nameOf(value) ?? `rollout ${index}`}: ${message}`),
  );
  const rollouts = values as readonly HardeningRollout[];
  if (problems.length === 0) problems.push(...plansProblems(rollouts));
  if (problems.length > 0) throw new RolloutError('PLAN_INVALID', problems.join('\n'));
  return rollouts.map(rolloutPlan);
}

function nameOf(value: unknown): string | undefined {
  const name = (value as { metadata?: { name?: unknown } } | null | undefined)?.metadata?.name;
  return typeof name === 'string' ? name : undefined;
}
