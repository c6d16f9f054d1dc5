import { groupOf } from '../../../kube/group-kind.ts';
import type { JsonObject } from '../../../kube/json.ts';
import type { Resource } from '../../../kube/resource.ts';
import { type DeletingPolicy, readDeletingPolicy } from './deleting-policy.ts';
import { type GeneratingPolicy, readGeneratingPolicy } from './generating-policy.ts';
import { type ImageValidatingPolicy, readImageValidatingPolicy } from './image-validating-policy.ts';
import { type MutatingPolicy, readMutatingPolicy } from './mutating-policy.ts';
import type { CelSpec, KyvernoCelPolicy } from './policy.ts';
import { type PolicyException, readPolicyException } from './policy-exception.ts';
import { readValidatingPolicy, type ValidatingPolicy } from './validating-policy.ts';

/** The CEL policies of Kyverno among some objects, ready for `createKyvernoCelEngine`. */
export interface LoadedKyvernoCelPolicies {
  readonly policies: readonly ValidatingPolicy[];
  readonly mutatingPolicies: readonly MutatingPolicy[];
  readonly generatingPolicies: readonly GeneratingPolicy[];
  readonly deletingPolicies: readonly DeletingPolicy[];
  readonly imageValidatingPolicies: readonly ImageValidatingPolicy[];
  readonly exceptions: readonly PolicyException[];
  readonly crds: readonly JsonObject[];
}

export function loadKyvernoCelPolicies(resources: readonly Resource[]): LoadedKyvernoCelPolicies {
  const ofKyverno = resources.filter(({ apiVersion }) => groupOf(apiVersion) === 'policies.kyverno.io');
  const read = <Spec extends CelSpec>(
    wanted: string,
    reader: (object: JsonObject) => KyvernoCelPolicy<Spec>,
  ): KyvernoCelPolicy<Spec>[] =>
    ofKyverno
      .filter(({ kind }) => kind === wanted || kind === `Namespaced${wanted}`)
      .map(({ object }) => reader(object));
  return {
    policies: read('ValidatingPolicy', readValidatingPolicy),
    mutatingPolicies: read('MutatingPolicy', readMutatingPolicy),
    generatingPolicies: read('GeneratingPolicy', readGeneratingPolicy),
    deletingPolicies: read('DeletingPolicy', readDeletingPolicy),
    imageValidatingPolicies: read('ImageValidatingPolicy', readImageValidatingPolicy),
    exceptions: ofKyverno
      .filter(({ kind }) => kind === 'PolicyException')
      .map(({ object }) => readPolicyException(object)),
    crds: resources.filter(({ kind }) => kind === 'CustomResourceDefinition').map(({ object }) => object),
  };
}
