import { DecodeProblem } from '../../kube/decode.ts';
import { groupOf } from '../../kube/group-kind.ts';
import type { JsonObject, Path } from '../../kube/json.ts';
import type { Resource } from '../../kube/resource.ts';
import {
  type MutatingAdmissionPolicy,
  type MutatingAdmissionPolicyBinding,
  readMutatingBinding,
  readMutatingPolicy,
} from './mutating-policy.ts';
import {
  readBinding,
  readPolicy,
  type ValidatingAdmissionPolicy,
  type ValidatingAdmissionPolicyBinding,
} from './policy.ts';

/** The admission policies of one kind among some objects. */
export interface LoadedPolicies<
  Policy = ValidatingAdmissionPolicy,
  Binding = ValidatingAdmissionPolicyBinding,
> {
  readonly policies: readonly Policy[];
  readonly bindings: readonly Binding[];
  readonly problems: readonly PolicyProblem[];
}

/** Why an object that should be a policy is none. */
export interface PolicyProblem {
  readonly resource: Resource;
  readonly path: Path;
  readonly message: string;
}

export function loadAdmissionPolicies(resources: readonly Resource[]): LoadedPolicies {
  return load(resources, 'ValidatingAdmissionPolicy', readPolicy, readBinding);
}

export function loadMutatingPolicies(
  resources: readonly Resource[],
): LoadedPolicies<MutatingAdmissionPolicy, MutatingAdmissionPolicyBinding> {
  return load(resources, 'MutatingAdmissionPolicy', readMutatingPolicy, readMutatingBinding);
}

type Reader<T> = (object: JsonObject) => T | DecodeProblem;

function load<Policy, Binding>(
  resources: readonly Resource[],
  policyKind: string,
  policy: Reader<Policy>,
  binding: Reader<Binding>,
): LoadedPolicies<Policy, Binding> {
  const problems: PolicyProblem[] = [];
  const read = <T>(kind: string, reader: Reader<T>): T[] =>
    resources
      .filter((one) => one.kind === kind && groupOf(one.apiVersion) === 'admissionregistration.k8s.io')
      .flatMap((resource) => {
        const found = reader(resource.object);
        if (!(found instanceof DecodeProblem)) return [found];
        problems.push({ resource, path: found.path, message: found.message });
        return [];
      });
  return { policies: read(policyKind, policy), bindings: read(`${policyKind}Binding`, binding), problems };
}
