import {
  DoubleValue,
  DurationValue,
  LazyMap,
  MapValue,
  OpaqueValue,
  OptionalValue,
  TimestampValue,
  Type,
  UintValue,
  type Value,
} from '../../../src/language/cel/index.ts';
import { formatG } from '../../../src/language/cel/value/float-format.ts';
import { formatTimestamp } from '../../../src/language/cel/value/time.ts';

/** A value as the corpus writes it: `{"int":"1"}`. Map entries are sorted by their text. */
export function tagged(value: Value): unknown {
  if (value === null) return { null: true };
  switch (typeof value) {
    case 'string':
      return { string: value };
    case 'boolean':
      return { bool: value };
    case 'bigint':
      return { int: String(value) };
    case 'number':
      return Number.isSafeInteger(value) ? { int: String(value) } : { double: formatG(value) };
    default:
      return taggedObject(value);
  }
}

function taggedObject(value: Value): unknown {
  if (value instanceof DoubleValue) return { double: formatG(value.value) };
  if (value instanceof UintValue) return { uint: String(value.value) };
  if (value instanceof Uint8Array) return { bytes: Buffer.from(value).toString('hex') };
  if (value instanceof TimestampValue) return { timestamp: formatTimestamp(value) };
  if (value instanceof DurationValue) return { duration: `${value.nanos}ns` };
  if (Array.isArray(value)) return { list: value.map(tagged) };
  if (value instanceof OptionalValue)
    return { optional: value.value === undefined ? null : tagged(value.value) };
  if (value instanceof Type) return { type: value.name };
  if (value instanceof OpaqueValue) return { go: value.toString(), opaque: value.type.name };
  return { map: entries(value).toSorted((a, b) => (JSON.stringify(a[0]) < JSON.stringify(b[0]) ? -1 : 1)) };
}

function entries(value: Value): [unknown, unknown][] {
  if (value instanceof MapValue)
    return [...value.entries()].map(([key, held]) => [tagged(key), tagged(held)]);
  if (value instanceof LazyMap)
    return value.keys().map((key) => [tagged(key), tagged(value.get(key) as Value)]);
  return Object.entries(value as object).map(([key, held]) => [tagged(key), tagged(held as Value)]);
}
