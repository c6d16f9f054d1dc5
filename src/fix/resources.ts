import { isObject, type Json, own, type Path } from '../kube/json.ts';
import type { Resource } from '../kube/resource.ts';

/** A resource of a document, with where it lies in it: itself, or an item of a List. */
export interface Placed {
  readonly resource: Resource;
  readonly path: Path;
}

/** The resources of one document. Of a List they are its items, lists in lists included. */
export function resourcesIn(value: Json, origin: Resource['origin'], path: Path = []): readonly Placed[] {
  if (!isObject(value)) return [];
  const { apiVersion, kind, items } = {
    apiVersion: own(value, 'apiVersion'),
    kind: own(value, 'kind'),
    items: own(value, 'items'),
  };
  if (typeof apiVersion !== 'string' || typeof kind !== 'string') return [];
  if (kind.endsWith('List') && Array.isArray(items))
    return items.flatMap((item, index) => resourcesIn(item, origin, [...path, 'items', index]));
  const metadata = own(value, 'metadata');
  const name = textAt(metadata, 'name');
  const resource: Resource = {
    apiVersion,
    kind,
    namespace: textAt(metadata, 'namespace'),
    name: name === '' ? textAt(metadata, 'generateName') : name,
    object: value,
    origin,
  };
  return [{ resource, path }];
}

function textAt(value: Json | undefined, key: string): string {
  const text = own(value, key);
  return typeof text === 'string' ? text : '';
}
