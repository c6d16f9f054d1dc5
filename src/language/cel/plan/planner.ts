import type { Checked, Reference } from '../check/checker.ts';
import { candidateNames } from '../check/container.ts';
import type { FunctionDecl, Overload } from '../check/declaration.ts';
import type { Declarations } from '../check/declarations.ts';
import type { Dialect } from '../environment.ts';
import { type Call, type Comprehension, type Expr, operator, qualifiedName } from '../syntax/ast.ts';
import { CelError, noSuchOverload } from '../value/error.ts';
import { isInt } from '../value/number.ts';
import { OptionalValue } from '../value/optional.ts';
import { compileRegex, regexTest } from '../value/regex.ts';
import type { Value } from '../value/value.ts';
import { computedStep, keyStep, type Step, withStep } from './attribute.ts';
import { planCall } from './call.ts';
import type { CallCosts } from './call-cost.ts';
import { planList, planMap, planStruct } from './construct.ts';
import { type Dispatch, dispatch } from './dispatch.ts';
import { planComparison, planEquality, planIn } from './fast-operators.ts';
import { freshList, freshMap, planAppend, planFold, readAccumulator } from './fold.ts';
import { type Evaluate, Frame, LazyValue } from './frame.ts';
import { invalidKey } from './key.ts';
import { planAnd, planConditional, planOr } from './logic.ts';
import { asAttribute, asBranch, attribute, constant, type Planned } from './planned.ts';
import { planMembership } from './set-membership.ts';

/** The program cannot be built: a constant part of it fails. */
export class PlanError extends Error {}

export interface PlanOptions {
  readonly declarations: Declarations;
  readonly costs: CallCosts;
  /** Upstream's name for `has()` not costing the step to the variable (checker.PresenceTestHasCost). */
  readonly presenceTestCosts: boolean;
  readonly dialect: Dialect;
  /** The names the activation will hold, for an expression that was not checked. */
  readonly unchecked?: ReadonlySet<string>;
}

/** Turns a syntax tree into closures, folding constants as cel-go does with OptOptimize. */
export interface Plan {
  readonly run: Evaluate;
  /** The variables it reads, in the order a frame holds them. */
  readonly variables: readonly string[];
}

export function plan(expr: Expr, checked: Checked | null, options: PlanOptions): Plan {
  const planner = new Planner(checked, options);
  const { run } = planner.plan(expr);
  return { run, variables: planner.variables };
}

/** What a name inside a fold reads. */
type Binding = { readonly name: string; readonly read: Evaluate };

const REGEX_FUNCTIONS = new Set(['matches', 'find', 'findAll']);
const CONVERSIONS = new Set([
  'bool',
  'bytes',
  'double',
  'duration',
  'dyn',
  'int',
  'string',
  'timestamp',
  'type',
  'uint',
]);

class Planner {
  readonly variables: string[] = [];
  readonly #checked: Checked | null;
  readonly #options: PlanOptions;
  #foldSlots = 0;
  #bindings: readonly Binding[] = [];

  constructor(checked: Checked | null, options: PlanOptions) {
    this.#checked = checked;
    this.#options = options;
  }

  plan(expr: Expr): Planned {
    switch (expr.kind) {
      case 'literal':
        return constant(expr.value);
      case 'ident':
        return this.#planIdent(expr.id, expr.name);
      case 'select':
        return this.#planSelect(expr);
      case 'call':
        return this.#planCall(expr);
      case 'list':
        return planList(
          expr,
          expr.elements.map((element) => this.plan(element)),
        );
      case 'map':
        return planMap(
          expr,
          expr.entries.map((entry) => [this.plan(entry.key), this.plan(entry.value)]),
          this.#options.dialect,
        );
      case 'struct':
        return this.#planStruct(expr);
      case 'comprehension':
        return this.#planFold(expr);
      default:
        throw new PlanError('unsupported expression');
    }
  }

  #reference(id: number): Reference | undefined {
    return this.#checked?.references.get(id);
  }

  #planIdent(id: number, name: string): Planned {
    const reference = this.#reference(id);
    if (reference?.kind === 'ident') return this.#planReference(reference);
    return this.#uncheckedName(name) ?? read(missingVariable(name));
  }

  #planReference({ name, value, local }: Reference & { kind: 'ident' }): Planned {
    const bound = local ? this.#binding(name) : undefined;
    if (bound) return read(bound.read);
    return value === undefined ? read(this.#variable(name)) : constant(value);
  }

  #binding(name: string): Binding | undefined {
    return this.#bindings.findLast((binding) => binding.name === name);
  }

  /** The slot of a variable of the activation. */
  #variable(name: string): Evaluate {
    const known = this.variables.indexOf(name);
    const slot = known < 0 ? this.variables.push(name) - 1 : known;
    return (frame) => {
      const value = frame.variables[slot];
      return value instanceof LazyValue ? value.get() : (value as Value);
    };
  }

  /** Without the checker's help: a fold's variable, then the activation's, then a type. */
  #uncheckedName(name: string): Planned | null {
    const names = this.#options.unchecked;
    if (!names) return null;
    const local = this.#binding(name.split('.', 1)[0] as string);
    if (local) return local.name === name ? read(local.read) : null;
    for (const candidate of candidateNames(this.#options.declarations.container, name)) {
      if (names.has(candidate)) return read(this.#variable(candidate));
      const ident = this.#options.declarations.ident(candidate);
      if (ident?.value !== undefined) return constant(ident.value);
    }
    return null;
  }

  #planSelect(expr: Expr & { kind: 'select' }): Planned {
    const reference = this.#reference(expr.id);
    if (reference?.kind === 'ident') return this.#planReference(reference);
    if (!this.#checked && !expr.testOnly) {
      const name = qualifiedName(expr);
      const found = name === null ? null : this.#uncheckedName(name);
      if (found) return found;
    }
    const operand = asAttribute(this.plan(expr.operand));
    if (!expr.testOnly) return attribute(withStep(operand, this.#keyStep(expr.field)));
    const tested = withStep(operand, { ...this.#keyStep(expr.field), testOnly: true });
    const ownCost = this.#options.presenceTestCosts ? operand.ownCost : operand.ownCost - 1;
    const presence = attribute({ ...tested, ownCost });
    return { ...presence, run: presenceOf(presence.run) };
  }

  #planCall(expr: Call): Planned {
    const { decl, overloads, target } = this.#resolveCall(expr);
    const args = (target ? [target, ...expr.args] : expr.args).map((arg) => this.plan(arg));
    const runs = args.map((arg) => arg.run);
    switch (decl.name) {
      case operator.and:
        return { run: planAnd(runs) };
      case operator.or:
        return { run: planOr(runs) };
      case operator.conditional:
        return this.#planConditional(args as [Planned, Planned, Planned]);
      case operator.equals:
      case operator.notEquals:
        return this.#planEquality(decl.name, runs as [Evaluate, Evaluate]);
      case operator.index:
        return this.#planIndex(args as [Planned, Planned], false);
      case operator.optIndex:
      case operator.optSelect:
        return this.#planIndex(args as [Planned, Planned], true);
      case operator.notStrictlyFalse:
        return { run: notStrictlyFalse(runs[0] as Evaluate) };
      default:
        return this.#planFunction(expr, decl, overloads, args);
    }
  }

  #resolveCall(expr: Call): { decl: FunctionDecl; overloads: readonly Overload[]; target: Expr | null } {
    const reference = this.#reference(expr.id);
    if (reference?.kind === 'call') {
      return {
        decl: reference.decl,
        overloads: reference.overloads,
        target: reference.namespaced ? null : expr.target,
      };
    }
    const { declarations } = this.#options;
    const prefix = expr.target ? qualifiedName(expr.target) : null;
    const namespaced = prefix === null ? undefined : declarations.resolveFunction(`${prefix}.${expr.name}`);
    if (namespaced) return { decl: namespaced, overloads: [], target: null };
    const decl = declarations.resolveFunction(expr.name) ?? { name: expr.name, overloads: [] };
    return { decl, overloads: [], target: expr.target };
  }

  #planConditional([condition, truthy, falsy]: [Planned, Planned, Planned]): Planned {
    const base = planConditional(condition.run, asBranch(truthy), asBranch(falsy));
    return attribute({ base, steps: [], ownCost: 0 });
  }

  #planEquality(name: string, [left, right]: [Evaluate, Evaluate]): Planned {
    const equal = name === operator.equals;
    const cost = this.#options.costs(name, equal ? 'equals' : 'not_equals');
    return { run: planEquality(left, right, equal, cost) };
  }

  #planIndex([operand, index]: [Planned, Planned], optional: boolean): Planned {
    return attribute(withStep(asAttribute(operand), this.#indexStep(index, optional)));
  }

  #indexStep(index: Planned, optional: boolean): Step {
    if (index.constant === undefined) return computedStep(asBranch(index), optional, this.#options.dialect);
    const invalid = invalidKey(index.constant);
    if (invalid) throw new PlanError(invalid.message);
    return this.#keyStep(index.constant, optional);
  }

  #keyStep(key: Value, optional = false): Step {
    return keyStep(key, optional, this.#options.dialect);
  }

  #planFunction(
    expr: Call,
    decl: FunctionDecl,
    overloads: readonly Overload[],
    args: readonly Planned[],
  ): Planned {
    const overload = overloads.length === 1 ? (overloads[0] as Overload).id : '';
    const special = this.#planSpecial(decl.name, overload, args);
    if (special) return special;
    const cost = this.#options.costs(decl.name, overload);
    const runs = args.map((arg) => arg.run);
    const target = dispatch(decl, overloads, args.length, expr.id);
    if (args.length === 2) {
      const [left, right] = runs as [Evaluate, Evaluate];
      const slow = (a: Value, b: Value): Value =>
        a instanceof CelError ? a : b instanceof CelError ? b : target.call2(a, b);
      if (decl.name === operator.in) return { run: planIn(left, right, slow, cost) };
      const compared = planComparison(decl.name, left, right, slow, cost);
      if (compared) return { run: compared };
    }
    const pattern = args[1]?.constant;
    if (REGEX_FUNCTIONS.has(decl.name) && typeof pattern === 'string') {
      return { run: planCall(compiledAhead(decl.name, pattern, target), runs, cost) };
    }
    const run = planCall(target, runs, cost);
    const foldable =
      args.length === 1 && args[0]?.constant !== undefined && this.#options.dialect === 'cel-go';
    return foldable && CONVERSIONS.has(decl.name) ? folded(run) : { run };
  }

  /** Calls that are not evaluated as calls. */
  #planSpecial(name: string, overload: string, args: readonly Planned[]): Planned | null {
    const [first, second] = args as [Planned, Planned];
    if (args.length === 2) {
      if (name === 'or' && (overload === '' || overload === 'optional_or_optional')) {
        return { run: orElse(first.run, second.run, (optional) => optional) };
      }
      if (name === 'orValue' && (overload === '' || overload === 'optional_orValue_value')) {
        return { run: orElse(first.run, second.run, (optional) => optional.value as Value) };
      }
      if (overload === 'in_list' && Array.isArray(second.constant))
        return planMembership(first.run, second.constant);
    }
    return null;
  }

  #planStruct(expr: Expr & { kind: 'struct' }): Planned {
    const reference = this.#reference(expr.id);
    const { declarations } = this.#options;
    const names =
      reference?.kind === 'ident' ? [reference.name] : candidateNames(declarations.container, expr.typeName);
    const decl = names.map((name) => declarations.struct(name)).find((struct) => struct !== undefined);
    if (!decl) throw new PlanError(`unknown type: ${expr.typeName}`);
    return planStruct(
      expr,
      decl,
      expr.fields.map((field) => this.plan(field.value)),
    );
  }

  #planFold(expr: Comprehension): Planned {
    const range = this.plan(expr.range).run;
    const accuSlot = this.#newSlot();
    const filled = fillsInPlace(expr);
    const init = filled === 'list' ? freshList : filled === 'map' ? freshMap : this.plan(expr.accuInit).run;
    const outer = this.#bindings;
    const accumulator = { name: expr.accuVar, read: readAccumulator(accuSlot, init) };
    const iterSlot = this.#newSlot();
    const iter2Slot = expr.iterVar2 === '' ? -1 : this.#newSlot();
    const variables = [binding(expr.iterVar, iterSlot)];
    if (iter2Slot >= 0) variables.push(binding(expr.iterVar2, iter2Slot));
    this.#bindings = [...outer, ...variables, accumulator];
    const condition = this.plan(expr.condition).run;
    const step = this.#planStep(expr, accumulator, filled);
    this.#bindings = [...outer, accumulator];
    const result = this.plan(expr.result).run;
    this.#bindings = outer;
    return { run: planFold({ range, iterSlot, iter2Slot, accuSlot, condition, step, result }) };
  }

  /** The step of a fold that fills a list changes the list itself instead of making a longer one each time. */
  #planStep(expr: Comprehension, accumulator: Binding, filled: 'list' | 'map' | null): Evaluate {
    const { step } = expr;
    if (filled !== 'list') return this.plan(step).run;
    if (step.kind === 'call' && step.name === operator.conditional) {
      const [test, append] = step.args as [Expr, Expr, Expr];
      return planConditional(this.plan(test).run, this.#planAppend(append as Call), accumulator.read);
    }
    return this.#planAppend(step as Call);
  }

  #planAppend(append: Call): Evaluate {
    const [list, added] = append.args as [Expr, Expr];
    const cost = this.#options.costs(operator.add, 'add_list');
    return planAppend(this.plan(list).run, this.plan(added).run, typeof cost === 'number' ? cost : 1);
  }

  #newSlot(): number {
    return this.#foldSlots++;
  }
}

function binding(name: string, slot: number): Binding {
  return { name, read: (frame) => frame.slots[slot] as Value };
}

/** An identifier by itself. */
function read(base: Evaluate): Planned {
  return attribute({ base, steps: [], ownCost: 1 });
}

function missingVariable(name: string): Evaluate {
  const error = new CelError(`no such attribute(s): ${name}`);
  return () => error;
}

/** An optional that came of a presence test through `.?` says whether it has a value. */
function presenceOf(run: Evaluate): Evaluate {
  return (frame) => {
    const value = run(frame);
    return value instanceof OptionalValue ? value.value !== undefined : value;
  };
}

function notStrictlyFalse(arg: Evaluate): Evaluate {
  return (frame) => {
    const value = arg(frame);
    frame.cost++;
    return typeof value === 'boolean' ? value : true;
  };
}

function orElse(left: Evaluate, right: Evaluate, present: (optional: OptionalValue) => Value): Evaluate {
  return (frame) => {
    const value = left(frame);
    if (!(value instanceof OptionalValue)) return value;
    return value.value === undefined ? right(frame) : present(value);
  };
}

/** Upstream compiles a constant pattern ahead: a bad one is an error of the program. */
function compiledAhead(name: string, pattern: string, target: Dispatch): Dispatch {
  const regex = compileRegex(pattern);
  if (regex instanceof CelError) throw new PlanError(regex.message);
  const test = name === 'matches' ? regexTest(pattern) : null;
  // It looks at the other arguments itself, and has fewer words for what does not fit.
  const call = (args: readonly Value[]): Value => {
    const [text, , limit] = args;
    if (typeof text !== 'string' || (limit !== undefined && !isInt(limit))) return noSuchOverload();
    return typeof test === 'function' ? test(text) : target.call(args);
  };
  return { ...target, call, stopsAtError: true };
}

/** Evaluates a constant call ahead. */
function folded(run: Evaluate): Planned {
  const value = run(new Frame([], Number.POSITIVE_INFINITY));
  if (value instanceof CelError) throw new PlanError(value.message);
  return constant(value);
}

/** Whether the fold starts from an empty literal and only ever adds to it, as the macros' folds do. */
function fillsInPlace(expr: Comprehension): 'list' | 'map' | null {
  const { accuInit, step, accuVar } = expr;
  const adding = step.kind === 'call' && step.name === operator.conditional ? step.args[1] : step;
  if (adding?.kind !== 'call' || adding.args[0]?.kind !== 'ident' || adding.args[0].name !== accuVar)
    return null;
  if (!accuVar.startsWith('@')) return null;
  if (accuInit.kind === 'list' && accuInit.elements.length === 0 && adding.name === operator.add)
    return 'list';
  return accuInit.kind === 'map' && accuInit.entries.length === 0 && adding.name === 'cel.@mapInsert'
    ? 'map'
    : null;
}
