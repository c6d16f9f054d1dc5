import type { Json, JsonObject } from '../../../kube/json.ts';
import { own } from '../../../kube/json.ts';
import { parseSelector } from '../../../kube/selector.ts';
import { builtInResource, type KindInfo } from '../../../kube/structure/kinds.ts';
import { type Lookup, LookupError } from '../../engine.ts';
import { SubstitutionError } from '../variable/error.ts';

/** A GET on the API server: `/api/v1/namespaces/x/configmaps/y`, `/apis/apps/v1/deployments?labelSelector=…`. */
export function readApiPath(urlPath: string, lookup: Lookup): Json {
  const [path = '', query = ''] = urlPath.split('?');
  const parts = path.split('/').filter((part) => part !== '');
  const group = parts[0] === 'api' ? '' : (parts[1] ?? '');
  const version = (parts[0] === 'api' ? parts[1] : parts[2]) ?? '';
  const rest = parts.slice(parts[0] === 'api' ? 2 : 3);
  const inNamespace = rest[0] === 'namespaces' && rest.length > 2;
  const namespace = inNamespace ? rest[1] : undefined;
  const [resource = '', name, subresource] = inNamespace ? rest.slice(2) : rest;
  const kind = builtInResource(group, version, resource);
  if (kind === undefined || subresource !== undefined)
    throw new LookupError(`${urlPath} cannot be asked here`);
  if (name === undefined) return listOf(kind, namespace, new URLSearchParams(query), lookup);
  const object = lookup.get(kind.apiVersion, kind.kind, namespace ?? '', name);
  if (object !== undefined) return object;
  throw new SubstitutionError(`${qualified(resource, group)} ${JSON.stringify(name)} not found`);
}

function qualified(resource: string, group: string): string {
  return group === '' ? resource : `${resource}.${group}`;
}

function listOf(
  kind: KindInfo,
  namespace: string | undefined,
  query: URLSearchParams,
  lookup: Lookup,
): JsonObject {
  if (query.has('fieldSelector')) throw new LookupError('a fieldSelector cannot be answered here');
  const selector = parseSelector(query.get('labelSelector') ?? '');
  if (typeof selector === 'string') throw new SubstitutionError(selector);
  const items = lookup
    .list(kind.apiVersion, kind.kind, namespace)
    .filter((object) => selector.matches(own(own(object, 'metadata'), 'labels')));
  return { apiVersion: kind.apiVersion, kind: `${kind.kind}List`, metadata: {}, items };
}
