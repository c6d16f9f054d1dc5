import type { ContainerView } from '../view/container.ts';
import type { PodView } from '../view/pod.ts';
import { containersWhere, nameSetters } from '../view/select.ts';
import { quoteAll, sortedSet } from '../words.ts';

/** Seccomp and AppArmor profiles alike may be the runtime's or one of the node's; `Unconfined` is what remains. */
export function isAllowedProfile(type: string): boolean {
  return type === 'RuntimeDefault' || type === 'Localhost';
}

/** Profiles that are set, and set to what is not allowed. */
export interface ForbiddenProfiles {
  readonly byPod: boolean;
  readonly containers: readonly ContainerView[];
  readonly values: readonly string[];
  /** `pod and container "a"`. */
  readonly setters: string;
  /** `"Unconfined"`. */
  readonly types: string;
}

export function forbiddenProfiles(
  pod: PodView,
  field: 'seccompType' | 'appArmorType',
): ForbiddenProfiles | null {
  const isBad = (type: string | null): boolean => type !== null && !isAllowedProfile(type);
  const containers = containersWhere(pod, ({ security }) => isBad(security[field]));
  const byPod = isBad(pod.security[field]);
  if (!byPod && containers.length === 0) return null;
  const values = sortedSet(
    [...(byPod ? [pod.security] : []), ...containers.map(({ security }) => security)].map(
      (security) => security[field] ?? '',
    ),
  );
  return { byPod, containers, values, setters: nameSetters(byPod, containers), types: quoteAll(values) };
}
