import { groupOf } from '../../../kube/group-kind.ts';
import type { JsonObject } from '../../../kube/json.ts';
import type { Resource } from '../../../kube/resource.ts';
import { type PolicyException, readPolicyException } from './policy-exception.ts';
import { readValidatingPolicy, type ValidatingPolicy } from './validating-policy.ts';

/** The CEL policies of Kyverno among some objects, ready for `createKyvernoCelEngine`. */
export interface LoadedKyvernoCelPolicies {
  readonly policies: readonly ValidatingPolicy[];
  readonly exceptions: readonly PolicyException[];
  readonly crds: readonly JsonObject[];
}

/** The kinds of policies.kyverno.io that judge resources. */
export const kyvernoCelKinds: readonly string[] = ['ValidatingPolicy', 'NamespacedValidatingPolicy'];

export function loadKyvernoCelPolicies(resources: readonly Resource[]): LoadedKyvernoCelPolicies {
  const ofKyverno = resources.filter(({ apiVersion }) => groupOf(apiVersion) === 'policies.kyverno.io');
  return {
    policies: ofKyverno
      .filter(({ kind }) => kyvernoCelKinds.includes(kind))
      .map(({ object }) => readValidatingPolicy(object)),
    exceptions: ofKyverno
      .filter(({ kind }) => kind === 'PolicyException')
      .map(({ object }) => readPolicyException(object)),
    crds: resources.filter(({ kind }) => kind === 'CustomResourceDefinition').map(({ object }) => object),
  };
}
