import { DoubleValue, MAX_INT, MIN_INT } from './number.ts';
import type { JsonMap, Value } from './value.ts';

/**
 * Parses JSON as Kubernetes' decoder does: a number without fraction or exponent is an int when int64 holds it, every other
 * number is a double, `1.0` included. Throws SyntaxError like JSON.parse.
 */
export function readJson(text: string): Value {
  return JSON.parse(text, (_: string, value: unknown, context?: { readonly source?: string }) =>
    typeof value === 'number' && context?.source !== undefined ? numberOf(value, context.source) : value,
  ) as JsonMap;
}

const INTEGER = /^-?\d+$/;

function numberOf(value: number, source: string): Value {
  if (!INTEGER.test(source)) return Number.isSafeInteger(value) ? new DoubleValue(value) : value;
  if (Number.isSafeInteger(value)) return value + 0;
  const whole = BigInt(source);
  return whole >= MIN_INT && whole <= MAX_INT ? whole : value;
}
