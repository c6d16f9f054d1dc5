import { check } from './check/checker.ts';
import type { FunctionDecl, StructDecl, VariableDecl } from './check/declaration.ts';
import { Declarations, type StructResolver } from './check/declarations.ts';
import { dynType, type Type } from './check/type.ts';
import { type CallEstimator, standardEstimates } from './estimate/call-estimate.ts';
import { type EstimateOptions, estimateCost } from './estimate/estimate.ts';
import { type Range, UNKNOWN } from './estimate/range.ts';
import { type CallCost, type CallCosts, standardCosts, withTrackers } from './plan/call-cost.ts';
import { PlanError, plan } from './plan/planner.ts';
import { Program } from './program.ts';
import type { Expr } from './syntax/ast.ts';
import { type Issue, Issues } from './syntax/issue.ts';
import type { Macro } from './syntax/macro.ts';
import { macroKey, parse, type SyntaxOptions } from './syntax/parser.ts';
import type { Source } from './syntax/source.ts';
import { homogeneousLiterals } from './validate/literals.ts';
import type { Validator } from './validate/validator.ts';

/** Functions, types, variables and macros to add to an environment. */
export interface Library {
  readonly functions?: readonly FunctionDecl[];
  /** Types whose names are identifiers. */
  readonly types?: readonly Type[];
  /** Types with declared fields. */
  readonly structs?: readonly StructDecl[];
  /** Types that are made when they are named, like `Object.spec`. */
  readonly resolveStruct?: StructResolver;
  /** Variables and their types. */
  readonly variables?: Readonly<Record<string, Type>>;
  readonly constants?: readonly VariableDecl[];
  readonly macros?: readonly Macro[];
  /** What calls of an overload cost, where it is not what the environment says. */
  readonly costs?: Readonly<Record<string, CallCost>>;
  /** Further checks of an expression that has passed the type checker. */
  readonly validators?: readonly Validator[];
  /** Calls inside which aggregate literals may be mixed, for the validator of those. */
  readonly mixedLiteralsIn?: readonly string[];
}

export type Dialect = 'cel-go' | 'specification';

export interface Settings {
  readonly container?: string;
  /** Where the specification and cel-go part (local names, map keys, presence tests, null), which one to follow. */
  readonly dialect?: Dialect;
  /** All elements of a list or map literal must have one type. */
  readonly homogeneousLiterals?: boolean;
  readonly crossTypeComparisons?: boolean;
  readonly optionalSyntax?: boolean;
  readonly quotedSelectors?: boolean;
  readonly presenceTestCosts?: boolean;
  readonly costs?: CallCosts;
  /** What calls are estimated to cost, before anything runs. */
  readonly estimates?: CallEstimator;
}

/** The outcome of `compile`. `text` prints all issues as upstream does. */
export type Compiled =
  | { readonly ok: true; readonly program: Program; readonly type: Type }
  | {
      readonly ok: false;
      readonly issues: readonly Issue[];
      readonly text: string;
      readonly program: boolean;
    };

/**
 * What expressions can use. An environment never changes; `extend` makes a new one that shares everything with it, so a
 * common one can be made once and extended for each policy at little cost.
 */
export class Environment {
  readonly #declarations: Declarations;
  readonly #settings: Required<Settings>;
  readonly #macros: ReadonlyMap<string, Macro>;
  readonly #trackers: ReadonlyMap<string, CallCost>;
  readonly #validators: readonly Validator[];
  readonly #mixedLiteralsIn: readonly string[];

  private constructor(parts: Parts) {
    this.#declarations = parts.declarations;
    this.#settings = parts.settings;
    this.#macros = parts.macros;
    this.#trackers = parts.trackers;
    this.#validators = parts.validators;
    this.#mixedLiteralsIn = parts.mixedLiteralsIn;
  }

  static create(settings: Settings, ...libraries: Library[]): Environment {
    const empty = new Environment({
      declarations: new Declarations(null, settings.container ?? ''),
      settings: { ...DEFAULTS, ...settings },
      macros: new Map(),
      trackers: new Map(),
      validators: [],
      mixedLiteralsIn: [],
    });
    return empty.extend(...libraries);
  }

  extend(...libraries: Library[]): Environment {
    return this.with({}, ...libraries);
  }

  /** Like `extend`, with other settings. */
  with(settings: Settings, ...libraries: Library[]): Environment {
    const declarations = new Declarations(
      this.#declarations,
      settings.container ?? this.#declarations.container,
    );
    for (const library of libraries) declare(declarations, library);
    const macros = libraries.flatMap((library) => library.macros ?? []);
    return new Environment({
      declarations,
      settings: { ...this.#settings, ...settings },
      macros: new Map([
        ...this.#macros,
        ...macros.map((macro): [string, Macro] => [macroKey(macro.name, macro.args, macro.receiver), macro]),
      ]),
      trackers: new Map([
        ...this.#trackers,
        ...libraries.flatMap((library) => Object.entries(library.costs ?? {})),
      ]),
      validators: [...this.#validators, ...libraries.flatMap((library) => library.validators ?? [])],
      mixedLiteralsIn: [
        ...this.#mixedLiteralsIn,
        ...libraries.flatMap((library) => library.mixedLiteralsIn ?? []),
      ],
    });
  }

  get declarations(): Declarations {
    return this.#declarations;
  }

  /** Parses, checks and plans an expression. Never throws for what the expression says. */
  compile(expression: string): Compiled {
    const { expr, source, issues } = parse(expression, this.#syntax());
    if (!issues.empty) return refused(issues);
    const checked = check(expr, issues, { declarations: this.#declarations, ...this.#settings });
    if (!issues.empty) return refused(issues);
    const validators = this.#settings.homogeneousLiterals
      ? [...this.#validators, homogeneousLiterals]
      : this.#validators;
    for (const validate of validators) {
      validate({ expr, checked, issues, environment: this, mixedLiteralsIn: this.#mixedLiteralsIn });
    }
    if (!issues.empty) return refused(issues);
    try {
      const planned = plan(expr, checked, this.#planOptions());
      return { ok: true, program: new Program(planned, { expr, checked, source }), type: checked.type };
    } catch (error) {
      return notPlanned(error, source);
    }
  }

  /**
   * What a compiled expression can cost at least and at most. `sizeOf` may say how large fields can be, by a schema;
   * without it only what the expression itself holds has bounds.
   */
  estimate(program: Program, sizeOf?: EstimateOptions['sizeOf']): Range {
    if (program.checked === null) return UNKNOWN;
    const { estimates, presenceTestCosts } = this.#settings;
    const options = { calls: estimates, presenceTestCosts, ...(sizeOf && { sizeOf }) };
    return estimateCost(program.expr, program.checked, options);
  }

  /** Plans an expression without checking its types. `variables` names what the activation will hold. */
  compileUnchecked(expression: string, variables: readonly string[]): Compiled {
    const { expr, source, issues } = parse(expression, this.#syntax());
    if (!issues.empty) return refused(issues);
    return this.planUnchecked(expr, source, variables);
  }

  planUnchecked(expr: Expr, source: Source, variables: readonly string[]): Compiled {
    try {
      const planned = plan(expr, null, { ...this.#planOptions(), unchecked: new Set(variables) });
      return { ok: true, program: new Program(planned, { expr, checked: null, source }), type: dynType };
    } catch (error) {
      return notPlanned(error, source);
    }
  }

  #syntax(): SyntaxOptions {
    const { optionalSyntax, quotedSelectors } = this.#settings;
    return { macros: this.#macros, optionalSyntax, quotedSelectors };
  }

  #planOptions(): Parameters<typeof plan>[2] {
    return {
      declarations: this.#declarations,
      costs: withTrackers(this.#trackers, this.#settings.costs),
      presenceTestCosts: this.#settings.presenceTestCosts,
      dialect: this.#settings.dialect,
    };
  }
}

interface Parts {
  readonly declarations: Declarations;
  readonly settings: Required<Settings>;
  readonly macros: ReadonlyMap<string, Macro>;
  readonly trackers: ReadonlyMap<string, CallCost>;
  readonly validators: readonly Validator[];
  readonly mixedLiteralsIn: readonly string[];
}

const DEFAULTS: Required<Settings> = {
  container: '',
  dialect: 'cel-go',
  homogeneousLiterals: false,
  crossTypeComparisons: false,
  optionalSyntax: false,
  quotedSelectors: false,
  presenceTestCosts: true,
  costs: standardCosts,
  estimates: standardEstimates,
};

function declare(declarations: Declarations, library: Library): void {
  for (const decl of library.functions ?? []) declarations.addFunction(decl);
  for (const type of library.types ?? []) declarations.addType(type);
  for (const struct of library.structs ?? []) declarations.addStruct(struct);
  if (library.resolveStruct) declarations.addResolver(library.resolveStruct);
  for (const constant of library.constants ?? []) declarations.addVariable(constant);
  for (const [name, type] of Object.entries(library.variables ?? {}))
    declarations.addVariable({ name, type });
}

function refused(issues: Issues): Compiled {
  return { ok: false, issues: issues.list(), text: issues.toString(), program: false };
}

function notPlanned(error: unknown, source: Source): Compiled {
  if (!(error instanceof PlanError)) throw error;
  const issues = new Issues(source);
  issues.report(-1, error.message);
  return { ok: false, issues: issues.list(), text: error.message, program: true };
}
