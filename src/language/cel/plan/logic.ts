import { CelError, noSuchOverload } from '../value/error.ts';
import type { Value } from '../value/value.ts';
import type { Evaluate } from './frame.ts';

/** `a && b`: false wins over an error, whichever side it is on. */
export function planAnd(terms: readonly Evaluate[]): Evaluate {
  return planLogic(terms, false);
}

/** `a || b`: true wins over an error. */
export function planOr(terms: readonly Evaluate[]): Evaluate {
  return planLogic(terms, true);
}

function planLogic(terms: readonly Evaluate[], decisive: boolean): Evaluate {
  if (terms.length === 2) return planPair(terms[0] as Evaluate, terms[1] as Evaluate, decisive);
  return (frame) => {
    let error: CelError | null = null;
    for (const term of terms) {
      const value = term(frame);
      if (value === decisive) return decisive;
      if (typeof value !== 'boolean') error ??= asError(value);
    }
    return error ?? !decisive;
  };
}

function planPair(left: Evaluate, right: Evaluate, decisive: boolean): Evaluate {
  return (frame) => {
    const first = left(frame);
    if (first === decisive) return decisive;
    const second = right(frame);
    if (second === decisive) return decisive;
    if (typeof first !== 'boolean') return asError(first);
    return typeof second === 'boolean' ? !decisive : asError(second);
  };
}

function asError(value: Value): CelError {
  return value instanceof CelError ? value : noSuchOverload();
}

/** `c ? a : b`. */
export function planConditional(condition: Evaluate, truthy: Evaluate, falsy: Evaluate): Evaluate {
  return (frame) => {
    const value = condition(frame);
    if (value === true) return truthy(frame);
    if (value === false) return falsy(frame);
    return asError(value);
  };
}
