import type { Resource } from '../../../kube/resource.ts';
import type { Lookup } from '../../engine.ts';
import type { CleanupPolicy } from './cleanup.ts';
import { expiryOf, ttlLabel } from './ttl.ts';

/** One object that will be deleted if nothing changes, or of which that cannot be told. */
export interface Deletion {
  readonly resource: Resource;
  /** The policy that deletes it, or the label. */
  readonly by: string;
  /** null where the policy never runs, or where it cannot be told. */
  readonly at: Date | null;
  /** Why it cannot be told; '' where it can. */
  readonly problem: string;
}

/**
 * What cleanup policies delete the first time they run behind the time of `lookup`, and what the label of an object says of
 * itself, the next one first. A policy is asked as of the time it runs.
 *
 *     const deletions = planDeletions(loadCleanupPolicies(policies).policies, resources, lookup);
 */
export function planDeletions(
  policies: readonly CleanupPolicy[],
  resources: readonly Resource[],
  lookup: Lookup,
): Deletion[] {
  const deletions = resources.flatMap((resource) => labelled(resource, lookup.now));
  for (const policy of policies) {
    const at = policy.schedule.next(lookup.now);
    const then: Lookup = at === null ? lookup : { ...bound(lookup), now: at };
    for (const resource of resources) {
      const answer = policy.deletes(resource, then);
      if (answer === false) continue;
      const problem = answer === true ? '' : answer;
      deletions.push({ resource, by: policy.key, at: problem === '' ? at : null, problem });
    }
  }
  const time = ({ at }: Deletion): number => at?.getTime() ?? Number.POSITIVE_INFINITY;
  return deletions.sort((a, b) => (time(a) === time(b) ? 0 : time(a) - time(b)));
}

function labelled(resource: Resource, now: Date): Deletion[] {
  const at = expiryOf(resource.object, now);
  if (at === null) return [];
  if (typeof at === 'string') return [{ resource, by: ttlLabel, at: null, problem: at }];
  return [{ resource, by: ttlLabel, at: at < now ? now : at, problem: '' }];
}

function bound(lookup: Lookup): Lookup {
  return {
    now: lookup.now,
    namespace: (name) => lookup.namespace(name),
    get: (...of) => lookup.get(...of),
    list: (...of) => lookup.list(...of),
    ...(lookup.globalContext && { globalContext: (name) => lookup.globalContext?.(name) }),
    ...(lookup.call && { call: (call) => lookup.call?.(call) }),
  };
}
