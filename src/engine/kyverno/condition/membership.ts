import type { Json } from '../../../kube/json.ts';
import { matchWildcard } from '../../../kube/wildcard.ts';
import { goText } from '../go/text.ts';
import { operatorOf } from '../pattern/operator.ts';
import { compileScalar } from '../pattern/scalar.ts';
import { isJson, textsOfJson } from './json-texts.ts';

export type SetOperator = 'AnyIn' | 'AllIn' | 'AnyNotIn' | 'AllNotIn';

/**
 * The operators that look for keys in a set (kyverno v1.19 pkg/engine/variables/operator/anyin.go and its kin). What
 * cannot be compared is false for all four, the negative ones too.
 */
export function isMember(operator: SetOperator, key: Json, value: Json): boolean {
  if (Array.isArray(key))
    return listMember(
      operator,
      key.map((item) => goText(item)),
      value,
    );
  if (typeof key === 'object') return false;
  const found = textFound(goText(key), value);
  if (found === null) return false;
  return operator === 'AnyIn' || operator === 'AllIn' ? found : !found;
}

/** Wildcards count on both sides. */
function alike(a: string, b: string): boolean {
  return matchWildcard(a, b) || matchWildcard(b, a);
}

/** Whether one text is in the set; null for a set that cannot be read. */
function textFound(key: string, value: Json): boolean | null {
  if (Array.isArray(value)) return value.some((item) => alike(goText(item), key));
  if (typeof value !== 'string') return null;
  if (matchWildcard(value, key)) return true;
  if (operatorOf(value) === '-') return inRange(key, value);
  return setOf(value)?.includes(key) ?? null;
}

/** A text is a JSON list of texts or stands for itself; null when it is other JSON. */
function setOf(value: string): readonly string[] | null {
  return isJson(value) ? textsOfJson(value) : [value];
}

function inRange(key: string, range: string): boolean {
  return compileScalar(range, false)(key);
}

function listMember(operator: SetOperator, keys: readonly string[], value: Json): boolean {
  if (typeof value === 'string') return listInText(operator, keys, value);
  if (Array.isArray(value))
    return listInList(
      operator,
      keys,
      value.map((item) => goText(item)),
    );
  const single = operator === 'AnyIn' || operator === 'AnyNotIn';
  if (!single || value === null || typeof value === 'object') return false;
  return listInList(operator, keys, [goText(value)]);
}

function listInText(operator: SetOperator, keys: readonly string[], value: string): boolean {
  if (keys.length === 1 && keys[0] === value) return operator === 'AnyIn' || operator === 'AllIn';
  if (operatorOf(value) === '-') return listInRange(operator, keys, value);
  const set = setOf(value);
  return set !== null && listInList(operator, keys, set);
}

function listInRange(operator: SetOperator, keys: readonly string[], range: string): boolean {
  switch (operator) {
    case 'AnyIn':
      return keys.some((key) => inRange(key, range));
    case 'AllIn':
      return keys.every((key) => inRange(key, range));
    case 'AllNotIn':
      return !keys.some((key) => inRange(key, range));
    default: {
      const outside = range.replace('-', '!-');
      return keys.some((key) => inRange(key, outside));
    }
  }
}

function listInList(operator: SetOperator, keys: readonly string[], set: readonly string[]): boolean {
  const found = (key: string): boolean => set.some((item) => alike(key, item));
  switch (operator) {
    case 'AnyIn':
      return keys.some(found);
    case 'AllIn':
      return keys.every(found);
    case 'AllNotIn':
      return !keys.some(found);
    default:
      return !keys.every(found);
  }
}

/** The deprecated `In` and `NotIn`. Upstream crashes on a key list with anything but texts in it: that is null here. */
export function isIn(negated: boolean, key: Json, value: Json): boolean | null {
  if (Array.isArray(key)) {
    if (!key.every((item) => typeof item === 'string')) return null;
    return exactlyIn(negated, key, value);
  }
  if (typeof key === 'object') return false;
  const found = oneIn(goText(key), value);
  return found !== null && found !== negated;
}

function oneIn(key: string, value: Json): boolean | null {
  if (Array.isArray(value)) return value.some((item) => alike(goText(item), key));
  if (typeof value !== 'string') return null;
  return matchWildcard(value, key) || (textsOfJson(value)?.includes(key) ?? null);
}

function exactlyIn(negated: boolean, keys: readonly string[], value: Json): boolean {
  const set = typeof value === 'string' ? textsOfJson(value) : textsOf(value);
  // Upstream says the same for `In` and `NotIn` here.
  if (typeof value === 'string' && keys.length === 1 && keys[0] === value) return true;
  return set !== null && keys.every((key) => set.includes(key)) !== negated;
}

function textsOf(value: Json): readonly string[] | null {
  return Array.isArray(value) && value.every((item) => typeof item === 'string') ? value : null;
}
