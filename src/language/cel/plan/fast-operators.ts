import { operator } from '../syntax/ast.ts';
import { equals } from '../value/equals.ts';
import { CelError, noSuchOverload } from '../value/error.ts';
import { OpaqueValue } from '../value/opaque.ts';
import { isJsonMap } from '../value/type-of.ts';
import type { Value } from '../value/value.ts';
import type { CallCost } from './call-cost.ts';
import type { Evaluate } from './frame.ts';
import { readField } from './key.ts';

/** `==` and `!=`, which need no overloads. */
export function planEquality(left: Evaluate, right: Evaluate, wanted: boolean, cost: CallCost): Evaluate {
  return (frame) => {
    const a = left(frame);
    const b = right(frame);
    const result = a instanceof CelError ? a : b instanceof CelError ? b : compareEqual(a, b, wanted);
    frame.cost += typeof cost === 'number' ? cost : cost(a, b, result);
    return result;
  };
}

/** A value of a Kubernetes library has no `==` with another type; `!=` takes that for different. */
function compareEqual(a: Value, b: Value, wanted: boolean): Value {
  if (
    wanted &&
    a instanceof OpaqueValue &&
    b !== null &&
    (!(b instanceof OpaqueValue) || a.type !== b.type)
  ) {
    return noSuchOverload();
  }
  return equals(a, b) === wanted;
}

/** `k in m` on a JSON object, and everything else by `slow`. */
export function planIn(
  left: Evaluate,
  right: Evaluate,
  slow: (a: Value, b: Value) => Value,
  cost: CallCost,
): Evaluate {
  return (frame) => {
    const key = left(frame);
    const within = right(frame);
    const result =
      typeof key === 'string' && isJsonMap(within) ? readField(within, key) !== undefined : slow(key, within);
    frame.cost += typeof cost === 'number' ? cost : cost(key, within, result);
    return result;
  };
}

type Test = (a: number, b: number) => boolean;

const COMPARISONS = new Map<string, Test>([
  [operator.less, (a, b) => a < b],
  [operator.lessEquals, (a, b) => a <= b],
  [operator.greater, (a, b) => a > b],
  [operator.greaterEquals, (a, b) => a >= b],
]);

/** A comparison that settles two plain numbers at once and leaves everything else to `slow`. */
export function planComparison(
  name: string,
  left: Evaluate,
  right: Evaluate,
  slow: (a: Value, b: Value) => Value,
  cost: CallCost,
): Evaluate | null {
  const test = COMPARISONS.get(name);
  if (!test) return null;
  return (frame) => {
    const a = left(frame);
    const b = right(frame);
    const result =
      Number.isSafeInteger(a) && Number.isSafeInteger(b) ? test(a as number, b as number) : slow(a, b);
    frame.cost += typeof cost === 'number' ? cost : cost(a, b, result);
    return result;
  };
}
