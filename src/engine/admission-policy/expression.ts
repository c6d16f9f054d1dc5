import {
  dynType,
  type Environment,
  type Issue,
  listType,
  mapType,
  type Program,
  sameType,
  type Type,
} from '../../language/cel/index.ts';

/** One CEL expression of a policy, compiled once. */
export interface Expression {
  readonly text: string;
  /** Null when it did not compile. */
  readonly program: Program | null;
  /** Why it did not compile, as the API server words it. */
  readonly problem: string;
  /** The same, problem by problem. */
  readonly issues: readonly ExpressionIssue[];
  /** `dyn` when it did not compile. */
  readonly type: Type;
}

/** A problem and its place in the expression, from 1. */
export type ExpressionIssue = Pick<Issue, 'line' | 'column' | 'message'>;

/**
 * Compiles an expression that must have exactly one of the types `wanted`; none given takes any
 * (apiserver v0.36.3 admission/plugin/cel/compile.go).
 */
export function compileExpression(
  environment: Environment,
  text: string,
  wanted: readonly Type[],
): Expression {
  const compiled = environment.compile(text);
  if (!compiled.ok) {
    const prefix = compiled.program ? 'program instantiation failed' : 'compilation failed';
    return refused(text, `${prefix}: ${compiled.text}`, compiled.issues);
  }
  const { program, type } = compiled;
  if (wanted.length > 0 && !wanted.some((one) => sameType(one, type))) {
    const names = wanted.length === 1 ? wanted.join('') : `one of [${wanted.join(' ')}]`;
    const message = `must evaluate to ${names} but got ${type.toString()}`;
    return refused(text, message, [{ line: 1, column: 1, message }]);
  }
  return { text, program, problem: '', issues: [], type };
}

function refused(text: string, problem: string, issues: readonly ExpressionIssue[]): Expression {
  const placed = issues.map(({ line, column, message }) => ({
    line: Math.max(line, 1),
    column: Math.max(column, 1),
    message,
  }));
  return { text, program: null, problem, issues: placed, type: dynType };
}

/**
 * The type under which later expressions see a variable: scalars, and lists and maps of such. Everything else is `dyn`,
 * optionals included (composition.go, convertCelTypeToDeclType).
 */
export function variableType(type: Type): Type {
  if (type.nullable) return dynType;
  if (type.kind === 'list') return listType(variableType(type.params[0] ?? dynType));
  if (type.kind === 'map') {
    return mapType(variableType(type.params[0] ?? dynType), variableType(type.params[1] ?? dynType));
  }
  return scalars.has(type.kind) ? type : dynType;
}

const scalars: ReadonlySet<Type['kind']> = new Set([
  'any',
  'bool',
  'bytes',
  'double',
  'duration',
  'int',
  'null',
  'string',
  'timestamp',
  'uint',
]);
