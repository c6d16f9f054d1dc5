import { isObject, type Json } from '../../../kube/json.ts';
import { compareQuantity } from '../../../kube/quantity.ts';
import { matchWildcard } from '../../../kube/wildcard.ts';
import { parseFloat64 } from '../../../language/jmespath/go-number.ts';
import { parseInt64 } from '../go/integer.ts';
import { quantityOf } from '../go/quantity.ts';
import { comparedDurations } from './durations.ts';

/**
 * `Equals` and `NotEquals`, which is not simply its negation: a null key is neither (kyverno v1.19
 * pkg/engine/variables/operator/equal.go and notequal.go). null means that the values cannot be compared.
 */
export function equals(key: Json, value: Json): boolean {
  return compares(key) && isEqual(key, value) === true;
}

export function notEquals(key: Json, value: Json): boolean {
  return compares(key) && isEqual(key, value, true) !== true;
}

function compares(key: Json): boolean {
  return key !== null;
}

function isEqual(key: Json, value: Json, negated = false): boolean | null {
  switch (typeof key) {
    case 'boolean':
      return value === key;
    case 'bigint':
      return wholeEquals(key, value);
    case 'number':
      return floatEquals(key, value);
    case 'string':
      return textEquals(key, value, negated);
    default:
      return (
        Array.isArray(key) === Array.isArray(value) &&
        isObject(key) === isObject(value) &&
        deepEqual(key, value)
      );
  }
}

function wholeEquals(key: bigint, value: Json): boolean | null {
  if (typeof value === 'bigint') return value === key;
  if (typeof value === 'number') return Number.isInteger(value) && BigInt(value) === key;
  return typeof value === 'string' ? parseInt64(value) === key : null;
}

function floatEquals(key: number, value: Json): boolean | null {
  if (typeof value === 'bigint') return Number.isInteger(key) && BigInt(key) === value;
  if (typeof value === 'number') return value === key;
  return typeof value === 'string' ? parseFloat64(value) === key : null;
}

/** Durations first, then quantities, then text with wildcards in the value. */
function textEquals(key: string, value: Json, negated: boolean): boolean | null {
  const durations = comparedDurations(key, value);
  if (durations !== null) return durations[0] === durations[1];
  if (typeof value !== 'string') return null;
  const quantity = negated && value === '' ? null : quantityOf(key);
  if (quantity !== null) {
    const other = quantityOf(value);
    return other === null ? null : compareQuantity(quantity, other) === 0;
  }
  return matchWildcard(value, key);
}

/** reflect.DeepEqual: an int64 and a float64 are never the same. */
export function deepEqual(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true;
  if (Array.isArray(a)) {
    return Array.isArray(b) && a.length === b.length && a.every((item, index) => deepEqual(item, b[index]));
  }
  if (!isObject(a) || !isObject(b)) return false;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && deepEqual(a[key], b[key]))
  );
}
