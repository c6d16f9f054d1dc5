import { type Json, type JsonObject, own } from '../../../kube/json.ts';
import { type Mutation, readMutations } from '../mutating-policy.ts';
import { listOf } from '../policy.ts';
import { type CelSpec, type KyvernoCelPolicy, readCelSpec, readKyvernoPolicy, text } from './policy.ts';

/** A MutatingPolicy or NamespacedMutatingPolicy. */
export type MutatingPolicy = KyvernoCelPolicy<MutatingPolicySpec>;

export interface MutatingPolicySpec extends CelSpec {
  readonly mutations: readonly Mutation[];
  /** Apply configurations may set atomic lists and maps too. */
  readonly serverSideApply: boolean;
  /** It changes existing objects that it selects and not the one that is admitted. */
  readonly changesTargets: boolean;
}

export function readMutatingPolicy(object: JsonObject): MutatingPolicy {
  return readKyvernoPolicy(object, readMutatingSpec);
}

export function readMutatingSpec(spec: Json | undefined): MutatingPolicySpec {
  const targets = own(spec, 'targetMatchConstraints');
  return {
    ...readCelSpec(spec),
    mutations: readMutations(own(spec, 'mutations')),
    changesTargets:
      listOf(own(targets, 'resourceRules')).length > 0 || text(own(targets, 'expression')) !== '',
    serverSideApply: own(own(spec, 'evaluation'), 'useServerSideApply') === true,
  };
}
