import { groupOf } from './group-kind.ts';
import { isObject, type Json, type JsonObject, own, type Path } from './json.ts';
import type { Resource } from './resource.ts';

/** The pod that a resource is, or that it makes others create. */
export interface PodTemplate {
  /** Where the template lies in the object; `[...path, 'spec', …]` names a field of the pod. Empty for a Pod. */
  readonly path: Path;
  readonly metadata: JsonObject;
  readonly spec: JsonObject;
}

/** A kind that holds pod templates. */
export interface PodKind {
  readonly group: string;
  readonly kind: string;
  /** Where templates lie: keys, and `*` for every item of a list or every value of a map. */
  readonly paths: readonly (readonly string[])[];
  /** A missing template still counts as an empty one: its field is no pointer in the Go type. */
  readonly required?: true;
}

/**
 * The pods of a resource, in the order of its kind's paths; none for a kind that holds no pods. What has the wrong type
 * is read as empty: whether it may be there at all is for typed decoding to say, before this.
 */
export function podsOf(resource: Resource, extra?: PodKinds): readonly PodTemplate[] {
  const kind = podKindOf(resource.apiVersion, resource.kind, extra);
  if (kind === undefined) return [];
  const found: PodTemplate[] = [];
  for (const path of kind.paths) collect(resource.object, path, 0, [], kind.required === true, found);
  return found;
}

/** The only pod of a resource of a built-in kind, or the first of several. */
export function podOf(resource: Resource, extra?: PodKinds): PodTemplate | undefined {
  return podsOf(resource, extra)[0];
}

/** How a kind holds pods: the built-in workloads first, then those of `extra`. */
export function podKindOf(apiVersion: string, kind: string, extra?: PodKinds): PodKind | undefined {
  const key = `${groupOf(apiVersion)}/${kind}`;
  return workloads.get(key) ?? extra?.get(key);
}

export type PodKinds = ReadonlyMap<string, PodKind>;

export function podKinds(kinds: readonly PodKind[]): PodKinds {
  return new Map(kinds.map((kind) => [`${kind.group}/${kind.kind}`, kind]));
}

function collect(
  value: Json | undefined,
  pattern: readonly string[],
  depth: number,
  path: Path,
  required: boolean,
  found: PodTemplate[],
): void {
  const step = pattern[depth];
  if (step === undefined) {
    if (!isObject(value) && !required) return;
    found.push({ path, metadata: objectAt(value, 'metadata'), spec: objectAt(value, 'spec') });
  } else if (step !== '*') {
    collect(own(value, step), pattern, depth + 1, [...path, step], required, found);
  } else if (Array.isArray(value)) {
    value.forEach((item, index) => {
      collect(item, pattern, depth + 1, [...path, index], required, found);
    });
  } else if (isObject(value)) {
    for (const key of Object.keys(value)) {
      collect(value[key], pattern, depth + 1, [...path, key], required, found);
    }
  }
}

function objectAt(value: Json | undefined, key: string): JsonObject {
  const child = own(value, key);
  return isObject(child) ? child : {};
}

const template = ['spec', 'template'];

/** Pod and the eight built-in kinds that create pods, as Pod Security Admission knows them. */
const workloads: PodKinds = podKinds([
  { group: '', kind: 'Pod', paths: [[]], required: true },
  { group: '', kind: 'PodTemplate', paths: [['template']], required: true },
  { group: '', kind: 'ReplicationController', paths: [template] },
  { group: 'apps', kind: 'ReplicaSet', paths: [template], required: true },
  { group: 'apps', kind: 'Deployment', paths: [template], required: true },
  { group: 'apps', kind: 'StatefulSet', paths: [template], required: true },
  { group: 'apps', kind: 'DaemonSet', paths: [template], required: true },
  { group: 'batch', kind: 'Job', paths: [template], required: true },
  { group: 'batch', kind: 'CronJob', paths: [['spec', 'jobTemplate', 'spec', 'template']], required: true },
]);
