import { isObject, type Json, type JsonObject, own } from '../../kube/json.ts';
import type { Attributes } from './attributes.ts';
import type { Matched } from './match-resources.ts';

/**
 * The `request` variable: an AdmissionRequest in JSON, where Go leaves empty optional fields out. What has been matched
 * by an equivalent kind reads as that kind.
 */
export function requestValue(attributes: Attributes, matched: Matched): JsonObject {
  const { subresource, name, namespace, userInfo } = attributes;
  return {
    uid: '',
    kind: { ...matched.kind },
    resource: { ...matched.resource },
    ...(subresource !== '' && { subResource: subresource, requestSubResource: subresource }),
    requestKind: { ...attributes.kind },
    requestResource: { ...attributes.resource },
    ...(name !== '' && { name }),
    ...(namespace !== '' && { namespace }),
    operation: attributes.operation,
    userInfo: {
      ...(userInfo.username !== '' && { username: userInfo.username }),
      ...(userInfo.uid && { uid: userInfo.uid }),
      ...(userInfo.groups?.length && { groups: [...userInfo.groups] }),
      ...(userInfo.extra && Object.keys(userInfo.extra).length > 0 && { extra: copyExtra(userInfo.extra) }),
    },
    object: null,
    oldObject: null,
    dryRun: attributes.dryRun,
    options: attributes.options,
  };
}

function copyExtra(extra: Readonly<Record<string, readonly string[]>>): JsonObject {
  return Object.fromEntries(Object.entries(extra).map(([key, values]) => [key, [...values]]));
}

/** The fields of a Namespace that expressions may see (apiserver v0.36.3 cel/condition.go, CreateNamespaceObject). */
export function namespaceValue(namespace: JsonObject | null): Json {
  if (namespace === null) return null;
  const metadata = own(namespace, 'metadata');
  const seen: JsonObject = {};
  for (const key of namespaceMetadata) {
    const value = own(metadata, key);
    if (value !== undefined && value !== null) seen[key] = value;
  }
  return {
    metadata: seen,
    spec: objectOr(own(namespace, 'spec')),
    status: objectOr(own(namespace, 'status')),
  };
}

const namespaceMetadata = [
  'name',
  'generateName',
  'namespace',
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'labels',
  'annotations',
  'finalizers',
];

function objectOr(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}
