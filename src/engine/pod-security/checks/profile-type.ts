import type { ContainerView } from '../view/container.ts';
import type { PodView } from '../view/pod.ts';
import { containersWhere, nameSetters } from '../view/select.ts';
import { sortedSet } from '../words.ts';

/** Seccomp and AppArmor profiles alike may be the runtime's or one of the node's; `Unconfined` is what remains. */
export function isAllowedProfile(type: string): boolean {
  return type === 'RuntimeDefault' || type === 'Localhost';
}

/** Profiles that are set, and set to what is not allowed. */
export interface ForbiddenProfiles {
  readonly byPod: boolean;
  readonly containers: readonly ContainerView[];
  /** `pod and container "a"`. */
  readonly setters: string;
  /** What they set, distinct and in byte order. */
  readonly types: readonly string[];
}

/** Finds the forbidden profiles of one kind, in a pod and its containers. */
export function findProfiles(
  field: 'seccompType' | 'appArmorType',
): (pod: PodView) => ForbiddenProfiles | null {
  const isBad = (type: string | null): boolean => type !== null && !isAllowedProfile(type);
  const hasBad = ({ security }: ContainerView): boolean => isBad(security[field]);
  return (pod) => {
    const containers = containersWhere(pod, hasBad);
    const byPod = isBad(pod.security[field]);
    if (!byPod && containers.length === 0) return null;
    const types = containers.map(({ security }) => security[field] ?? '');
    if (byPod) types.push(pod.security[field] ?? '');
    return { byPod, containers, setters: nameSetters(byPod, containers), types: sortedSet(types) };
  };
}
