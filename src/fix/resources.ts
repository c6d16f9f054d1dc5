import { isObject, type Json, own, type Path } from '../kube/json.ts';
import type { Origin, Resource } from '../kube/resource.ts';

/** A resource of a document, with where it lies in it: itself, or an item of a list. */
export interface Placed {
  readonly resource: Resource;
  readonly path: Path;
}

/** The resources of one document, lists in lists included, as reading of manifests finds them. */
export function resourcesIn(value: Json, originOf: (path: Path) => Origin): readonly Placed[] {
  const found: Placed[] = [];
  collect(value, '', []);
  return found;

  function collect(object: Json, kindOfItems: string, path: Path): void {
    const items = own(object, 'items');
    const apiVersion = textAt(object, 'apiVersion');
    const kind = textAt(object, 'kind') || kindOfItems;
    if (Array.isArray(items)) {
      const typed = kind.endsWith('List') && kind !== 'List' ? kind.slice(0, -'List'.length) : '';
      items.forEach((item, index) => {
        const bare = isObject(item) && textAt(item, 'kind') === '' && textAt(item, 'apiVersion') === '';
        collect(bare && typed !== '' ? { apiVersion, ...item } : item, typed, [...path, 'items', index]);
      });
    } else if (isObject(object) && apiVersion !== '' && kind !== '') {
      const metadata = own(object, 'metadata');
      const name = textAt(metadata, 'name') || textAt(metadata, 'generateName');
      const namespace = textAt(metadata, 'namespace');
      found.push({ resource: { apiVersion, kind, namespace, name, object, origin: originOf(path) }, path });
    }
  }
}

function textAt(value: Json | undefined, key: string): string {
  const text = own(value, key);
  return typeof text === 'string' ? text : '';
}
