import { findCelSmells } from '../engine/admission-policy/smell/find-cel-smells.ts';
import { findSmells } from '../engine/kyverno/smell/find-smells.ts';
import { groupOf } from '../kube/group-kind.ts';
import type { Path } from '../kube/json.ts';
import type { Resource } from '../kube/resource.ts';

/** Something in a policy that does not do what it seems to, whatever the kind of policy. */
export interface PolicySmell {
  readonly code: string;
  /** '' for a policy that has no rules. */
  readonly rule: string;
  readonly path: Path;
  readonly message: string;
}

/** None for what is no policy. */
export function smellsOf(resource: Resource): readonly PolicySmell[] {
  if (groupOf(resource.apiVersion) !== 'kyverno.io')
    return findCelSmells(resource).map((smell) => ({ ...smell, rule: '' }));
  return resource.kind === 'ClusterPolicy' || resource.kind === 'Policy' ? findSmells(resource) : [];
}
