import type { JsonObject } from '../kube/json.ts';

/** A pod with one container, with what `container` and `spec` add to the two. `samplesOf` puts it into a namespace. */
export function pod(
  name: string,
  container: JsonObject,
  spec: JsonObject = {},
  namespace: string = '',
): JsonObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace },
    spec: podSpec(container, spec),
  };
}

export type OwnerKind = 'Deployment' | 'StatefulSet' | 'DaemonSet' | 'Job' | 'CronJob';

/** What makes such pods. Its kind is part of its name: suites tell objects apart by their names alone. */
export function owned(
  kind: OwnerKind,
  name: string,
  container: JsonObject,
  spec: JsonObject = {},
  namespace: string = '',
): JsonObject {
  const template = { metadata: { labels: { app: name } }, spec: podSpec(container, spec) };
  return {
    apiVersion: kind === 'Job' || kind === 'CronJob' ? 'batch/v1' : 'apps/v1',
    kind,
    metadata: { name: `${name}-${kind.toLowerCase()}`, namespace },
    spec: specOf(kind, name, template),
  };
}

function specOf(kind: OwnerKind, name: string, template: JsonObject): JsonObject {
  if (kind === 'CronJob') return { schedule: '0 4 * * *', jobTemplate: { spec: { template } } };
  return kind === 'Job' ? { template } : { selector: { matchLabels: { app: name } }, template };
}

function podSpec(container: JsonObject, spec: JsonObject): JsonObject {
  return { containers: [{ name: 'app', image: 'registry.example.com/app:1.0', ...container }], ...spec };
}

export function withImage(image: string): JsonObject {
  return { image };
}

/** `object` with further labels on its pods. */
export function labelled(object: JsonObject, labels: JsonObject): JsonObject {
  return 'spec' in object && object.kind !== 'Pod'
    ? { ...object, spec: mapTemplate(object.spec as JsonObject, labels) }
    : withLabels(object, labels);
}

function mapTemplate(spec: JsonObject, labels: JsonObject): JsonObject {
  if (spec.jobTemplate === undefined)
    return { ...spec, template: withLabels(spec.template as JsonObject, labels) };
  const jobTemplate = spec.jobTemplate as JsonObject;
  return {
    ...spec,
    jobTemplate: { ...jobTemplate, spec: mapTemplate(jobTemplate.spec as JsonObject, labels) },
  };
}

function withLabels(object: JsonObject, labels: JsonObject): JsonObject {
  const metadata = object.metadata as JsonObject;
  return { ...object, metadata: { ...metadata, labels: { ...(metadata.labels as JsonObject), ...labels } } };
}

/** `object` as a controller of that kind makes it. */
export function madeBy(kind: 'ReplicaSet' | 'CronJob', object: JsonObject): JsonObject {
  const owner = {
    apiVersion: kind === 'CronJob' ? 'batch/v1' : 'apps/v1',
    kind,
    name: 'owner',
    uid: '00000000-0000-0000-0000-000000000000',
    controller: true,
  };
  return { ...object, metadata: { ...(object.metadata as JsonObject), ownerReferences: [owner] } };
}
