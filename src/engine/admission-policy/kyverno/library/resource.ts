import { own } from '../../../../kube/json.ts';
import {
  type Library,
  member,
  OpaqueValue,
  stringType,
  type Type,
  type Value,
} from '../../../../language/cel/index.ts';
import type { Lookup } from '../../../engine.ts';
import type { KindTable } from '../../kind-table.ts';
import {
  anyMap,
  asking,
  contextFunctions,
  contextType,
  failure,
  json,
  jsonObject,
  stringMap,
  text,
} from './context-value.ts';

export const resourceContext: Type = contextType('resource.Context');
const resourceType: Type = contextType('schema.GroupVersionResource');

class ResourceValue extends OpaqueValue {
  readonly type: Type = resourceType;
  readonly apiVersion: string;
  readonly resource: string;

  constructor(apiVersion: string, resource: string) {
    super();
    this.apiVersion = apiVersion;
    this.resource = resource;
  }

  equals(other: Value): boolean {
    return (
      other instanceof ResourceValue &&
      other.apiVersion === this.apiVersion &&
      other.resource === this.resource
    );
  }

  toString(): string {
    return `${this.apiVersion}, Resource=${this.resource}`;
  }
}

/**
 * `resource.get`, `resource.list`, `resource.post` and `resource.toGVR` (kyverno/sdk extensions/cel/libs/resource). A
 * namespaced policy names no namespace: it sees its own.
 */
export function resourceLibrary(kinds: KindTable, namespace: string): Library {
  const space: readonly Type[] = namespace === '' ? [stringType] : [];
  const inside = (args: readonly Value[], at: number): string =>
    namespace === '' ? text(args[at]) : namespace;
  const rest = (args: readonly Value[], at: number): Value | undefined =>
    args[namespace === '' ? at + 1 : at];
  const get = (lookup: Lookup, apiVersion: string, resource: string, args: Value[]) =>
    getResource(lookup, kinds, apiVersion, resource, inside(args, 0), text(rest(args, 0)));
  const list = (lookup: Lookup, apiVersion: string, resource: string, args: Value[]) =>
    listResources(lookup, kinds, apiVersion, resource, inside(args, 0), rest(args, 0));
  const byName = [resourceContext, stringType, stringType, ...space];
  const byResource = [resourceContext, resourceType, ...space];
  const named = (run: typeof get) =>
    asking((lookup, apiVersion, resource, ...args) => run(lookup, text(apiVersion), text(resource), args));
  const valued = (run: typeof get) =>
    asking((lookup, found, ...args) => {
      const { apiVersion, resource } = found as ResourceValue;
      return run(lookup, apiVersion, resource, args);
    });
  const post = asking((lookup, apiVersion, resource, ...args) => {
    const data = args[args.length - 1];
    return postResource(
      lookup,
      text(apiVersion),
      text(resource),
      args.length > 1 ? text(args[0]) : namespace,
      data,
    );
  });
  return {
    variables: { resource: resourceContext },
    functions: [
      ...contextFunctions('get', [
        member('resource_get_string_string_string_string', [...byName, stringType], anyMap, named(get)),
        member('resource_get_gvr_string_string', [...byResource, stringType], anyMap, valued(get)),
      ]),
      ...contextFunctions('list', [
        member('resource_list_string_string_string', byName, anyMap, named(list)),
        member('resource_list_string_string_string_map', [...byName, stringMap], anyMap, named(list)),
        member('list_resources_gvr_string', byResource, anyMap, valued(list)),
        member('list_resources_gvr_string_map', [...byResource, stringMap], anyMap, valued(list)),
      ]),
      ...contextFunctions('post', [
        ...(namespace === ''
          ? [member('resource_post_string_string_string_map', [...byName, anyMap], anyMap, post)]
          : []),
        member(
          'resource_post_string_string_map',
          [resourceContext, stringType, stringType, anyMap],
          anyMap,
          post,
        ),
      ]),
      ...contextFunctions('toGVR', [
        member(
          'convert_to_gvr_string_string',
          [resourceContext, stringType, stringType],
          resourceType,
          asking((_, apiVersion, kind) => toResource(kinds, text(apiVersion), text(kind))),
        ),
      ]),
    ],
  };
}

function getResource(
  lookup: Lookup,
  kinds: KindTable,
  apiVersion: string,
  resource: string,
  namespace: string,
  name: string,
): Value {
  const kind = kinds.kindOf(apiVersion, resource);
  return (kind && lookup.get(apiVersion, kind, namespace, name)) ?? null;
}

function listResources(
  lookup: Lookup,
  kinds: KindTable,
  apiVersion: string,
  resource: string,
  namespace: string,
  labels: Value | undefined,
): Value {
  const kind = kinds.kindOf(apiVersion, resource);
  if (kind === undefined)
    return failure(`failed to list resource: ${resource} of ${apiVersion} is not known`);
  const wanted = Object.entries(jsonObject(labels));
  const items = lookup.list(apiVersion, kind, namespace === '' ? undefined : namespace).filter((item) => {
    const found = own(own(item, 'metadata'), 'labels');
    return wanted.every(([key, value]) => own(found, key) === value);
  });
  return { apiVersion, kind: `${kind}List`, items };
}

/** Only an API server can answer: access reviews and the like. */
function postResource(
  lookup: Lookup,
  apiVersion: string,
  resource: string,
  namespace: string,
  data: Value | undefined,
): Value {
  const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const urlPath = `${root}${namespace === '' ? '' : `/namespaces/${namespace}`}/${resource}`;
  const answer = lookup.call?.({ method: 'POST', urlPath, url: '', data: jsonObject(data) });
  return answer === undefined
    ? failure(`failed to create resource: ${urlPath} cannot be asked here`)
    : (json(answer as Value) as Value);
}

function toResource(kinds: KindTable, apiVersion: string, kind: string): Value {
  const info = kinds.declared(apiVersion, kind);
  return info === undefined
    ? failure(
        `failed to map kind to resource: no matches for kind ${JSON.stringify(kind)} in version ${JSON.stringify(apiVersion)}`,
      )
    : new ResourceValue(apiVersion, info.resource);
}
