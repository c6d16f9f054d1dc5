import { CelError, noSuchOverload } from './error.ts';
import { compareNumbers, isNumber } from './number.ts';
import { compareBytes, compareText } from './text.ts';
import { compareTimestamps, DurationValue, TimestampValue } from './time.ts';
import type { Value } from './value.ts';

/** -1, 0 or 1, or the error upstream's Compare gives. */
export function compare(a: Value, b: Value): number | CelError {
  if (isNumber(a) && isNumber(b)) return compareNumbers(a, b) ?? new CelError('NaN values cannot be ordered');
  if (typeof a === 'string' && typeof b === 'string') return compareText(a, b);
  if (typeof a === 'boolean' && typeof b === 'boolean') return Number(a) - Number(b);
  if (a instanceof TimestampValue && b instanceof TimestampValue) return compareTimestamps(a, b);
  if (a instanceof DurationValue && b instanceof DurationValue)
    return a.nanos < b.nanos ? -1 : a.nanos > b.nanos ? 1 : 0;
  if (a instanceof Uint8Array && b instanceof Uint8Array) return compareBytes(a, b);
  if (Number.isNaN(a)) return new CelError('NaN values cannot be ordered');
  return b instanceof CelError ? b : noSuchOverload();
}

/** Whether values of this kind have an order at all. */
export function isOrdered(value: Value): boolean {
  return (
    isNumber(value) ||
    typeof value === 'string' ||
    typeof value === 'boolean' ||
    value instanceof TimestampValue ||
    value instanceof DurationValue ||
    value instanceof Uint8Array
  );
}
