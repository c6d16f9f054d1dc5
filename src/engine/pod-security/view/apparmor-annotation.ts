import { appArmorPrefix } from './annotation.ts';
import type { ContainerView } from './container.ts';
import { Containers } from './containers.ts';
import type { PodView } from './pod.ts';

/**
 * On creation of a pod the API server copies a container's AppArmor annotation to its field, when the field is not set,
 * the annotation is valid and says something else than the pod's profile (k/k pkg/registry/core/pod/strategy.go,
 * applyAppArmorVersionSkew, 1.36). Only the profile's type is of interest here.
 */
export function copyAppArmorAnnotations(pod: PodView): PodView {
  const byKey = new Map(pod.annotations.map(({ key, value }) => [key, value]));
  const containers = pod.containers.items.map((container) => withProfile(container, pod, byKey));
  return { ...pod, containers: new Containers(containers) };
}

function withProfile(
  container: ContainerView,
  pod: PodView,
  byKey: ReadonlyMap<string, string>,
): ContainerView {
  if (container.security.appArmorType !== null) return container;
  const type = profileType(byKey.get(appArmorPrefix + container.name));
  if (type === null || type === pod.security.appArmorType) return container;
  return { ...container, security: { ...container.security, appArmorType: type } };
}

function profileType(annotation: string | undefined): string | null {
  if (annotation === 'unconfined') return 'Unconfined';
  if (annotation === 'runtime/default') return 'RuntimeDefault';
  return annotation?.startsWith('localhost/') && annotation.length > 'localhost/'.length ? 'Localhost' : null;
}
