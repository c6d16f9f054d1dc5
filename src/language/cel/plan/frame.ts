import type { Value } from '../value/value.ts';

/** The state of one evaluation. */
export class Frame {
  /** The values of the activation, in the order of the plan's variables. */
  readonly variables: readonly (Value | LazyValue)[];
  /** The variables of folds. */
  readonly slots: (Value | typeof UNSET)[] = [];
  readonly limit: number;
  cost = 0;

  constructor(variables: readonly (Value | LazyValue)[], limit: number) {
    this.variables = variables;
    this.limit = limit;
  }

  /** Stops the evaluation once it has cost too much. Loops call it in each round. */
  checkCost(): void {
    if (this.cost > this.limit) throw new CostLimitExceeded();
  }
}

/** A fold variable that nobody has read yet. */
export const UNSET: unique symbol = Symbol('unset');

export type Evaluate = (frame: Frame) => Value;

/** A variable that is worked out when an expression first reads it. */
export class LazyValue {
  readonly #make: () => Value;
  #value: Value | undefined;

  constructor(make: () => Value) {
    this.#make = make;
  }

  get(): Value {
    this.#value ??= this.#make();
    return this.#value;
  }
}

export class CostLimitExceeded extends Error {
  constructor() {
    super('operation cancelled: actual cost limit exceeded');
  }
}
