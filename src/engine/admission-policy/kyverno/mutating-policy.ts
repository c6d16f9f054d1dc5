import { type Json, type JsonObject, own } from '../../../kube/json.ts';
import { type Mutation, readMutations } from '../mutating-policy.ts';
import { type CelSpec, type KyvernoCelPolicy, readCelSpec, readKyvernoPolicy } from './policy.ts';

/** A MutatingPolicy or NamespacedMutatingPolicy. */
export type MutatingPolicy = KyvernoCelPolicy<MutatingPolicySpec>;

export interface MutatingPolicySpec extends CelSpec {
  readonly mutations: readonly Mutation[];
  /** Apply configurations may set atomic lists and maps too. */
  readonly serverSideApply: boolean;
}

export function readMutatingPolicy(object: JsonObject): MutatingPolicy {
  return readKyvernoPolicy(object, readMutatingSpec);
}

export function readMutatingSpec(spec: Json | undefined): MutatingPolicySpec {
  return {
    ...readCelSpec(spec),
    mutations: readMutations(own(spec, 'mutations')),
    serverSideApply: own(own(spec, 'evaluation'), 'useServerSideApply') === true,
  };
}
