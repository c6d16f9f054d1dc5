import type { Type } from '../check/type.ts';
import type { CelError } from './error.ts';
import type { LazyMap } from './lazy-map.ts';
import type { MapValue } from './map.ts';
import type { DoubleValue, UintValue } from './number.ts';
import type { OpaqueValue } from './opaque.ts';
import type { OptionalValue } from './optional.ts';
import type { StructValue } from './struct.ts';
import type { DurationValue, TimestampValue } from './time.ts';

/**
 * A CEL value. Parsed JSON is one as it stands: nothing is converted ahead. See number.ts for the numbers.
 * Maps are plain objects (own properties only) or `MapValue`; lists are arrays; bytes are `Uint8Array`.
 */
export type Value =
  | null
  | boolean
  | number
  | bigint
  | string
  | DoubleValue
  | UintValue
  | Uint8Array
  | readonly Value[]
  | JsonMap
  | MapValue
  | LazyMap
  | TimestampValue
  | DurationValue
  | OptionalValue
  | OpaqueValue
  | StructValue
  | Type
  | CelError;

/** A map as JSON has it. A key whose value is undefined is absent. */
export interface JsonMap {
  readonly [key: string]: Value | undefined;
}
