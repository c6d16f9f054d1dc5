import type { Labels } from './pod-security-stage.ts';
import type { Wave } from './rollout-plan.ts';

export const noWave = 'no wave selects it';

/** The index of the namespace's wave, or why it has none. */
export function waveOf(waves: readonly Wave[], labels: Labels): number | string {
  const matching = waves.flatMap((wave, index) => (wave.selector?.matches(labels) ? [index] : []));
  const [first, second] = matching;
  if (first !== undefined && second !== undefined)
    return `waves ${waves[first]?.name} and ${waves[second]?.name} both select it`;
  if (first !== undefined) return first;
  const rest = waves.findIndex((wave) => wave.selector === null);
  return rest === -1 ? noWave : rest;
}

/** How many of `size` namespaces may be in a step at once: a percentage is rounded up, and at least one may. */
export function concurrencyOf(limit: Wave['maxConcurrent'], size: number): number {
  if (limit === null) return Number.POSITIVE_INFINITY;
  if (typeof limit === 'number') return limit;
  return Math.max(1, Math.ceil((size * Number(limit.slice(0, -1))) / 100));
}
