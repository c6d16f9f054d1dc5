import { groupOf } from '../../kube/group-kind.ts';
import type { JsonObject } from '../../kube/json.ts';
import type { Resource } from '../../kube/resource.ts';
import type { RolloutPlan } from '../rollout-plan.ts';
import { stagedBindings } from './admission-policy.ts';
import { stagedClusterPolicy, stagedValidatingPolicy } from './kyverno.ts';

/** What takes the place of one object, so that the labels of namespaces say which form of it holds where. */
export interface StagedForm {
  readonly replaces: Resource;
  readonly objects: readonly JsonObject[];
}

export interface StagedForms {
  readonly forms: readonly StagedForm[];
  /** Policies of the plan that are not among the resources. */
  readonly missing: readonly string[];
}

/** The staged forms of everything that a rollout names. Pod Security needs none: its stage is the namespace's own labels. */
export function stagedForms(plan: RolloutPlan, resources: readonly Resource[]): StagedForms {
  const forms: StagedForm[] = [];
  const missing: string[] = [];
  for (const { engine, kind, name } of plan.policies) {
    if (engine === 'PodSecurity') continue;
    const meant = resources.filter(
      (resource) => isPolicy(resource, kind ?? engine) && nameOf(resource) === name,
    );
    if (meant.length === 0) missing.push(`${kind ?? engine} ${name}`);
    for (const resource of meant) forms.push(...formsOf(resource, plan.name, resources));
  }
  return { forms, missing };
}

function formsOf(policy: Resource, rollout: string, resources: readonly Resource[]): StagedForm[] {
  const group = groupOf(policy.apiVersion);
  if (group === 'kyverno.io')
    return [{ replaces: policy, objects: stagedClusterPolicy(policy.object, rollout) }];
  if (group === 'policies.kyverno.io')
    return [{ replaces: policy, objects: stagedValidatingPolicy(policy.object, rollout) }];
  return resources
    .filter(
      ({ kind, object }) =>
        kind === 'ValidatingAdmissionPolicyBinding' &&
        (object.spec as JsonObject | undefined)?.policyName === policy.name,
    )
    .map((binding) => ({ replaces: binding, objects: stagedBindings(binding.object, rollout) }));
}

function isPolicy({ kind }: Resource, wanted: string): boolean {
  return kind === wanted;
}

function nameOf({ namespace, name }: Resource): string {
  return namespace === '' ? name : `${namespace}/${name}`;
}
