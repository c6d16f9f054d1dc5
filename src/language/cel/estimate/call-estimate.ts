import type { Type } from '../check/type.ts';
import { REGEX_FACTOR, TRAVERSAL } from '../plan/call-cost.ts';
import type { Expr } from '../syntax/ast.ts';
import { exactly, plus, type Range, scaled, times } from './range.ts';

/** What is known ahead of an argument. */
export interface ArgEstimate {
  readonly expr: Expr;
  readonly type: Type;
  readonly size: Range;
  /** The sizes of the elements of a list, when something is known of them. */
  readonly elementSize: Range | null;
}

/** What a call costs besides its arguments, and the size of what it gives. */
export interface CallEstimate {
  readonly cost: Range;
  readonly size?: Range;
}

/** Estimates a call by function and overload; null leaves it to the next. */
export type CallEstimator = (
  name: string,
  overload: string,
  target: ArgEstimate | null,
  args: readonly ArgEstimate[],
) => CallEstimate | null;

export function traversed(size: Range): CallEstimate {
  return { cost: scaled(size, TRAVERSAL) };
}

/** The size of a pattern times the size of the text. */
export function matched(text: Range, pattern: Range): Range {
  return times(scaled(plus(text, exactly(1)), TRAVERSAL), scaled(pattern, REGEX_FACTOR));
}

const COMPARED = /^(?:less|less_equals|greater|greater_equals)_(?:string|bytes)$|^(?:not_)?equals$/;

/** cel-go's own estimates (checker/cost.go, functionCost). */
export const standardEstimates: CallEstimator = (_, overload, target, args) => {
  const [first, second] = args;
  switch (overload) {
    case 'string_format':
      return target && traversed(target.size);
    case 'string_to_bytes':
      return first
        ? { ...traversed(first.size), size: { min: first.size.min, max: first.size.max * 4 } }
        : null;
    case 'bytes_to_string':
      return first
        ? { ...traversed(first.size), size: { min: Math.floor(first.size.min / 4), max: first.size.max } }
        : null;
    case 'strings_quote':
      return first
        ? { ...traversed(first.size), size: { min: first.size.min + 2, max: first.size.max * 2 + 2 } }
        : null;
    case 'starts_with_string':
    case 'ends_with_string':
      return first ? traversed(first.size) : null;
    case 'in_list':
      return second ? { cost: second.size } : null;
    case 'matches_string':
      return target && first ? { cost: matched(target.size, first.size) } : null;
    case 'contains_string':
      return target && first
        ? { cost: times(scaled(target.size, TRAVERSAL), scaled(first.size, TRAVERSAL)) }
        : null;
    case 'add_list':
      return first && second ? { cost: exactly(1), size: plus(first.size, second.size) } : null;
    case 'add_string':
    case 'add_bytes': {
      if (!first || !second) return null;
      const size = plus(first.size, second.size);
      return { ...traversed(size), size };
    }
    default:
      return COMPARED.test(overload) && first && second ? compared(first.size, second.size) : null;
  }
};

function compared(a: Range, b: Range): CallEstimate {
  const max = Math.min(a.max, b.max);
  return traversed({ min: max > 0 ? 1 : 0, max });
}
