import type { Checked } from '../check/checker.ts';
import { optionalParam, type Type } from '../check/type.ts';
import { LIST_COST, MAP_COST, STRUCT_COST } from '../plan/call-cost.ts';
import type { Call, Comprehension, Expr } from '../syntax/ast.ts';
import { ACCUMULATOR } from '../syntax/macro.ts';
import { codePointCount } from '../value/text.ts';
import {
  type ArgEstimate,
  type CallEstimate,
  type CallEstimator,
  standardEstimates,
} from './call-estimate.ts';
import { exactly, NOTHING, plus, type Range, times, UNKNOWN, union } from './range.ts';

export interface EstimateOptions {
  /** The environment's estimates of calls, asked before cel-go's own. */
  readonly calls: CallEstimator;
  readonly presenceTestCosts: boolean;
  /** What a schema says of the size of a variable's field: `['object', 'spec', 'names', '@items']`. */
  readonly sizeOf?: (path: readonly string[], type: Type) => Range | undefined;
}

/** What an expression can cost at least and at most, known without running it (cel-go checker/cost.go). */
export function estimateCost(expr: Expr, checked: Checked, options: EstimateOptions): Range {
  return new Estimator(checked, options).cost(expr);
}

/** The sizes of what is inside a list or map. */
interface Entries {
  readonly kind: 'list' | 'map';
  readonly key: Range;
  readonly value: Range;
}

interface Local {
  readonly name: string;
  readonly path: readonly string[];
  readonly size: Range | null;
  readonly entries: Entries | null;
}

const ONE = exactly(1);

class Estimator {
  readonly #checked: Checked;
  readonly #options: EstimateOptions;
  readonly #paths = new Map<number, readonly string[]>();
  readonly #sizes = new Map<number, Range>();
  readonly #entries = new Map<number, Entries>();
  readonly #locals: Local[] = [];

  constructor(checked: Checked, options: EstimateOptions) {
    this.#checked = checked;
    this.#options = options;
  }

  cost(expr: Expr): Range {
    switch (expr.kind) {
      case 'ident':
        this.#paths.set(expr.id, this.#local(expr.name)?.path ?? [expr.name]);
        return ONE;
      case 'select':
        return this.#select(expr);
      case 'call':
        return this.#call(expr);
      case 'list':
        return this.#list(expr);
      case 'map':
        return this.#map(expr);
      case 'struct':
        return plus(exactly(STRUCT_COST), ...expr.fields.map((field) => this.cost(field.value)));
      case 'comprehension':
        return isBind(expr) ? this.#bind(expr) : this.#fold(expr);
      default:
        return NOTHING;
    }
  }

  #type(expr: Expr): Type | undefined {
    return this.#checked.types.get(expr.id);
  }

  #local(name: string): Local | undefined {
    return this.#locals.findLast((local) => local.name === name);
  }

  #path(expr: Expr): readonly string[] {
    const local = expr.kind === 'ident' ? this.#local(expr.name) : undefined;
    return local?.path ?? this.#paths.get(expr.id) ?? [];
  }

  #select(expr: Expr & { kind: 'select' }): Range {
    const operand = this.cost(expr.operand);
    if (expr.testOnly) return this.#options.presenceTestCosts ? plus(ONE, operand) : operand;
    this.#paths.set(expr.id, [...this.#path(expr.operand), expr.field]);
    const kind = this.#type(expr.operand)?.kind;
    return kind === 'map' || kind === 'struct' || kind === 'typeParam' ? plus(operand, ONE) : operand;
  }

  #list(expr: Expr & { kind: 'list' }): Range {
    const costs = expr.elements.map((element) => this.cost(element));
    const value = widest(expr.elements.map((element) => this.#sizeOrUnknown(element)));
    this.#entries.set(expr.id, { kind: 'list', key: ONE, value });
    return plus(exactly(LIST_COST), ...costs);
  }

  #map(expr: Expr & { kind: 'map' }): Range {
    const costs = expr.entries.flatMap(({ key, value }) => [this.cost(key), this.cost(value)]);
    this.#entries.set(expr.id, {
      kind: 'map',
      key: widest(expr.entries.map(({ key }) => this.#sizeOrUnknown(key))),
      value: widest(expr.entries.map(({ value }) => this.#sizeOrUnknown(value))),
    });
    return plus(exactly(MAP_COST), ...costs);
  }

  #call(expr: Call): Range {
    if (expr.name === 'dyn' && expr.args.length === 1) {
      const [arg] = expr.args as [Expr];
      const cost = this.cost(arg);
      this.#copySizes(expr, arg);
      return plus(ONE, cost);
    }
    const argCosts = expr.args.map((arg) => this.cost(arg));
    const reference = this.#checked.references.get(expr.id);
    if (reference?.kind !== 'call') return NOTHING;
    const target = reference.namespaced ? null : expr.target;
    const targetCost = target ? this.cost(target) : NOTHING;
    const args = expr.args.map((arg) => this.#argument(arg));
    const targetArg = target && this.#argument(target);
    const estimates = reference.overloads.map((overload) =>
      this.#overload(expr, reference.decl.name, overload.id, targetArg, args, argCosts),
    );
    this.#setSizeOfCall(
      expr,
      reference.overloads.map(({ id }) => id),
      estimates,
    );
    return plus(targetCost, widest(estimates.map(({ cost }) => cost)));
  }

  #argument(expr: Expr): ArgEstimate {
    return {
      expr,
      type: this.#type(expr) as Type,
      size: this.#sizeOrUnknown(expr),
      elementSize: this.#entriesOf(expr)?.value ?? this.#schemaSizeOfElements(expr),
    };
  }

  #schemaSizeOfElements(expr: Expr): Range | null {
    const [element] = this.#type(expr)?.params ?? [];
    return (element && this.#options.sizeOf?.([...this.#path(expr), '@items'], element)) ?? null;
  }

  /** An overload's cost with its arguments'. The logical operators may leave an argument out. */
  #overload(
    expr: Call,
    name: string,
    overload: string,
    target: ArgEstimate | null,
    args: readonly ArgEstimate[],
    argCosts: readonly Range[],
  ): CallEstimate {
    const all = plus(...argCosts);
    if (overload === 'logical_and' || overload === 'logical_or') {
      return { cost: { min: (argCosts[0] as Range).min, max: all.max } };
    }
    if (overload === 'conditional') return this.#conditional(expr, args, argCosts);
    if (overload.startsWith('add_')) this.#joinEntries(expr, args);
    const found = this.#options.calls(name, overload, target, args) ??
      standardEstimates(name, overload, target, args) ?? { cost: ONE };
    return { ...found, cost: plus(found.cost, all) };
  }

  #conditional(expr: Call, args: readonly ArgEstimate[], costs: readonly Range[]): CallEstimate {
    this.#joinEntries(expr, args.slice(1));
    const [test, truthy, falsy] = costs as [Range, Range, Range];
    const [, a, b] = args as [ArgEstimate, ArgEstimate, ArgEstimate];
    return { cost: plus(test, union(truthy, falsy)), size: union(a.size, b.size) };
  }

  /** What two lists hold together. */
  #joinEntries(expr: Expr, args: readonly ArgEstimate[]): void {
    const [a, b] = args.map((arg) => this.#entriesOf(arg.expr));
    if (!a || !b) return;
    this.#entries.set(expr.id, { kind: a.kind, key: union(a.key, b.key), value: union(a.value, b.value) });
  }

  #setSizeOfCall(expr: Call, overloads: readonly string[], estimates: readonly CallEstimate[]): void {
    const sizes = estimates.map(({ size }) => size).filter((size) => size !== undefined);
    let size = sizes.length === 0 ? null : widest(sizes);
    if (overloads.includes('index_list') || overloads.includes('index_map')) {
      const [aggregate] = expr.args as [Expr];
      size = this.#entriesOf(aggregate)?.value ?? null;
      const step = overloads.includes('index_map') ? '@values' : '@items';
      this.#paths.set(expr.id, [...this.#path(aggregate), step]);
    }
    size ??= this.#size(expr);
    if (size) this.#sizes.set(expr.id, size);
  }

  #fold(expr: Comprehension): Range {
    const range = this.cost(expr.range);
    const init = this.cost(expr.accuInit);
    const depth = this.#locals.length;
    this.#pushAccumulator(expr);
    const local = this.#locals.length;
    this.#pushIteration(expr);
    const round = plus(this.cost(expr.condition), this.cost(expr.step));
    this.#locals.length = local;
    const result = this.cost(expr.result);
    this.#locals.length = depth;
    const count = this.#sizeOrUnknown(expr.range);
    this.#setSizeOfFold(expr, count);
    return plus(range, init, result, times(count, round));
  }

  #setSizeOfFold(expr: Comprehension, count: Range): void {
    const { accuInit } = expr;
    if (accuInit.kind === 'literal') {
      const size = this.#size(accuInit);
      if (size) this.#sizes.set(expr.id, size);
    } else if (accuInit.kind === 'list' || accuInit.kind === 'map') {
      this.#sizes.set(expr.id, count);
      const entries = this.#entriesOf(expr.step);
      if (entries) this.#entries.set(expr.id, entries);
    }
  }

  #bind(expr: Comprehension): Range {
    const range = this.cost(expr.range);
    const init = this.cost(expr.accuInit);
    this.#pushAccumulator(expr);
    const result = this.cost(expr.result);
    this.#locals.pop();
    this.#copySizes(expr, expr.result);
    return plus(range, init, result);
  }

  #pushAccumulator({ accuVar, accuInit }: Comprehension): void {
    const path = accuVar === ACCUMULATOR ? [] : this.#path(accuInit);
    this.#locals.push({
      name: accuVar,
      path,
      size: this.#size(accuInit),
      entries: this.#entriesOf(accuInit),
    });
  }

  #pushIteration({ range, iterVar, iterVar2 }: Comprehension): void {
    const entries = this.#entriesOf(range);
    const isList = (entries?.kind ?? this.#type(range)?.kind) === 'list';
    const path = this.#path(range);
    const push = (name: string, step: string, size: Range | null): void => {
      this.#locals.push({ name, path: [...path, step], size, entries: null });
    };
    const keys = (): [string, Range | null] => [isList ? '@indices' : '@keys', entries?.key ?? null];
    const values = (): [string, Range | null] => [isList ? '@items' : '@values', entries?.value ?? null];
    if (iterVar2 === '') {
      push(iterVar, ...(isList ? values() : keys()));
    } else {
      push(iterVar, ...keys());
      push(iterVar2, ...values());
    }
  }

  #copySizes(to: Expr, from: Expr): void {
    const size = this.#size(from);
    if (size) this.#sizes.set(to.id, size);
    const entries = this.#entriesOf(from);
    if (entries) this.#entries.set(to.id, entries);
  }

  #entriesOf(expr: Expr): Entries | null {
    const known = this.#entries.get(expr.id);
    if (known) return known;
    return (expr.kind === 'ident' && this.#local(expr.name)?.entries) || null;
  }

  #sizeOrUnknown(expr: Expr): Range {
    return this.#size(expr) ?? UNKNOWN;
  }

  #size(expr: Expr): Range | null {
    const known = this.#sizes.get(expr.id) ?? literalSize(expr);
    if (known) return known;
    const type = this.#type(expr);
    if (!type) return null;
    const inSchema = this.#options.sizeOf?.(this.#path(expr), type);
    if (inSchema) return inSchema;
    if (isScalar(type)) return ONE;
    return (expr.kind === 'ident' && this.#local(expr.name)?.size) || null;
  }
}

/** The union of all; an empty literal's parts have no size. */
function widest(ranges: readonly Range[]): Range {
  return ranges.length === 0 ? NOTHING : ranges.reduce(union);
}

function literalSize(expr: Expr): Range | null {
  if (expr.kind === 'list') return exactly(expr.elements.length);
  if (expr.kind === 'map') return exactly(expr.entries.length);
  if (expr.kind !== 'literal') return null;
  if (typeof expr.value === 'string') return exactly(codePointCount(expr.value));
  return exactly(expr.value instanceof Uint8Array ? expr.value.length : 1);
}

const SCALARS = new Set<Type['kind']>(['bool', 'double', 'duration', 'int', 'timestamp', 'uint']);

function isScalar(type: Type): boolean {
  const inner = optionalParam(type);
  return inner ? isScalar(inner) : SCALARS.has(type.kind);
}

/** The shape of `cel.bind`. */
function isBind({ range, condition, accuVar }: Comprehension): boolean {
  const never = condition.kind === 'literal' && condition.value === false;
  return range.kind === 'list' && range.elements.length === 0 && never && accuVar !== '__result__';
}
