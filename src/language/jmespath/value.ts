import { isObject, type Json, type JsonObject } from '../../kube/json.ts';
import type { GoText } from './go-format.ts';
import { setOwn } from './go-json.ts';
import type { Run } from './run.ts';

/** What flows through an expression: JSON, and `&expression` on its way to a function. */
export type Value = Json | ExpRef;

/** A compiled node. `undefined` means that its path ended in a missing key, `run.missing`. */
export type Closure = (value: Value, run: Run) => Value | undefined;

/** `&expression` */
export class ExpRef implements GoText {
  readonly closure: Closure;
  readonly #text: () => string;

  constructor(closure: Closure, text: () => string) {
    this.closure = closure;
    this.#text = text;
  }

  goText(): string {
    return this.#text();
  }
}

/**
 * What `items` returns: Go's []map[string]interface{}, which its own functions do not take for a []interface{}.
 * Indexes, slices and projections do.
 */
export class ItemList extends Array<Json> {
  static override get [Symbol.species](): ArrayConstructor {
    return Array;
  }
}

/** A []interface{}. */
export function isList(value: unknown): value is Json[] {
  return Array.isArray(value) && !(value instanceof ItemList);
}

/** A map[string]interface{}. */
export function isMap(value: unknown): value is { [key: string]: Json } {
  return isObject(value) && !(value instanceof ExpRef);
}

/** A Go int or int64: see index.ts. */
export function isInteger(value: unknown): value is bigint {
  return typeof value === 'bigint' && value >= -MAX_SAFE && value <= MAX_SAFE;
}

const MAX_SAFE = BigInt(Number.MAX_SAFE_INTEGER);

/** The float64 that `value` is, or undefined. */
export function float(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  return typeof value === 'bigint' && !isInteger(value) ? Number(value) : undefined;
}

/** JMESPath's idea of false: null, false, and everything empty. Numbers are true. */
export function isFalse(value: Value | undefined): boolean {
  if (value === null || value === undefined || value === false || value === '') return true;
  if (typeof value !== 'object') return false;
  if (Array.isArray(value)) return value.length === 0;
  return isMap(value) && isEmpty(value);
}

function isEmpty(object: { [key: string]: Json | undefined }): boolean {
  for (const key in object) if (Object.hasOwn(object, key) && object[key] !== undefined) return false;
  return true;
}

/** Go's reflect.DeepEqual over interface{}: the types must be equal too. */
export function equal(a: Value, b: Value, run: Run): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return scalarsEqual(a, b);
  run.spend(1);
  if (Array.isArray(a)) {
    if (!Array.isArray(b) || isList(a) !== isList(b) || a.length !== b.length) return false;
    return a.every((item, i) => equal(item, b[i] ?? null, run));
  }
  return isMap(a) && isMap(b) ? mapsEqual(a, b, run) : a === b;
}

function scalarsEqual(a: Value, b: Value): boolean {
  if (a === b) return true;
  if (typeof a !== 'bigint' && typeof b !== 'bigint') return false;
  const x = float(a);
  return x !== undefined && x === float(b);
}

function mapsEqual(a: { [key: string]: Json }, b: { [key: string]: Json }, run: Run): boolean {
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  return keys.every((key) => Object.hasOwn(b, key) && equal(a[key] ?? null, b[key] ?? null, run));
}

/**
 * Counts a value that leaves the expression, shared parts as often as they appear, and turns each `&expression` in it
 * into the empty object that Go's JSON makes of one.
 */
export function settle(value: Value, run: Run): Json {
  if (typeof value === 'string') run.spend(1 + (value.length >> 3));
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof ExpRef) return {};
  run.spend(1);
  return Array.isArray(value) ? settleList(value, run) : settleMap(value, run);
}

/** Nothing is copied before the first difference: nearly all values have none. */
function settleList(list: Json[], run: Run): Json[] {
  let settled: Json[] | null = null;
  for (const [index, item] of list.entries()) {
    const next = settle(item, run);
    if (settled === null && next !== item) settled = list.slice(0, index);
    settled?.push(next);
  }
  return settled ?? list;
}

function settleMap(map: JsonObject, run: Run): JsonObject {
  let settled: JsonObject | null = null;
  const keys = Object.keys(map);
  for (const [index, key] of keys.entries()) {
    const item = map[key] ?? null;
    const next = settle(item, run);
    if (settled === null && next !== item) {
      settled = {};
      for (const before of keys.slice(0, index)) setOwn(settled, before, map[before] ?? null);
    }
    if (settled !== null) setOwn(settled, key, next);
  }
  return settled ?? map;
}
