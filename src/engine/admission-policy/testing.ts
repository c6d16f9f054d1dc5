import type { JsonObject } from '../../kube/json.ts';
import type { Resource } from '../../kube/resource.ts';
import type { Lookup } from '../engine.ts';

/** A resource for tests; `rest` may bring metadata of its own. */
export function resource(
  apiVersion: string,
  kind: string,
  name: string,
  rest: JsonObject,
  namespace = '',
): Resource {
  const metadata = { name, ...(namespace && { namespace }), ...(rest.metadata as JsonObject | undefined) };
  const object = { apiVersion, kind, ...rest, metadata };
  return { apiVersion, kind, namespace, name, object, origin: { file: '-', start: { line: 1, column: 1 } } };
}

/** A lookup that knows these resources. */
export function lookupOf(...resources: Resource[]): Lookup {
  const list = (apiVersion: string, kind: string, namespace?: string) =>
    resources
      .filter(
        (r) => r.apiVersion === apiVersion && r.kind === kind && (!namespace || r.namespace === namespace),
      )
      .map((r) => r.object);
  const named = (objects: readonly JsonObject[], name: string) =>
    objects.find((object) => (object.metadata as JsonObject).name === name);
  return {
    now: new Date('2026-11-22T12:00:00Z'),
    list,
    namespace: (name) => named(list('v1', 'Namespace'), name),
    get: (apiVersion, kind, namespace, name) => named(list(apiVersion, kind, namespace), name),
  };
}
