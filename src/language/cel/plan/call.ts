import { CelError } from '../value/error.ts';
import type { Value } from '../value/value.ts';
import type { CallCost } from './call-cost.ts';
import type { Dispatch } from './dispatch.ts';
import type { Evaluate, Frame } from './frame.ts';

/**
 * Evaluates arguments, calls, counts. A failed argument is the result; with one or two arguments the others are evaluated
 * all the same and the call counts, with more the call ends there and counts nothing (cel-go interpreter/interpretable.go).
 */
export function planCall(target: Dispatch, args: readonly Evaluate[], cost: CallCost): Evaluate {
  if (args.length === 0) {
    return (frame) => charged(frame, cost, undefined, undefined, target.call([]));
  }
  if (args.length === 1 && !target.stopsAtError) return planUnary(target, args[0] as Evaluate, cost);
  if (args.length === 2 && !target.stopsAtError) {
    return planBinary(target, args[0] as Evaluate, args[1] as Evaluate, cost);
  }
  return planMany(target, args, cost);
}

function planUnary(target: Dispatch, arg: Evaluate, cost: CallCost): Evaluate {
  return (frame) => {
    const value = arg(frame);
    const result = value instanceof CelError && !target.nonStrict ? value : target.call1(value);
    return charged(frame, cost, value, undefined, result);
  };
}

function planBinary(target: Dispatch, left: Evaluate, right: Evaluate, cost: CallCost): Evaluate {
  return (frame) => {
    const a = left(frame);
    const b = right(frame);
    return charged(frame, cost, a, b, strict(a, b, target));
  };
}

function strict(a: Value, b: Value, target: Dispatch): Value {
  if (!target.nonStrict) {
    if (a instanceof CelError) return a;
    if (b instanceof CelError) return b;
  }
  return target.call2(a, b);
}

function planMany(target: Dispatch, args: readonly Evaluate[], cost: CallCost): Evaluate {
  return (frame) => {
    const values: Value[] = [];
    for (const arg of args) {
      const value = arg(frame);
      if (value instanceof CelError && !target.nonStrict) {
        // Upstream still counts when what failed was the last one.
        return values.length === args.length - 1
          ? charged(frame, cost, values[0] ?? value, values[1] ?? value, value)
          : value;
      }
      values.push(value);
    }
    return charged(frame, cost, values[0], values[1], target.call(values));
  };
}

function charged(
  frame: Frame,
  cost: CallCost,
  a: Value | undefined,
  b: Value | undefined,
  result: Value,
): Value {
  frame.cost += typeof cost === 'number' ? cost : cost(a ?? null, b ?? null, result);
  return result;
}
