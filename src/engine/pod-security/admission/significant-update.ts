import { isObject, type JsonObject, own } from '../../../kube/json.ts';

/**
 * Whether an update of a pod is judged at all: containers came or went, an image changed, an ephemeral container was
 * added. Nothing else is looked at; renaming and re-ordering containers of the same image is insignificant.
 * Upstream: isSignificantPodUpdate in admission/admission.go, v0.37.2.
 */
export function isSignificantUpdate(pod: JsonObject, oldPod: JsonObject): boolean {
  return (
    differ(imagesOf(pod, 'containers'), imagesOf(oldPod, 'containers')) ||
    differ(imagesOf(pod, 'initContainers'), imagesOf(oldPod, 'initContainers')) ||
    hasNewEphemeral(pod, oldPod)
  );
}

function hasNewEphemeral(pod: JsonObject, oldPod: JsonObject): boolean {
  const before = new Map<string, string>();
  for (const container of containersOf(oldPod, 'ephemeralContainers')) {
    const name = textOf(container, 'name');
    if (!before.has(name)) before.set(name, textOf(container, 'image'));
  }
  return containersOf(pod, 'ephemeralContainers').some(
    (container) => before.get(textOf(container, 'name')) !== textOf(container, 'image'),
  );
}

function differ(images: readonly string[], before: readonly string[]): boolean {
  return images.length !== before.length || images.some((image, index) => image !== before[index]);
}

function imagesOf(pod: JsonObject, list: string): readonly string[] {
  return containersOf(pod, list).map((container) => textOf(container, 'image'));
}

function containersOf(pod: JsonObject, list: string): readonly JsonObject[] {
  const containers = own(own(pod, 'spec'), list);
  return Array.isArray(containers) ? containers.map((each) => (isObject(each) ? each : {})) : [];
}

function textOf(container: JsonObject, key: string): string {
  const value = own(container, key);
  return typeof value === 'string' ? value : '';
}
