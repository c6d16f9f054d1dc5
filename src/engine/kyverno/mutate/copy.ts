import { isObject, type Json, type JsonObject } from '../../../kube/json.ts';
import { setOwn } from '../../../language/jmespath/go-json.ts';

/** A copy that shares nothing with the original; integers of expressions (an elementIndex) become plain numbers. */
export function copyJson<T extends Json>(value: T): T;
export function copyJson(value: Json): Json {
  if (Array.isArray(value)) return value.map((item) => copyJson(item));
  if (typeof value === 'bigint' && Number.isSafeInteger(Number(value))) return Number(value);
  if (!isObject(value)) return value;
  const copy: JsonObject = {};
  for (const key of Object.keys(value)) setOwn(copy, key, copyJson(value[key] ?? null));
  return copy;
}

/** Whether two values are the same JSON. */
export function sameJson(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true;
  if (Array.isArray(a)) {
    return Array.isArray(b) && a.length === b.length && a.every((item, i) => sameJson(item, b[i]));
  }
  if (!isObject(a) || !isObject(b))
    return typeof a === 'bigint' || typeof b === 'bigint' ? Number(a) === Number(b) : false;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && sameJson(a[key], b[key]))
  );
}
