import { CelError } from '../value/error.ts';
import { LazyMap } from '../value/lazy-map.ts';
import { MapValue } from '../value/map.ts';
import { fromJson } from '../value/map-access.ts';
import { asDouble, isInt, isNumber, UintValue } from '../value/number.ts';
import { OpaqueValue } from '../value/opaque.ts';
import { show } from '../value/show.ts';
import { StructValue } from '../value/struct.ts';
import { goTypeOf, isJsonMap, isMap, typeOf } from '../value/type-of.ts';
import type { Value } from '../value/value.ts';

/**
 * Reads a field of a JSON object, never an inherited one: what objects inherit are functions, which JSON cannot hold, and
 * `__proto__`.
 */
export function readField(
  object: Readonly<Record<string, Value | undefined>>,
  name: string,
): Value | undefined {
  const found = object[name];
  if (found === undefined || typeof found === 'function') return undefined;
  if (name === '__proto__' && !Object.hasOwn(object, name)) return undefined;
  return typeof found === 'bigint' ? fromJson(found) : found;
}

export function missingKey(key: Value): CelError {
  return new CelError(() => `no such key: ${show(key)}`);
}

/** The error when `key` can be no key at all, else null. */
export function invalidKey(key: Value): CelError | null {
  if (typeof key === 'string' || typeof key === 'boolean' || isNumber(key)) return null;
  return key instanceof CelError ? key : new CelError(`invalid qualifier type: ${goTypeOf(key)}`);
}

/**
 * What lies under `key` in `object`: undefined when it is absent, an error when it cannot be looked for there. On values
 * without keys a presence test finds nothing; anything else is `no such key` (cel-go interpreter/attributes.go, refQualify).
 */
export function lookUp(object: Value, key: Value, presence: boolean): Value | undefined {
  if (isJsonMap(object)) return typeof key === 'string' ? readField(object, key) : undefined;
  if (object instanceof MapValue) return object.get(key);
  if (Array.isArray(object)) return elementAt(object, key);
  if (object instanceof CelError) return object;
  if (object instanceof LazyMap) return typeof key === 'string' ? object.get(key) : undefined;
  if (object instanceof StructValue) return fieldOf(object, key);
  if (object instanceof OpaqueValue && object.hasFields && typeof key === 'string') {
    return object.field(key) ?? (presence ? undefined : new CelError(`no such field '${key}'`));
  }
  return undefined;
}

function fieldOf(object: StructValue, key: Value): Value | undefined {
  return typeof key === 'string' ? object.fields.get(key) : undefined;
}

function elementAt(list: readonly Value[], key: Value): Value | undefined {
  const index = listIndex(key);
  if (index instanceof CelError) return index;
  const found = index >= 0 && index < list.length ? list[index] : undefined;
  return typeof found === 'bigint' ? fromJson(found) : found;
}

/** Whether anything can lie under a key of `object`. The specification makes a presence test of anything else an error. */
export function hasKeys(object: Value): boolean {
  return (
    Array.isArray(object) || isMap(object) || object instanceof StructValue || object instanceof OpaqueValue
  );
}

/** A list index as a number; -1 for one that no list can have. */
function listIndex(key: Value): number | CelError {
  if (typeof key === 'number' && Number.isSafeInteger(key)) return key;
  if (isInt(key)) return -1;
  if (key instanceof UintValue) {
    return key.value < 2n ** 63n
      ? Number(key.value)
      : new CelError(`unsupported index value ${show(key)} in list`);
  }
  const double = asDouble(key);
  if (double === null) return new CelError(`unsupported index type '${typeOf(key).toString()}' in list`);
  return Number.isInteger(double) && Math.abs(double) < 2 ** 63
    ? double
    : new CelError(`unsupported index value ${show(key)} in list`);
}

/** `lookUp` where absence is an error: `no such key: x`, `index out of bounds: 3`. */
export function lookUpOrFail(object: Value, key: Value): Value {
  const found = lookUp(object, key, false);
  if (found !== undefined) return found;
  if (!Array.isArray(object)) return missingKey(key);
  return new CelError(() => `index out of bounds: ${show(key)}`);
}
