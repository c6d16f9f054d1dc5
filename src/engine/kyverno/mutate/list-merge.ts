import { isObject, type Json, type JsonObject, own } from '../../../kube/json.ts';
import { setOwn } from '../../../language/jmespath/go-json.ts';
import type { ListSchema } from './merge-schema.ts';
import { PatchError } from './patch-error.ts';
import { mergeNode } from './strategic-merge.ts';

/**
 * Merges two lists item by item: those of the patch come first, in its order, then what is left of the resource
 * (kustomize kyaml v0.21.1 yaml/walk/associative_sequence.go). The steps follow upstream's, since items that lack a key
 * come out by their order.
 */
export function mergeList(dest: Json[], origin: readonly Json[] | undefined, schema: ListSchema): Json[] {
  if (origin === undefined && hasDistinctItems(dest, schema.keys)) return mergeItems(dest, schema);
  const sources = origin === undefined ? [dest] : [origin, dest];
  if (schema.keys.length === 0) return mergeByKeys(dest, origin, schema, [''], primitiveValues(sources));
  for (const item of sources.flat()) mustBeMap(item);
  const values = distinctValues(sources, schema.keys);
  return mergeByKeys(dest, origin, schema, schema.keys, schema.keys.length > 1 ? combined(values) : values);
}

/** True when every item is told apart by the keys in use, so that merging with nothing keeps the list in order. */
function hasDistinctItems(list: readonly Json[], keys: readonly string[]): boolean {
  if (keys.length === 0)
    return (
      list.every((item) => typeof item === 'string' && item !== '') && new Set(list).size === list.length
    );
  const used = keys.filter((key) => list.some((item) => textAt(item, key) !== ''));
  if (used.length === 0) return false;
  const seen = new Set<string>();
  for (const item of list) {
    const texts = used.map((key) => textAt(item, key));
    if (!isObject(item) || texts.includes('')) return false;
    seen.add(texts.length === 1 ? (texts[0] as string) : JSON.stringify(texts));
  }
  return seen.size === list.length;
}

function mergeItems(list: Json[], schema: ListSchema): Json[] {
  if (schema.keys.length === 0) return list;
  const merged = list.map((item) => mergeNode(item, undefined, schema.item) ?? null);
  return merged.every((item, i) => item === list[i]) ? list : merged;
}

function mergeByKeys(
  dest: readonly Json[],
  origin: readonly Json[] | undefined,
  schema: ListSchema,
  keys: readonly string[],
  valuesList: readonly (readonly string[])[],
): Json[] {
  if (valuesList.length === 0) return [...dest];
  const used = usedKeys(valuesList, keys);
  // A list that is only added is merged with itself, and what is removed from it is gone on both sides.
  const same = origin === dest;
  let left: Json[] = [...dest];
  let added: Json[] = [];
  for (const values of valuesList) {
    const wanted = values.filter((value, i) => value !== '' || used.includes(keys[i] ?? ''));
    const old = findItem(left, used, wanted);
    const patch = same ? old : origin && findItem(origin, used, wanted);
    const merged = mergeNode(old, patch, schema.item);
    if (merged === undefined || merged === null || isEmptyMap(merged)) {
      left = setItem(left, null, used, wanted);
      continue;
    }
    const item = withKeys(merged, used, wanted);
    // The resource's item is merged in place, unless the patch's takes its place.
    if (isObject(old) && (same || own(patch, '$patch') !== 'replace'))
      left = left.map((one) => (one === old ? item : one));
    added = setItem(added, item, used, wanted);
  }
  return appendItems(added, left, used);
}

/** Secondary keys that no item has are left out; without any key at all the items are compared by all. */
function usedKeys(valuesList: readonly (readonly string[])[], keys: readonly string[]): readonly string[] {
  const used = keys.filter((_, i) => valuesList.some((values) => values[i] !== ''));
  return used.length === 0 ? keys : used;
}

function mustBeMap(item: Json): void {
  if (item === null || isObject(item)) return;
  const kind = Array.isArray(item) ? 'SequenceNode' : 'ScalarNode';
  throw new PatchError(
    `wrong node kind: expected MappingNode but got ${kind}: node contents:\n${JSON.stringify(item)}\n`,
  );
}

function distinctValues(sources: readonly (readonly Json[])[], keys: readonly string[]): string[][] {
  const found = new Map<string, string[]>();
  for (const item of sources.flat()) {
    const values = keys.map((key) => textAt(item, key));
    found.set(JSON.stringify(values), values);
  }
  return [...found.values()];
}

/** The text of a scalar; '' for what is missing or empty. */
function textAt(item: Json, key: string): string {
  const value = own(item, key);
  return value === undefined || value === null || typeof value === 'object' ? '' : String(value);
}

function primitiveValues(sources: readonly (readonly Json[])[]): string[][] {
  return [...new Set(sources.flat().map(scalarText))].map((value) => [value]);
}

function scalarText(item: Json): string {
  return typeof item === 'object' ? (item === null ? 'null' : '') : String(item);
}

/** Items that differ only in keys one of them lacks are the same: a port without a protocol and one with it. */
function combined(valuesList: readonly string[][]): string[][] {
  const list = [...valuesList];
  for (let i = 0; i < list.length; i++) {
    const values = list[i] ?? [];
    for (let j = 0; j < list.length; j++) {
      const both = combine(values, list[j] ?? []);
      if (both === null) continue;
      list[i] = both;
      list[j] = both;
    }
  }
  return list;
}

function combine(a: readonly string[], b: readonly string[]): string[] | null {
  if (!a.some((value, i) => value === b[i])) return null;
  if (a.some((value, i) => value !== b[i] && value !== '' && b[i] !== '')) return null;
  return a.map((value, i) => value || (b[i] ?? ''));
}

/** The first item with these values; a value that is '' must be there and empty. */
function findItem(
  list: readonly Json[],
  keys: readonly string[],
  values: readonly string[],
): Json | undefined {
  const wanted = usedKeys([values], keys);
  const texts = values.filter((value, i) => value !== '' || wanted.includes(keys[i] ?? ''));
  if (wanted[0] === '') return list.find((item) => scalarText(item) === texts[0]);
  return list.find((item) => isObject(item) && wanted.every((key, i) => ownText(item, key) === texts[i]));
}

function ownText(item: JsonObject, key: string): string | undefined {
  const value = own(item, key);
  return value === undefined
    ? undefined
    : typeof value === 'object'
      ? value === null
        ? 'null'
        : ''
      : String(value);
}

/** Makes sure that the item has the fields it was found by. */
function withKeys(item: Json, keys: readonly string[], values: readonly string[]): Json {
  if (!isObject(item)) return item;
  const missing = keys.flatMap((key, i) =>
    own(item, key) === undefined && values[i] ? [[key, values[i]] as const] : [],
  );
  if (missing.length === 0) return item;
  const filled = { ...item };
  for (const [key, value] of missing) setOwn(filled, key, plainScalar(value));
  return filled;
}

/** A plain scalar of YAML: text that reads as a number is one. */
function plainScalar(text: string): Json {
  return /^-?(0|[1-9][0-9]*)$/.test(text) ? Number(text) : text;
}

/**
 * Puts `element` in the place of every item with these values, or at the end; null removes them. Items without anything
 * in them are dropped. Fewer values than keys match by those given, and with none at all nothing else is kept.
 */
function setItem(
  list: readonly Json[],
  element: Json | null,
  keys: readonly string[],
  values: readonly string[],
): Json[] {
  const result: Json[] = [];
  let found = false;
  for (const item of list) {
    if (item === null || isEmptyMap(item)) continue;
    if (!isObject(item) && keys[0] !== '') {
      result.push(item);
    } else if (!matches(item, keys, values)) {
      if (values.length > 0) result.push(item);
    } else {
      found = true;
      if (element !== null) result.push(element);
    }
  }
  if (element !== null && !found) result.push(element);
  return result;
}

function matches(item: Json, keys: readonly string[], values: readonly string[]): boolean {
  if (keys[0] === '') return scalarText(item) === values[0];
  let matched = false;
  for (const [i, key] of keys.entries()) {
    const value = values[i];
    if (value !== undefined) {
      const text = isObject(item) ? ownText(item, key) : undefined;
      matched = value === '' ? text !== undefined : text === value;
    }
    if (!matched) return false;
  }
  return matched;
}

function isEmptyMap(item: Json): boolean {
  return isObject(item) && Object.keys(item).length === 0;
}

/** What is left of the resource after the items of the patch. */
function appendItems(added: readonly Json[], left: readonly Json[], keys: readonly string[]): Json[] {
  let result = [...added];
  for (const item of left) {
    if (keys[0] === '') {
      result = setItem(result, item, keys, [scalarText(item)]);
      continue;
    }
    const values: string[] = [];
    for (const key of keys) {
      const text = isObject(item) ? ownText(item, key) : undefined;
      if (text === undefined) result.push(item);
      else values.push(text);
    }
    if (keys.length > 1) result = setItem(result, null, keys, values);
    result = setItem(result, item, keys, values);
  }
  return result;
}
