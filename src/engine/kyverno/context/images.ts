import { isObject, type Json, type JsonObject, own } from '../../../kube/json.ts';
import { setOwn } from '../../../language/jmespath/go-json.ts';
import { parseImageReference } from '../../../language/jmespath/image-reference.ts';
import { SubstitutionError } from '../variable/error.ts';
import type { JsonContext, Loader } from '../variable/json-context.ts';
import { mentions } from './mention.ts';

/** The variable `images`: the containers' images taken apart, by list and container (kyverno v1.19 pkg/utils/api/image.go). */
export class ImagesLoader implements Loader {
  readonly name = 'images';
  /** Upstream takes the images apart again whenever it needs them. */
  readonly loaded = false;
  readonly #object: JsonObject | null;
  #images: JsonObject | null = null;

  constructor(object: JsonObject | null) {
    this.#object = object;
  }

  mentionedBy(query: string): boolean {
    return mentions(query, 'images');
  }

  load(context: JsonContext): void {
    this.#images ??= imagesOf(this.#object);
    if (Object.keys(this.#images).length > 0) context.add(['images'], this.#images);
  }
}

const template = ['spec', 'template', 'spec'];

/** Where each kind that Kyverno knows keeps its containers. */
const podSpecs: Readonly<Record<string, readonly string[]>> = {
  Pod: ['spec'],
  DaemonSet: template,
  Deployment: template,
  ReplicaSet: template,
  ReplicationController: template,
  StatefulSet: template,
  Job: template,
  CronJob: ['spec', 'jobTemplate', 'spec', 'template', 'spec'],
};

export const containerLists = ['initContainers', 'containers', 'ephemeralContainers'] as const;

export function imagesOf(object: JsonObject | null): JsonObject {
  const images: JsonObject = {};
  const kind = own(object, 'kind');
  if (typeof kind !== 'string' || !Object.hasOwn(podSpecs, kind)) return images;
  const path = podSpecs[kind] ?? [];
  for (const list of containerLists) {
    const found = extract(object, path, list);
    if (Object.keys(found).length > 0) images[list] = found;
  }
  return images;
}

function extract(object: JsonObject | null, path: readonly string[], list: string): JsonObject {
  const found: JsonObject = {};
  let current: Json | undefined = object;
  for (const step of [...path, list]) {
    if (current === undefined || current === null) return found;
    if (!isObject(current)) throw new SubstitutionError('invalid image config');
    current = own(current, step);
  }
  if (current === undefined || current === null) return found;
  if (!Array.isArray(current) && !isObject(current)) throw new SubstitutionError('invalid type');
  for (const [index, container] of Object.entries(current)) {
    if (container === null || container === undefined) continue;
    extractOne(container, `/${[...path, list, index].join('/')}/image`, found);
  }
  return found;
}

function extractOne(container: Json, pointer: string, found: JsonObject): void {
  if (!isObject(container)) throw new SubstitutionError('invalid image config');
  const name = own(container, 'name');
  if (typeof name !== 'string') throw new SubstitutionError('invalid key');
  const image = own(container, 'image');
  if (typeof image !== 'string' || image.trim() === '') return;
  const reference = parseImageReference(image);
  if (typeof reference === 'string') throw new SubstitutionError(`invalid image '${image}' (${reference})`);
  const { registry, path, tag, digest, referenceWithTag } = reference;
  const info: JsonObject = { name: reference.name, path, reference: reference.reference, referenceWithTag };
  if (registry !== '') info.registry = registry;
  if (tag !== '') info.tag = tag;
  if (digest !== '') info.digest = digest;
  info.jsonPointer = pointer;
  setOwn(found, name, info);
}
