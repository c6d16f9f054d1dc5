import type { KindTable } from './kind-table.ts';
import { compileMatchResources, MatchError, type ResourceMatcher } from './match-resources.ts';
import type { MatchResources } from './policy.ts';

/** The matcher of a policy, which must have constraints. */
export function policyMatcher(constraints: MatchResources | null, kinds: KindTable): ResourceMatcher {
  if (constraints !== null) return compileMatchResources(constraints, kinds);
  const missing = new MatchError('policy contained no match constraints, a required field');
  return () => missing;
}

/** The matcher of a binding, which narrows its policy's only where it says so. */
export function bindingMatcher(resources: MatchResources | null, kinds: KindTable): ResourceMatcher {
  return resources === null
    ? ({ resource, kind }) => ({ resource, kind })
    : compileMatchResources(resources, kinds);
}
