import type { Json } from '../../../kube/json.ts';
import { equals, notEquals } from './equality.ts';
import { isIn, isMember } from './membership.ts';
import { compareDurations, compareOrder, orderTests } from './order.ts';

/** null: upstream crashes. */
export type OperatorTest = (key: Json, value: Json) => boolean | null;

/**
 * The operator of a condition, or null for a name there is none of. Names are found in any case (kyverno v1.19
 * pkg/engine/variables/operator/operator.go).
 */
export function operatorTest(name: string): OperatorTest | null {
  switch (name.toLowerCase()) {
    case 'equal':
    case 'equals':
      return equals;
    case 'notequal':
    case 'notequals':
      return notEquals;
    case 'in':
      return (key, value) => isIn(false, key, value);
    case 'notin':
      return (key, value) => isIn(true, key, value);
    case 'anyin':
      return (key, value) => isMember('AnyIn', key, value);
    case 'allin':
      return (key, value) => isMember('AllIn', key, value);
    case 'anynotin':
      return (key, value) => isMember('AnyNotIn', key, value);
    case 'allnotin':
      return (key, value) => isMember('AllNotIn', key, value);
    case 'greaterthan':
    case 'greaterthanorequals':
    case 'lessthan':
    case 'lessthanorequals':
      return ordering(name);
    case 'durationgreaterthan':
    case 'durationgreaterthanorequals':
    case 'durationlessthan':
    case 'durationlessthanorequals':
      return durationOrdering(name);
    default:
      return null;
  }
}

const never = (): boolean => false;

function ordering(name: string): OperatorTest {
  const holds = orderTests.get(name) ?? never;
  return (key, value) => compareOrder(key, value, holds);
}

function durationOrdering(name: string): OperatorTest {
  const holds = (name.startsWith('Duration') && orderTests.get(name.slice('Duration'.length))) || never;
  return (key, value) => compareDurations(key, value, holds);
}

/** The names a policy may use, as the API lists them. */
export const operatorNames: readonly string[] = [
  'Equal',
  'Equals',
  'NotEqual',
  'NotEquals',
  'In',
  'AnyIn',
  'AllIn',
  'NotIn',
  'AnyNotIn',
  'AllNotIn',
  'GreaterThanOrEquals',
  'GreaterThan',
  'LessThanOrEquals',
  'LessThan',
  'DurationGreaterThanOrEquals',
  'DurationGreaterThan',
  'DurationLessThanOrEquals',
  'DurationLessThan',
];
