import { Type } from '../check/type.ts';
import { CelError } from './error.ts';
import { formatG } from './float-format.ts';
import { mapGet, mapKeys } from './map-access.ts';
import { asDouble, UintValue } from './number.ts';
import { OpaqueValue } from './opaque.ts';
import { OptionalValue } from './optional.ts';
import { DurationValue, formatTimestamp, TimestampValue } from './time.ts';
import { isMap } from './type-of.ts';
import type { Value } from './value.ts';

/** A value in the middle of an error text: Go's `%v`. */
export function show(value: Value): string {
  if (typeof value === 'string') return value;
  if (value === null) return 'NULL_VALUE';
  const double = asDouble(value);
  if (double !== null) return formatG(double);
  if (typeof value !== 'object') return String(value);
  if (value instanceof UintValue) return String(value.value);
  if (Array.isArray(value)) return `[${value.map(show).join(', ')}]`;
  if (value instanceof Uint8Array) return `[${value.join(' ')}]`;
  if (value instanceof TimestampValue) {
    return `${formatTimestamp(value, true).replace('T', ' ').replace('Z', '')} +0000 UTC`;
  }
  if (value instanceof DurationValue) return showDuration(value.nanos);
  if (value instanceof OptionalValue) {
    return value.value === undefined ? 'optional.none()' : `optional(${show(value.value)})`;
  }
  if (value instanceof CelError) return value.message;
  if (value instanceof Type || value instanceof OpaqueValue) return value.toString();
  if (isMap(value))
    return `{${mapKeys(value)
      .map((key) => `${show(key)}: ${show(mapGet(value, key) as Value)}`)
      .join(', ')}}`;
  return 'object';
}

/** Go's Duration.String: `1h0m0.5s`. */
export function showDuration(nanos: bigint): string {
  const sign = nanos < 0n ? '-' : '';
  const size = nanos < 0n ? -nanos : nanos;
  if (size === 0n) return '0s';
  if (size < 1_000_000_000n) {
    const [unit, name] = size < 1000n ? [1n, 'ns'] : size < 1_000_000n ? [1000n, 'µs'] : [1_000_000n, 'ms'];
    return `${sign}${decimal(size, unit as bigint)}${name}`;
  }
  const hours = size / 3_600_000_000_000n;
  const minutes = (size / 60_000_000_000n) % 60n;
  const seconds = `${decimal(size % 60_000_000_000n, 1_000_000_000n)}s`;
  if (hours > 0n) return `${sign}${hours}h${minutes}m${seconds}`;
  return minutes > 0n ? `${sign}${minutes}m${seconds}` : sign + seconds;
}

function decimal(size: bigint, unit: bigint): string {
  const rest = size % unit;
  if (rest === 0n) return String(size / unit);
  return `${size / unit}.${String(rest)
    .padStart(String(unit).length - 1, '0')
    .replace(/0+$/, '')}`;
}
