import { CelError } from './error.ts';
import { DoubleValue, isInt, UintValue } from './number.ts';
import { OpaqueValue } from './opaque.ts';
import { OptionalValue } from './optional.ts';
import { DurationValue, TimestampValue } from './time.ts';
import { isMap } from './type-of.ts';
import type { Value } from './value.ts';

/**
 * Where upstream's Go code panics. That ends the whole evaluation, whatever would have absorbed an error, and what is
 * left of it is its text.
 */
export class GoPanic extends Error {
  constructor(message: string) {
    super(`internal error: ${message}`);
  }
}

/** A value that is no list, where Go takes it to be one. */
export function notLister(value: Value): GoPanic {
  const missing = hasAdd(value) ? 'Contains' : 'Add';
  return new GoPanic(
    `interface conversion: ${goTypeOf(value)} is not traits.Lister: missing method ${missing}`,
  );
}

export function notInt(value: Value): GoPanic {
  return new GoPanic(`interface conversion: ref.Val is ${goTypeOf(value)}, not types.Int`);
}

function hasAdd(value: Value): boolean {
  return [
    'types.Int',
    'types.Uint',
    'types.Double',
    'types.String',
    'types.Bytes',
    'types.Timestamp',
    'types.Duration',
  ].includes(goTypeOf(value));
}

function goTypeOf(value: Value): string {
  if (value instanceof CelError) return '*types.Err';
  if (value === null) return 'types.Null';
  if (typeof value === 'string') return 'types.String';
  if (typeof value === 'boolean') return 'types.Bool';
  if (isInt(value)) return 'types.Int';
  if (value instanceof UintValue) return 'types.Uint';
  if (value instanceof DoubleValue || typeof value === 'number') return 'types.Double';
  if (value instanceof Uint8Array) return 'types.Bytes';
  if (value instanceof TimestampValue) return 'types.Timestamp';
  if (value instanceof DurationValue) return 'types.Duration';
  if (value instanceof OptionalValue) return '*types.Optional';
  if (value instanceof OpaqueValue) return value.goType;
  if (Array.isArray(value)) return '*types.baseList';
  return isMap(value) ? '*types.baseMap' : '*types.Type';
}
