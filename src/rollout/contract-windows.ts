import type { ExceptionContract, PolicyScope } from '../exception/contract.ts';
import { parseTime } from '../schema/time.ts';
import type { PlannedPolicy, RolloutPlan } from './rollout-plan.ts';
import { windowState } from './windows.ts';

/**
 * The first moment at or after a contract's end at which a change window of a rollout that it touches is open; undefined
 * when it touches none, which is to say at once. A rollout is touched when they share a policy: which namespaces it
 * selects is for their labels to say, and those may not be at hand.
 */
export function windowAfterEnd(
  plans: readonly RolloutPlan[],
): (contract: ExceptionContract) => number | undefined {
  return ({ spec }) => {
    const end = parseTime(spec.expiresAt);
    if (end === undefined) return undefined;
    const opens = plans
      .filter(({ policies }) =>
        policies.some((one) => spec.policies.some((scope) => sharesPolicy(one, scope))),
      )
      .map(({ windows }) => {
        const state = windowState(windows, end);
        return state.open ? end : (state.opensAt ?? Number.POSITIVE_INFINITY);
      });
    return opens.length === 0 ? undefined : Math.min(...opens);
  };
}

function sharesPolicy(planned: PlannedPolicy, scope: PolicyScope): boolean {
  if (planned.engine !== scope.engine) return false;
  // What baseline forbids, restricted forbids too.
  if (scope.engine === 'PodSecurity')
    return scope.level === 'baseline' || planned.name.startsWith('restricted@');
  const name = scope.namespace === undefined ? scope.name : `${scope.namespace}/${scope.name}`;
  return (
    planned.name === name &&
    (planned.kind === null || scope.kind === undefined || planned.kind === scope.kind)
  );
}
