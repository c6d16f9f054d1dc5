import type { Path } from '../../../kube/json.ts';
import type { ContainerView } from '../view/container.ts';
import type { PodView } from '../view/pod.ts';
import { sortedSet } from '../words.ts';

/** Seccomp and AppArmor profiles alike may be the runtime's or one of the node's; `Unconfined` is what remains. */
function isAllowedProfile(type: string): boolean {
  return type === 'RuntimeDefault' || type === 'Localhost';
}

/** Profiles that are set, and set to what is not allowed. */
export interface ForbiddenProfiles {
  /** `pod and container "a"`. */
  readonly setters: string;
  /** What they set, distinct and in byte order. */
  readonly types: readonly string[];
  readonly fields: () => readonly Path[];
}

/** Finds the forbidden profiles of one kind, in a pod and its containers. */
export function findProfiles(
  profile: 'seccompProfile' | 'appArmorProfile',
): (pod: PodView) => ForbiddenProfiles | null {
  const field = profile === 'seccompProfile' ? 'seccompType' : 'appArmorType';
  const path = ['securityContext', profile, 'type'];
  const isBad = (type: string | null): boolean => type !== null && !isAllowedProfile(type);
  const hasBad = ({ security }: ContainerView): boolean => isBad(security[field]);
  return (pod) => {
    const containers = pod.containers.where(hasBad);
    const byPod = isBad(pod.security[field]);
    if (!byPod && !containers.any) return null;
    const types = containers.map(({ security }) => security[field] ?? '');
    if (byPod) types.push(pod.security[field] ?? '');
    return {
      setters: containers.namedWith(byPod),
      types: sortedSet(types),
      fields: containers.fieldsWith(byPod, path),
    };
  };
}
