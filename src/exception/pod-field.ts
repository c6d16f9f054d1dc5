import { at, type Json, type JsonObject, own, type Path } from '../kube/json.ts';
import type { PodTemplate } from '../kube/pod-template.ts';

const lists = ['initContainers', 'containers', 'ephemeralContainers'];

/** The path as seen from the pod, or undefined when it lies outside. */
export function insidePod(pod: PodTemplate, path: Path): Path | undefined {
  return pod.path.length < path.length && pod.path.every((step, index) => step === path[index])
    ? path.slice(pod.path.length)
    : undefined;
}

/** The container that the field at `path` belongs to; undefined for a field of the pod or of anything around it. */
export function containerAt(object: JsonObject, pods: readonly PodTemplate[], path: Path): Json | undefined {
  for (const pod of pods) {
    const [spec, list, index] = insidePod(pod, path) ?? [];
    if (spec === 'spec' && typeof list === 'string' && lists.includes(list) && typeof index === 'number')
      return at(object, path.slice(0, pod.path.length + 3));
  }
  return undefined;
}

/** Init, ordinary and ephemeral containers. A null item is a container too: the API server reads it as an empty one. */
export function containersOf({ spec }: PodTemplate): Json[] {
  return lists.flatMap((list) => {
    const items = own(spec, list);
    return Array.isArray(items) ? items : [];
  });
}
