import { isObject, type Json, type JsonObject, own } from '../../../kube/json.ts';
import type { Type } from '../../../kube/structure/structure.ts';
import { encodeJson, setOwn } from '../../../language/jmespath/go-json.ts';
import { mergeList } from './list-merge.ts';
import { fieldSchema, holdsMergedLists, type ListSchema, schemaOf } from './merge-schema.ts';
import { PatchError } from './patch-error.ts';

/**
 * Strategic merge as Kyverno does it, which is kustomize's and not the API server's (kustomize kyaml v0.21.1 yaml/merge2
 * and yaml/walk): `$patch` directives, null deletes, lists of the built-in types are merged by key with the patch's
 * items first, and lists of unknown types are replaced. Throws PatchError. Neither argument is changed.
 */
export function strategicMerge(resource: JsonObject, patch: Json): JsonObject {
  const merged = mergeNode(resource, patch, schemaOf(resource, patch));
  if (!isObject(merged)) throw new PatchError('filter cannot create or delete objects');
  return merged;
}

/** What a node is merged by: its type, and for a list how the field that holds it says to merge. */
export interface NodeSchema {
  readonly type: Type | null;
  readonly list: ListSchema | null;
}

/** A null of the resource that the patch does not speak of stays; any other is dropped where it would be set. */
const keptNull: unique symbol = Symbol('null');

type Merged = Json | typeof keptNull | undefined;

/** `undefined` stands for a node that is not there. */
function merge(dest: Json | undefined, origin: Json | undefined, schema: NodeSchema | null): Merged {
  const first = isThere(dest) ? dest : origin;
  if (Array.isArray(first)) {
    checkKinds(Array.isArray, 'SequenceNode', dest, origin);
    return mergeLists(dest, origin, schema);
  }
  if (!isThere(first) || isObject(first)) {
    checkKinds(isObject, 'MappingNode', dest, origin);
    return mergeMaps(dest, origin, schema);
  }
  checkKinds((value) => typeof value !== 'object', 'ScalarNode', dest, origin);
  return origin === undefined ? dest : origin;
}

/** A value where only what is really there counts: nulls are gone. What does not change is handed back itself. */
export function mergeNode(
  dest: Json | undefined,
  origin: Json | undefined,
  schema: NodeSchema | null,
): Json | undefined {
  // Most of an object is spoken of by no patch, and of that only lists by key can change.
  if (origin === undefined && !holdsMergedLists(schema)) return dest;
  const merged = merge(dest, origin, schema);
  if (merged === keptNull) return null;
  return merged === null ? undefined : merged;
}

function isThere(value: Json | undefined): boolean {
  return value !== undefined && value !== null;
}

function checkKinds(fits: (value: Json) => boolean, kind: string, ...nodes: (Json | undefined)[]): void {
  for (const node of nodes) {
    if (node === undefined || node === null || fits(node)) continue;
    throw new PatchError(
      `wrong node kind: expected ${kind} but got ${kindOf(node)}: node contents:\n${textOfNode(node)}\n`,
    );
  }
}

function textOfNode(node: Json): string {
  return typeof node === 'string' ? node : encodeJson(node);
}

function kindOf(node: Json): string {
  return Array.isArray(node) ? 'SequenceNode' : isObject(node) ? 'MappingNode' : 'ScalarNode';
}

function mergeMaps(dest: Json | undefined, origin: Json | undefined, schema: NodeSchema | null): Merged {
  const directive = directiveOf(origin);
  if (directive === 'delete') return undefined;
  const patch = isObject(origin) ? withoutDirective(origin) : origin;
  if (!isThere(dest)) {
    if (patch === undefined) return dest === null ? keptNull : undefined;
    // What is added is merged with itself, which carries out the directives in it and drops its nulls.
    return patch === null ? null : mergeFields(patch as JsonObject, patch as JsonObject, schema);
  }
  if (patch === null) return undefined;
  const base = directive === 'replace' || dest === origin ? patch : dest;
  return mergeFields(base as JsonObject, (patch ?? {}) as JsonObject, schema);
}

function mergeFields(dest: JsonObject, origin: JsonObject, schema: NodeSchema | null): JsonObject {
  let merged = dest;
  const set = (key: string, value: Json | undefined): void => {
    if (merged === dest) merged = { ...dest };
    if (value === undefined) delete merged[key];
    else setOwn(merged, key, value);
  };
  for (const key of Object.keys(dest)) {
    const before = dest[key] ?? null;
    const value = mergeNode(before, own(origin, key), fieldSchema(schema, key));
    if (value !== before) set(key, value);
  }
  if (origin === dest) return merged;
  for (const key of Object.keys(origin)) {
    if (Object.hasOwn(dest, key)) continue;
    const value = mergeNode(undefined, origin[key] ?? null, fieldSchema(schema, key));
    if (value !== undefined) set(key, value);
  }
  return merged;
}

const DIRECTIVE = '$patch';

type Directive = 'merge' | 'replace' | 'delete';

function directiveOf(node: Json | undefined): Directive {
  const value = own(node, DIRECTIVE);
  if (value === undefined) return 'merge';
  if (value === 'merge' || value === 'replace' || value === 'delete') return value;
  throw new PatchError(`unknown patch strategy '${textOfNode(value)}'`);
}

function withoutDirective(map: JsonObject): JsonObject {
  if (!Object.hasOwn(map, DIRECTIVE)) return map;
  const { [DIRECTIVE]: _, ...rest } = map;
  return rest;
}

function mergeLists(dest: Json | undefined, origin: Json | undefined, schema: NodeSchema | null): Merged {
  const list = schema?.list ?? null;
  if (list === null) return origin === undefined ? dest : origin;
  if (isThere(dest) && origin === null) return undefined;
  const directive = isThere(dest) ? listDirectiveOf(origin) : null;
  if (directive === 'delete') return undefined;
  const patch =
    directive !== null && Array.isArray(origin)
      ? origin.filter((item) => own(item, DIRECTIVE) !== directive)
      : origin;
  const base = isThere(dest) && directive !== 'replace' && dest !== origin ? dest : patch;
  return mergeList((base ?? []) as Json[], Array.isArray(patch) ? patch : undefined, list);
}

/** A list is told what to do by an item that holds nothing but the directive. */
function listDirectiveOf(list: Json | undefined): Directive | null {
  const item = Array.isArray(list) ? list.find((one) => own(one, DIRECTIVE) !== undefined) : undefined;
  return isObject(item) && Object.keys(item).length === 1 ? directiveOf(item) : null;
}
