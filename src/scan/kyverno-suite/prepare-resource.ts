import { textAt } from '../../engine/kyverno/read.ts';
import { groupOf } from '../../kube/group-kind.ts';
import { isObject, type JsonObject, own } from '../../kube/json.ts';
import type { Resource } from '../../kube/resource.ts';
import { builtInKinds } from '../../kube/structure/kinds.ts';
import { DocumentOrigin } from '../../source/document-origin.ts';
import type { Document } from './documents.ts';

/** A resource of a suite as upstream's command line takes it (kyverno v1.19 cmd/cli resource/resource.go). */
export function prepareResource(document: Document, clusterScoped: ReadonlySet<string>): Resource {
  const object = isObject(document.value) ? document.value : {};
  fillMaps(object);
  const metadata = own(object, 'metadata');
  const apiVersion = textAt(object, 'apiVersion');
  const kind = textAt(object, 'kind');
  const namespaced = !isClusterScoped(apiVersion, kind, clusterScoped);
  const given = textAt(metadata, 'namespace');
  const namespace = given === '' && namespaced ? 'default' : given;
  const placed: JsonObject =
    namespace === given
      ? object
      : { ...object, metadata: { ...(isObject(metadata) ? metadata : {}), namespace } };
  return {
    apiVersion,
    kind,
    namespace,
    name: textAt(metadata, 'name') || textAt(metadata, 'generateName'),
    object: placed,
    origin: new DocumentOrigin(document.file, document.text),
  };
}

/** Keys of maps that charts tend to leave without a value. */
const maps: ReadonlySet<string> = new Set([
  'annotations',
  'labels',
  'matchLabels',
  'nodeSelector',
  'data',
  'stringData',
]);

/** The object was read for this suite alone, so it is filled in place. */
function fillMaps(object: JsonObject): void {
  for (const key of Object.keys(object)) {
    const value = object[key];
    if (value === null && maps.has(key)) object[key] = {};
    else if (isObject(value)) fillMaps(value);
    else if (Array.isArray(value)) for (const item of value) if (isObject(item)) fillMaps(item);
  }
}

let builtIn: Set<string> | undefined;

function isClusterScoped(apiVersion: string, kind: string, declared: ReadonlySet<string>): boolean {
  if (builtIn === undefined) {
    builtIn = new Set();
    for (const info of builtInKinds())
      if (!info.namespaced) builtIn.add(`${groupOf(info.apiVersion)}/${info.kind}`);
  }
  const key = `${groupOf(apiVersion)}/${kind}`;
  return builtIn.has(key) || declared.has(key);
}
