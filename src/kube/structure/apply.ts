import { isObject, type Json, type JsonObject, own } from '../json.ts';
import { checkConfiguration, isAtomicList } from './check-configuration.ts';
import { indexList, MergeFailure, mergeOrdered } from './merge-list.ts';
import type { ListType, Struct, Type } from './structure.ts';

/** Why a configuration does not fit its type, or cannot be merged. */
export class ApplyError {
  readonly message: string;

  constructor(message: string) {
    this.message = message;
  }
}

/**
 * Merges an apply configuration into an object as server-side apply does without a field manager
 * (sigs.k8s.io/structured-merge-diff v6, typed/merge.go): maps and structs key by key, lists by their keys or as sets,
 * atomic ones as a whole. Nothing is ever taken away.
 */
export function applyConfiguration(
  struct: Struct,
  object: JsonObject,
  patch: JsonObject,
): JsonObject | ApplyError {
  const type: Type = { is: 'struct', struct: () => struct, atomic: null };
  const problems: string[] = [];
  checkConfiguration(type, patch, '', problems);
  if (problems.length > 0) {
    return new ApplyError(`failed to convert patch object to typed object: ${problems.join('\n')}`);
  }
  try {
    return merge(type, object, patch) as JsonObject;
  } catch (error) {
    if (error instanceof MergeFailure) return new ApplyError(`failed to merge patch: ${error.message}`);
    throw error;
  }
}

/** `patch` wins wherever both have a leaf; undefined is a missing side. */
function merge(type: Type, object: Json | undefined, patch: Json | undefined): Json | undefined {
  if (patch === undefined) return object;
  if (object === undefined || object === null) return type.is === 'list' ? mergeList(type, [], patch) : patch;
  switch (type.is) {
    case 'struct':
      return (type.atomic ?? type.struct().atomic)
        ? patch
        : mergeKeys(object, patch, (key) => type.struct().fields.get(key)?.type);
    case 'map':
      return type.atomic ? patch : mergeKeys(object, patch, () => type.value);
    case 'list':
      return mergeList(type, object, patch);
    case 'any':
      return isObject(object) && isObject(patch) ? mergeKeys(object, patch, () => anything) : patch;
    default:
      return patch;
  }
}

const anything: Type = { is: 'any' };

function mergeKeys(object: Json, patch: Json, typeOf: (key: string) => Type | undefined): Json {
  const [left, right] = [isObject(object) ? object : {}, isObject(patch) ? patch : {}];
  // Two empty sides are a leaf: null stays null.
  if (Object.keys(left).length === 0 && Object.keys(right).length === 0) return patch;
  const entries: [string, Json | undefined][] = [];
  for (const key of new Set([...Object.keys(left), ...Object.keys(right)])) {
    entries.push([key, merge(typeOf(key) ?? anything, own(left, key), own(right, key))]);
  }
  return Object.fromEntries(entries);
}

function mergeList(type: ListType, object: Json, patch: Json): Json {
  if (isAtomicList(type) || !Array.isArray(patch)) return patch;
  const left = indexList(type, Array.isArray(object) ? object : [], false);
  const right = indexList(type, patch, true);
  if (left.keys.length === 0 && right.keys.length === 0) return patch;
  return mergeOrdered(left, right, (own, patched) => merge(type.item, own, patched) as Json);
}
