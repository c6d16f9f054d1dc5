import { CelError } from '../value/error.ts';
import { compareNumbers, isNumber } from '../value/number.ts';
import type { Value } from '../value/value.ts';
import type { Evaluate } from './frame.ts';
import { constant, type Planned } from './planned.ts';

/**
 * `x in ['a', 'b']` with a constant list of simple values: a look into a set, which costs nothing
 * (cel-go interpreter/decorators.go). Null when the list holds something else.
 */
export function planMembership(arg: Evaluate, list: readonly Value[]): Planned | null {
  if (list.length === 0) return constant(false);
  if (!list.every((value) => typeof value === 'string' || typeof value === 'boolean' || isNumber(value)))
    return null;
  const plain = new Set<Value>(list.filter((value) => typeof value !== 'object'));
  const numbers = list.filter(isNumber);
  return {
    run: (frame) => {
      const value = arg(frame);
      if (value instanceof CelError) return value;
      if (plain.has(value)) return !Number.isNaN(value);
      if (numbers.length === 0 || !isNumber(value)) return false;
      return numbers.some((number) => compareNumbers(number, value) === 0);
    },
  };
}
