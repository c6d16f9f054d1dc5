import { DecodeProblem } from '../../kube/decode.ts';
import { groupOf } from '../../kube/group-kind.ts';
import type { Path } from '../../kube/json.ts';
import type { Resource } from '../../kube/resource.ts';
import {
  readBinding,
  readPolicy,
  type ValidatingAdmissionPolicy,
  type ValidatingAdmissionPolicyBinding,
} from './policy.ts';

/** The admission policies among some objects. */
export interface LoadedPolicies {
  readonly policies: readonly ValidatingAdmissionPolicy[];
  readonly bindings: readonly ValidatingAdmissionPolicyBinding[];
  readonly problems: readonly PolicyProblem[];
}

/** Why an object that should be a policy is none. */
export interface PolicyProblem {
  readonly resource: Resource;
  readonly path: Path;
  readonly message: string;
}

export function loadAdmissionPolicies(resources: readonly Resource[]): LoadedPolicies {
  const policies: ValidatingAdmissionPolicy[] = [];
  const bindings: ValidatingAdmissionPolicyBinding[] = [];
  const problems: PolicyProblem[] = [];
  const keep = <T>(into: T[], found: T | DecodeProblem, resource: Resource) => {
    if (found instanceof DecodeProblem) problems.push({ resource, path: found.path, message: found.message });
    else into.push(found);
  };
  for (const resource of resources) {
    if (groupOf(resource.apiVersion) !== 'admissionregistration.k8s.io') continue;
    if (resource.kind === 'ValidatingAdmissionPolicy') keep(policies, readPolicy(resource.object), resource);
    if (resource.kind === 'ValidatingAdmissionPolicyBinding')
      keep(bindings, readBinding(resource.object), resource);
  }
  return { policies, bindings, problems };
}
