import { goQuote } from '../../kube/go-quote.ts';
import { type Activation, CelError, LazyMap, PER_CALL_LIMIT, type Value } from '../../language/cel/index.ts';
import type { Expression } from './expression.ts';

/** The most that all expressions of one kind may cost in one evaluation (apiserver v0.36.3 pkg/apis/cel/config.go). */
export const costBudget = 10_000_000;
export const matchConditionsBudget = 2_500_000;

export interface NamedExpression {
  readonly name: string;
  readonly expression: Expression;
}

/** A value, or an error in the words of the API server. */
export type Evaluated =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly error: string };

/** The budget is spent: no expression of the evaluation counts. */
export class OutOfBudget {
  readonly message =
    'validation failed due to running out of cost budget, no further validation rules will be run';
}

/**
 * Evaluates expressions one by one under a common budget. Each evaluation has its own `variables`, worked out when first
 * read and then shared by its expressions (apiserver v0.36.3 admission/plugin/cel/activation.go, composition.go).
 */
export class Evaluator {
  readonly #activation: Activation;
  #variablesCost = 0;
  #remaining: number;

  constructor(activation: Activation, variables: readonly NamedExpression[], budget: number) {
    const lazy = new LazyMap();
    this.#activation = { ...activation, variables: lazy };
    this.#remaining = budget;
    for (const { name, expression } of variables) lazy.define(name, () => this.#variable(name, expression));
  }

  get remaining(): number {
    return this.#remaining;
  }

  run({ text, program, problem }: Expression): Evaluated | OutOfBudget {
    if (program === null) return { ok: false, error: `compilation error: ${problem}` };
    const result = program.evaluate(this.#activation, { costLimit: PER_CALL_LIMIT });
    const cost = this.#variablesCost + result.cost;
    this.#variablesCost = 0;
    if (cost > this.#remaining) return new OutOfBudget();
    this.#remaining -= cost;
    return result.ok
      ? result
      : { ok: false, error: `expression '${text}' resulted in error: ${result.error}` };
  }

  /** All of them in order; the first that spends the budget ends it. */
  all(expressions: readonly Expression[]): readonly Evaluated[] | OutOfBudget {
    const results: Evaluated[] = [];
    for (const expression of expressions) {
      const result = this.run(expression);
      if (result instanceof OutOfBudget) return result;
      results.push(result);
    }
    return results;
  }

  #variable(name: string, { program, problem }: Expression): Value {
    const title = `composited variable ${goQuote(name)}`;
    if (program === null) return new CelError(`${title} fails to compile: ${problem}`);
    const result = program.evaluate(this.#activation, { costLimit: PER_CALL_LIMIT });
    this.#variablesCost += result.cost;
    return result.ok ? result.value : new CelError(`${title} fails to evaluate: ${result.error}`);
  }
}
