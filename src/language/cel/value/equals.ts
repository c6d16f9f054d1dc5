import { Type } from '../check/type.ts';
import { type AnyMap, mapGet, mapKeys, mapSize } from './map-access.ts';
import { compareNumbers, isNumber } from './number.ts';
import { OpaqueValue } from './opaque.ts';
import { OptionalValue } from './optional.ts';
import { StructValue } from './struct.ts';
import { compareBytes } from './text.ts';
import { compareTimestamps, DurationValue, TimestampValue } from './time.ts';
import { isMap } from './type-of.ts';
import type { Value } from './value.ts';

/**
 * Equality across all types: numbers by value, aggregates deeply, different types are unequal (cel-go common/types).
 * Neither side is an error.
 */
export function equals(a: Value, b: Value): boolean {
  if (a === b) return typeof a !== 'number' || !Number.isNaN(a);
  if (a === null || b === null) return false;
  if (typeof a === 'string' || typeof a === 'boolean') return false;
  if (isNumber(a)) return isNumber(b) && compareNumbers(a, b) === 0;
  if (Array.isArray(a)) return Array.isArray(b) && listsEqual(a, b);
  return objectsEqual(a, b);
}

function objectsEqual(a: Value, b: Value): boolean {
  if (isMap(a)) return isMap(b) && mapsEqual(a, b);
  if (a instanceof Uint8Array) return b instanceof Uint8Array && compareBytes(a, b) === 0;
  if (a instanceof TimestampValue) return b instanceof TimestampValue && compareTimestamps(a, b) === 0;
  if (a instanceof DurationValue) return b instanceof DurationValue && a.nanos === b.nanos;
  if (a instanceof OptionalValue) return b instanceof OptionalValue && optionalsEqual(a, b);
  if (a instanceof Type) return b instanceof Type && a.name === b.name;
  if (a instanceof OpaqueValue) return a.equals(b);
  return a instanceof StructValue && b instanceof StructValue && structsEqual(a, b);
}

function listsEqual(a: readonly Value[], b: readonly Value[]): boolean {
  return a.length === b.length && a.every((element, i) => equals(element, b[i] as Value));
}

function mapsEqual(a: AnyMap, b: AnyMap): boolean {
  if (mapSize(a) !== mapSize(b)) return false;
  return mapKeys(a).every((key) => {
    const other = mapGet(b, key);
    return other !== undefined && equals(mapGet(a, key) as Value, other);
  });
}

function optionalsEqual(a: OptionalValue, b: OptionalValue): boolean {
  if (a.value === undefined || b.value === undefined) return a.value === b.value;
  return equals(a.value, b.value);
}

function structsEqual(a: StructValue, b: StructValue): boolean {
  if (a.type.name !== b.type.name || a.fields.size !== b.fields.size) return false;
  return [...a.fields].every(([name, value]) => {
    const other = b.fields.get(name);
    return other !== undefined && equals(value, other);
  });
}
