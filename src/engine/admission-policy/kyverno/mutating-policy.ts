import { type Json, type JsonObject, own } from '../../../kube/json.ts';
import { type Mutation, readMutations } from '../mutating-policy.ts';
import {
  listOf,
  type MatchCondition,
  type MatchResources,
  matchResources,
  onAnyOperation,
  readNamedExpressions,
} from '../policy.ts';
import { type CelSpec, type KyvernoCelPolicy, readCelSpec, readKyvernoPolicy, text } from './policy.ts';

/** A MutatingPolicy or NamespacedMutatingPolicy. */
export type MutatingPolicy = KyvernoCelPolicy<MutatingPolicySpec>;

export interface MutatingPolicySpec extends CelSpec {
  readonly mutations: readonly Mutation[];
  /** Apply configurations may set atomic lists and maps too. */
  readonly serverSideApply: boolean;
  /** It changes existing objects that it selects and not the one that is admitted. */
  readonly changesTargets: boolean;
  /** Which existing objects it changes beside the one that is admitted; null for none. */
  readonly targets: TargetSelection | null;
}

/** The existing objects that a policy changes: those an expression gives, or else those that match. */
export interface TargetSelection {
  readonly expression: string;
  readonly constraints: MatchResources | null;
  readonly conditions: readonly MatchCondition[];
}

export function readMutatingPolicy(object: JsonObject): MutatingPolicy {
  return readKyvernoPolicy(object, readMutatingSpec);
}

export function readMutatingSpec(spec: Json | undefined): MutatingPolicySpec {
  const targets = own(spec, 'targetMatchConstraints');
  const common = readCelSpec(spec);
  const existing = own(own(own(spec, 'evaluation'), 'mutateExisting'), 'enabled') === true;
  return {
    ...common,
    mutations: readMutations(own(spec, 'mutations')),
    changesTargets:
      listOf(own(targets, 'resourceRules')).length > 0 || text(own(targets, 'expression')) !== '',
    targets: existing ? readTargets(spec, common.matchConstraints) : null,
    serverSideApply: own(own(spec, 'evaluation'), 'useServerSideApply') === true,
  };
}

/** Targets without rules of their own are of the kinds that trigger the policy; operations do not matter for them. */
function readTargets(spec: Json | undefined, triggers: MatchResources | null): TargetSelection {
  const given = own(spec, 'targetMatchConstraints');
  const constraints = listOf(own(given, 'resourceRules')).length > 0 ? matchResources(given) : triggers;
  return {
    expression: text(own(given, 'expression')),
    constraints: constraints && { ...onAnyOperation(constraints), matchPolicy: 'Exact' },
    conditions: readNamedExpressions(own(spec, 'targetMatchConditions')),
  };
}
