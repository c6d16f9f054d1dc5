import type { JsonObject } from '../../../kube/json.ts';
import { none, stringAt } from './read.ts';

/** The annotations that once held a container's AppArmor profile, by container name. */
export const appArmorPrefix = 'container.apparmor.security.beta.kubernetes.io/';
/** The annotation that once held the pod's seccomp profile. */
export const seccompPodKey = 'seccomp.security.alpha.kubernetes.io/pod';
/** The annotations that once held a container's seccomp profile, by container name. */
export const seccompContainerPrefix = 'container.seccomp.security.alpha.kubernetes.io/';

export interface AnnotationView {
  readonly key: string;
  readonly value: string;
}

/** The annotations that checks read, in no order to rely on. */
export function viewAnnotations(annotations: JsonObject): readonly AnnotationView[] {
  let found: AnnotationView[] | null = null;
  for (const key in annotations) {
    const read =
      key.startsWith(appArmorPrefix) || key.startsWith(seccompContainerPrefix) || key === seccompPodKey;
    if (!read) continue;
    found ??= [];
    found.push({ key: key.toWellFormed(), value: stringAt(annotations[key], 'metadata.annotations') ?? '' });
  }
  return found ?? none;
}
