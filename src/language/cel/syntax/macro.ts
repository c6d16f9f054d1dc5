import type { Value } from '../value/value.ts';
import { type Expr, operator } from './ast.ts';
import type { ExprFactory, FoldParts } from './factory.ts';

/**
 * A call that the parser rewrites. `args` is the number of arguments, or -1 for any. `expand` gives null when the call is
 * not this macro's after all (`math.least(…)` on something that is not `math`).
 */
export interface Macro {
  readonly name: string;
  readonly receiver: boolean;
  readonly args: number;
  expand(helper: MacroHelper, target: Expr | null, args: readonly Expr[]): Expr | null;
}

/** Thrown by `expand`: the call is the macro's, but wrong. */
export class MacroError extends Error {
  readonly offset: number;

  constructor(at: Expr, message: string) {
    super(message);
    this.offset = at.offset;
  }
}

/** The accumulator of a macro's fold: a name no expression can write. */
export const ACCUMULATOR = '@result';
/** Its name in older versions, still refused as a variable. */
const OLD_ACCUMULATOR = '__result__';

/** Makes the nodes of an expansion. All of them lie where the macro's parenthesis opens. */
export class MacroHelper {
  readonly #factory: ExprFactory;
  readonly #offset: number;

  constructor(factory: ExprFactory, offset: number) {
    this.#factory = factory;
    this.#offset = offset;
  }

  literal(value: Value): Expr {
    return this.#factory.literal(this.#offset, value);
  }

  ident(name: string): Expr {
    return this.#factory.ident(this.#offset, name);
  }

  accumulator(): Expr {
    return this.ident(ACCUMULATOR);
  }

  call(name: string, ...args: Expr[]): Expr {
    return this.#factory.call(this.#offset, name, args);
  }

  memberCall(name: string, target: Expr, ...args: Expr[]): Expr {
    return this.#factory.call(this.#offset, name, args, target);
  }

  list(...elements: Expr[]): Expr {
    return this.#factory.list(this.#offset, elements);
  }

  emptyMap(): Expr {
    return this.#factory.map(this.#offset, []);
  }

  presenceTest(operand: Expr, field: string): Expr {
    return this.#factory.select(this.#offset, operand, field, true);
  }

  fold(parts: FoldParts): Expr {
    return this.#factory.comprehension(this.#offset, parts);
  }

  copy(expr: Expr): Expr {
    return this.#factory.copy(expr, this.#offset);
  }

  /** Evaluates `init` at most once under the name `name` and then gives `result`: the shape of `cel.bind`. */
  bind(name: string, init: Expr, result: Expr): Expr {
    return this.bindLate(
      name,
      () => init,
      () => result,
    );
  }

  /** `bind` for parts that are made here, in cel-go's order of ids. */
  bindLate(name: string, init: () => Expr, result: () => Expr): Expr {
    const range = this.list();
    const accuInit = init();
    const condition = this.literal(false);
    const step = this.ident(name);
    return this.fold({
      range,
      iterVar: '#unused',
      accuVar: name,
      accuInit,
      condition,
      step,
      result: result(),
    });
  }
}

/** The name of an iteration variable, or a `MacroError` with `message`. */
export function variableName(arg: Expr, message: string): string {
  if (arg.kind !== 'ident') throw new MacroError(arg, message);
  return arg.name;
}

/** Like `variableName`; the name must not be the accumulator's either. */
export function iterationVariable(arg: Expr, message: string): string {
  const name = variableName(arg, message);
  refuseAccumulator(name, arg);
  return name;
}

export function refuseAccumulator(name: string, arg: Expr): void {
  if (name === ACCUMULATOR || name === OLD_ACCUMULATOR) {
    throw new MacroError(arg, 'iteration variable overwrites accumulator variable');
  }
}

/** True when a receiver macro is called on the plain name of its namespace. */
export function isNamespace(target: Expr | null, name: string): boolean {
  return target?.kind === 'ident' && target.name === name;
}

/** The variables a fold runs over: one, or key and value. */
export interface IterVars {
  readonly iterVar: string;
  readonly iterVar2?: string;
}

export function foldAll(h: MacroHelper, range: Expr, vars: IterVars, test: Expr): Expr {
  const accuInit = h.literal(true);
  const condition = h.call(operator.notStrictlyFalse, h.accumulator());
  const step = h.call(operator.and, h.accumulator(), test);
  return h.fold({ range, ...vars, accuVar: ACCUMULATOR, accuInit, condition, step, result: h.accumulator() });
}

export function foldExists(h: MacroHelper, range: Expr, vars: IterVars, test: Expr): Expr {
  const accuInit = h.literal(false);
  const condition = h.call(operator.notStrictlyFalse, h.call(operator.not, h.accumulator()));
  const step = h.call(operator.or, h.accumulator(), test);
  return h.fold({ range, ...vars, accuVar: ACCUMULATOR, accuInit, condition, step, result: h.accumulator() });
}

export function foldExistsOne(h: MacroHelper, range: Expr, vars: IterVars, test: Expr): Expr {
  const accuInit = h.literal(0);
  const condition = h.literal(true);
  const more = h.call(operator.add, h.accumulator(), h.literal(1));
  const step = h.call(operator.conditional, test, more, h.accumulator());
  const result = h.call(operator.equals, h.accumulator(), h.literal(1));
  return h.fold({ range, ...vars, accuVar: ACCUMULATOR, accuInit, condition, step, result });
}

/** Collects into a list what `element` gives, for all or for what passes `filter`. */
export function foldToList(
  h: MacroHelper,
  range: Expr,
  vars: IterVars,
  filter: Expr | null,
  element: Expr,
): Expr {
  const accuInit = h.list();
  const condition = h.literal(true);
  const append = h.call(operator.add, h.accumulator(), h.list(element));
  const step = filter ? h.call(operator.conditional, filter, append, h.accumulator()) : append;
  return h.fold({ range, ...vars, accuVar: ACCUMULATOR, accuInit, condition, step, result: h.accumulator() });
}
