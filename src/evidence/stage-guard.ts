import { groupOf } from '../kube/group-kind.ts';
import { isObject, type JsonObject } from '../kube/json.ts';
import type { Resource } from '../kube/resource.ts';

/** The policy that lets only named accounts loosen a stage. */
export const guardName = 'portcullis-stage-guard';

/** What a scan saw of the guard, as JSON: its policy and every binding of it. Empty for nothing. */
export function guardText(resources: readonly Resource[]): string {
  if (resources.length === 0) return '';
  const seen = resources.map(({ kind, object }): JsonObject => ({ kind, spec: object.spec ?? null }));
  return JSON.stringify(seen, (_, value: unknown) => (typeof value === 'bigint' ? Number(value) : value));
}

export function isOfGuard({ apiVersion, kind, name, object }: Resource): boolean {
  if (groupOf(apiVersion) !== 'admissionregistration.k8s.io') return false;
  if (kind === 'ValidatingAdmissionPolicy') return name === guardName;
  return (
    kind === 'ValidatingAdmissionPolicyBinding' &&
    isObject(object.spec) &&
    object.spec.policyName === guardName
  );
}
