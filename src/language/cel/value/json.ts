import { Type } from '../check/type.ts';
import { CelError } from './error.ts';
import { formatShortest } from './float-format.ts';
import { mapGet, mapKeys } from './map-access.ts';
import { asDouble, UintValue } from './number.ts';
import { OpaqueValue } from './opaque.ts';
import { OptionalValue } from './optional.ts';
import { show } from './show.ts';
import { StructValue } from './struct.ts';
import { DurationValue, durationSeconds, formatTimestamp, TimestampValue } from './time.ts';
import { isMap } from './type-of.ts';
import type { Value } from './value.ts';

/** What `toJson` gives: JSON, with `bigint` for integers beyond 2^53. */
export type JsonResult =
  | null
  | boolean
  | number
  | bigint
  | string
  | JsonResult[]
  | { [key: string]: JsonResult };

/**
 * A value as JSON: times and bytes become strings, an optional its value or null, other map keys strings. Undefined for
 * what JSON cannot hold: an error, an opaque value.
 */
export function toJson(value: Value): JsonResult | undefined {
  switch (typeof value) {
    case 'string':
    case 'boolean':
    case 'number':
    case 'bigint':
      return value;
    default:
      return value === null ? null : objectToJson(value);
  }
}

function objectToJson(value: Value): JsonResult | undefined {
  const double = asDouble(value);
  if (double !== null) return double;
  if (value instanceof UintValue)
    return Number.isSafeInteger(Number(value.value)) ? Number(value.value) : value.value;
  if (Array.isArray(value)) return value.map((element: Value) => toJson(element) ?? null);
  if (isMap(value))
    return entriesToJson(mapKeys(value).map((key) => [keyText(key), mapGet(value, key) as Value]));
  if (value instanceof StructValue) return entriesToJson([...value.fields]);
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (value instanceof TimestampValue) return formatTimestamp(value);
  if (value instanceof DurationValue) return `${formatShortest(durationSeconds(value))}s`;
  if (value instanceof OptionalValue) return value.value === undefined ? null : toJson(value.value);
  if (value instanceof Type) return value.name;
  if (value instanceof OpaqueValue) return value.toJson() as JsonResult | undefined;
  return value instanceof CelError ? undefined : null;
}

function entriesToJson(entries: readonly (readonly [string, Value])[]): JsonResult {
  const object: { [key: string]: JsonResult } = Object.create(null) as { [key: string]: JsonResult };
  for (const [key, value] of entries) object[key] = toJson(value) ?? null;
  return object;
}

function keyText(key: Value): string {
  return key instanceof UintValue ? String(key.value) : show(key);
}
