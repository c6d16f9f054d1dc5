/**
 * The values that manifests are made of.
 *
 * Integers beyond 2^53 that fit Kubernetes' int64 or uint64 are `bigint`; every other number is a `number`. Objects come
 * from hostile input: read a key that is not a literal of ours through `own`, because a manifest may hold a key called
 * `constructor`.
 */
export type Json = null | boolean | number | bigint | string | Json[] | JsonObject;

export interface JsonObject {
  [key: string]: Json | undefined;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The own property `key` of `value`, or undefined when `value` is no object or has no such key. */
export function own(value: unknown, key: string): Json | undefined {
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

/** Walks own properties and list indexes; undefined as soon as a step is missing. */
export function at(value: unknown, path: Path): Json | undefined {
  let current: unknown = value;
  for (const step of path) {
    if (typeof step === 'number') {
      current = Array.isArray(current) ? current[step] : undefined;
    } else {
      current = own(current, step);
    }
    if (current === undefined) return undefined;
  }
  return current as Json;
}

/** Where a field lies inside an object: keys and list indexes, outermost first. */
export type Path = readonly (string | number)[];
