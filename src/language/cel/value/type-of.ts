import {
  boolType,
  bytesType,
  doubleType,
  durationType,
  errorType,
  intType,
  listOfDyn,
  mapOfDyn,
  nullType,
  opaqueType,
  stringType,
  Type,
  timestampType,
  typeType,
  uintType,
} from '../check/type.ts';
import { CelError } from './error.ts';
import { LazyMap } from './lazy-map.ts';
import { MapValue } from './map.ts';
import { DoubleValue, UintValue } from './number.ts';
import { OpaqueValue } from './opaque.ts';
import { OptionalValue } from './optional.ts';
import { StructValue } from './struct.ts';
import { DurationValue, TimestampValue } from './time.ts';
import type { JsonMap, Value } from './value.ts';

const optionalRuntimeType = opaqueType('optional_type');

/** The type a value has at run time: lists and maps do not know their element types. */
export function typeOf(value: Value): Type {
  switch (typeof value) {
    case 'string':
      return stringType;
    case 'boolean':
      return boolType;
    case 'number':
      return Number.isSafeInteger(value) ? intType : doubleType;
    case 'bigint':
      return intType;
    default:
      return value === null ? nullType : typeOfObject(value);
  }
}

function typeOfObject(value: Exclude<Value, null | string | boolean | number | bigint>): Type {
  if (Array.isArray(value)) return listOfDyn;
  if (isPlain(value)) return mapOfDyn;
  if (value instanceof MapValue || value instanceof LazyMap) return mapOfDyn;
  if (value instanceof DoubleValue) return doubleType;
  if (value instanceof UintValue) return uintType;
  if (value instanceof Uint8Array) return bytesType;
  if (value instanceof TimestampValue) return timestampType;
  if (value instanceof DurationValue) return durationType;
  if (value instanceof OptionalValue) return optionalRuntimeType;
  if (value instanceof OpaqueValue || value instanceof StructValue) return value.type;
  if (value instanceof Type) return typeType;
  return value instanceof CelError ? errorType : mapOfDyn;
}

/** A map as JSON has it, and no value of ours. */
export function isJsonMap(value: Value): value is JsonMap {
  return typeof value === 'object' && value !== null && isPlain(value);
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

export function isMap(value: Value): value is JsonMap | MapValue | LazyMap {
  if (typeof value !== 'object' || value === null) return false;
  return isPlain(value) || value instanceof MapValue || value instanceof LazyMap;
}

/** The name of the Go type, which some of upstream's messages show. */
export function goTypeOf(value: Value): string {
  if (value instanceof OpaqueValue) return value.goType;
  return GO_TYPES[typeOf(value).kind] ?? 'unknown';
}

const GO_TYPES: Partial<Record<Type['kind'], string>> = {
  bool: 'types.Bool',
  bytes: 'types.Bytes',
  double: 'types.Double',
  duration: 'types.Duration',
  int: 'types.Int',
  list: '*types.baseList',
  map: '*types.baseMap',
  null: 'types.Null',
  opaque: '*types.Optional',
  string: 'types.String',
  timestamp: 'types.Timestamp',
  type: '*types.Type',
  uint: 'types.Uint',
};
