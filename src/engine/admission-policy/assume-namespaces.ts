import { isObject, type JsonObject, own } from '../../kube/json.ts';
import { namespaceNameLabel } from '../../kube/labels.ts';
import type { AccessAnswer } from '../../language/cel/kubernetes/authorizer.ts';
import type { Lookup } from '../engine.ts';

/**
 * A lookup in which every namespace exists and has the label that the API server gives to all of them. It answers only
 * what matching, parameters and authorization ask.
 */
export function assumeNamespaces(lookup: Lookup): Lookup {
  return {
    now: lookup.now,
    ...(lookup.authorize && {
      authorize: (user, access) => lookup.authorize?.(user, access) as AccessAnswer,
    }),
    get: (apiVersion, kind, namespace, name) => lookup.get(apiVersion, kind, namespace, name),
    list: (apiVersion, kind, namespace) => lookup.list(apiVersion, kind, namespace),
    namespace: (name) => withNameLabel(lookup.namespace(name) ?? {}, name),
  };
}

function withNameLabel(namespace: JsonObject, name: string): JsonObject {
  const metadata = own(namespace, 'metadata');
  const labels = own(metadata, 'labels');
  return {
    apiVersion: 'v1',
    kind: 'Namespace',
    ...namespace,
    metadata: {
      ...(isObject(metadata) && metadata),
      name,
      labels: { ...(isObject(labels) && labels), [namespaceNameLabel]: name },
    },
  };
}
