import type { Json } from '../../../kube/json.ts';
import { compareQuantity } from '../../../kube/quantity.ts';
import { parseFloat64 } from '../../../language/jmespath/go-number.ts';
import { compareVersions, parseVersion } from '../../../language/jmespath/go-semver.ts';
import { durationOf } from '../go/duration.ts';
import { parseInt64 } from '../go/integer.ts';
import { quantityOf } from '../go/quantity.ts';
import { comparedDurations, durationNumber } from './durations.ts';

/** Says whether an order (negative, 0, positive; NaN for none) is the one that was asked for. */
export type OrderTest = (order: number) => boolean;

/** The names are compared as they are written: in another case an operator is known but never true. */
export const orderTests: ReadonlyMap<string, OrderTest> = new Map([
  ['GreaterThanOrEquals', (order: number) => order >= 0],
  ['GreaterThan', (order: number) => order > 0],
  ['LessThanOrEquals', (order: number) => order <= 0],
  ['LessThan', (order: number) => order < 0],
]);

/** The numeric operators (kyverno v1.19 pkg/engine/variables/operator/numeric.go). */
export function compareOrder(key: Json, value: Json, holds: OrderTest): boolean {
  const order = typeof key === 'string' ? orderOfText(key, value) : orderOfNumber(key, value);
  return order !== null && holds(order);
}

/** What a text is read as, first to last: a duration, a quantity, a number, a version. */
function orderOfText(key: string, value: Json): number | null {
  const durations = comparedDurations(key, value);
  if (durations !== null) return durations[0] - durations[1];
  if (typeof value === 'string') {
    const quantity = quantityOf(key);
    const other = quantity === null ? null : quantityOf(value);
    if (quantity !== null && other !== null) return compareQuantity(quantity, other);
  }
  const number = parseFloat64(key) ?? parseInt64(key);
  if (number !== null) return orderOfNumber(number, value);
  const version = parseVersion(key);
  const other = typeof value === 'string' ? parseVersion(value) : '';
  return typeof version === 'string' || typeof other === 'string' ? null : compareVersions(version, other);
}

function orderOfNumber(key: Json, value: Json): number | null {
  if (typeof key !== 'number' && typeof key !== 'bigint') return null;
  if (typeof value === 'number' || typeof value === 'bigint')
    return compareNumbers(Number(key), Number(value));
  if (typeof value !== 'string') return null;
  const durations = comparedDurations(key, value);
  if (durations !== null) return durations[0] - durations[1];
  const number = parseFloat64(value) ?? parseInt64(value);
  return number === null ? null : compareNumbers(Number(key), Number(number));
}

/** Infinities must not be subtracted. */
function compareNumbers(a: number, b: number): number {
  if (a === b) return 0;
  return a < b ? -1 : a > b ? 1 : Number.NaN;
}

/** The deprecated `Duration…` operators: both sides are durations, numbers being seconds. */
export function compareDurations(key: Json, value: Json, holds: OrderTest): boolean {
  const left = durationOperand(key);
  const right = left === null ? null : durationOperand(value);
  if (left === null || right === null) return false;
  return holds(left < right ? -1 : Number(left > right));
}

function durationOperand(value: Json): bigint | null {
  return typeof value === 'string' ? durationOf(value) : durationNumber(value);
}
