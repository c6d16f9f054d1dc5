import type { Checked } from './check/checker.ts';
import { CostLimitExceeded, Frame, type LazyValue } from './plan/frame.ts';
import type { Plan } from './plan/planner.ts';
import type { Expr } from './syntax/ast.ts';
import type { Source } from './syntax/source.ts';
import { CelError } from './value/error.ts';
import { GoPanic } from './value/go-panic.ts';
import { fromJson } from './value/map-access.ts';
import type { Value } from './value/value.ts';

/** The values of an expression's variables. Own properties only; `undefined` and absent are the same: not set. */
export type Activation = Readonly<Record<string, Value | LazyValue | undefined>>;

export interface EvaluateOptions {
  /** The most an evaluation may cost. */
  readonly costLimit?: number;
}

/** A value or an error, and what it cost to get there. */
export type Result =
  | { readonly ok: true; readonly value: Value; readonly cost: number }
  | { readonly ok: false; readonly error: string; readonly cost: number; readonly costExceeded: boolean };

/** Upstream's limit for one call (apiserver pkg/apis/cel/config.go, PerCallLimit). */
export const PER_CALL_LIMIT = 1_000_000;

/** A compiled expression. It holds no state: any number of evaluations may share it. */
export class Program {
  readonly expr: Expr;
  readonly checked: Checked | null;
  readonly source: Source;
  readonly #plan: Plan;

  constructor(plan: Plan, about: { expr: Expr; checked: Checked | null; source: Source }) {
    this.#plan = plan;
    this.expr = about.expr;
    this.checked = about.checked;
    this.source = about.source;
  }

  /** The variables that the expression reads. */
  get variables(): readonly string[] {
    return this.#plan.variables;
  }

  /** Evaluates the expression. Never throws: whatever goes wrong is an error of the result. */
  evaluate(activation: Activation = {}, options: EvaluateOptions = {}): Result {
    const limit = options.costLimit ?? PER_CALL_LIMIT;
    const frame = new Frame(this.#variables(activation), limit);
    try {
      const value = this.#plan.run(frame);
      frame.checkCost();
      return value instanceof CelError
        ? { ok: false, error: value.message, cost: frame.cost, costExceeded: false }
        : { ok: true, value, cost: frame.cost };
    } catch (error) {
      return failed(error, frame.cost);
    }
  }

  #variables(activation: Activation): (Value | LazyValue)[] {
    return this.#plan.variables.map((name) => {
      const value = Object.hasOwn(activation, name) ? activation[name] : undefined;
      if (value === undefined) return new CelError(`no such attribute(s): ${name}`);
      return typeof value === 'bigint' ? fromJson(value) : value;
    });
  }
}

function failed(error: unknown, cost: number): Result {
  if (error instanceof CostLimitExceeded)
    return { ok: false, error: error.message, cost, costExceeded: true };
  if (error instanceof GoPanic) return { ok: false, error: error.message, cost, costExceeded: false };
  if (error instanceof RangeError) {
    return { ok: false, error: 'internal error: values are nested too deeply', cost, costExceeded: false };
  }
  throw error;
}
