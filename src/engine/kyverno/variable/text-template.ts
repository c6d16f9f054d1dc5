import type { Json } from '../../../kube/json.ts';
import { encodeJson } from '../../../language/jmespath/go-json.ts';
import { fieldAt } from './at-path.ts';
import { SubstitutionError } from './error.ts';
import type { Expression, Expressions } from './expression.ts';
import { expressionOf, type Found, findVariables } from './find.ts';
import type { JsonContext } from './json-context.ts';

/** A text with variables, compiled. */
export interface TextTemplate {
  readonly fixed: string | undefined;
  evaluate(context: JsonContext): Json;
}

/** `path` is where the text stands in its document: upstream's errors name it, and `{{@}}` is read from it. */
export function compileText(text: string, path: string, expressions: Expressions): TextTemplate {
  const found = findVariables(text);
  if (found.length === 0) {
    const fixed = unescape(text);
    return { fixed, evaluate: () => fixed };
  }
  const pass = compilePass(text, found, path, expressions);
  return {
    fixed: undefined,
    evaluate: (context) => finish(pass(context), path, context),
  };
}

/** What one pass over the variables of a text makes of it. */
interface Passed {
  readonly value: Json;
  /** True when the value is final: a variable that was the whole text keeps its type. */
  readonly whole: boolean;
  /** True when the last variable was `{{- x }}`, after which nothing is looked for any more. */
  readonly shallow: boolean;
}

/** A value that brings variables of its own must come to an end. Upstream has no such limit. */
const MAX_PASSES = 64;
const MAX_LENGTH = 8 * 1024 * 1024;

function finish(first: Passed, path: string, context: JsonContext): Json {
  let { value, whole, shallow } = first;
  for (let passes = 1; !whole && !shallow && typeof value === 'string' && value.includes('{{'); passes++) {
    const found = findVariables(value);
    if (found.length === 0) break;
    if (passes >= MAX_PASSES || value.length > MAX_LENGTH) {
      throw new SubstitutionError(
        `variables at path ${path} do not come to an end after ${MAX_PASSES} passes`,
      );
    }
    ({ value, whole, shallow } = compilePass(value, found, path, context.expressions)(context));
  }
  return typeof value === 'string' && !whole ? unescape(value) : value;
}

function unescape(text: string): string {
  return text.includes('\\{{') ? text.replaceAll('\\{{', '{{') : text;
}

function compilePass(
  text: string,
  found: readonly Found[],
  path: string,
  expressions: Expressions,
): (context: JsonContext) => Passed {
  const variables = found.map((one) => compileVariable(one, path, expressions));
  const [first] = variables;
  if (first !== undefined && found[0]?.text === text) {
    return (context) => ({ value: first.query(context), whole: true, shallow: first.shallow });
  }
  const literals = literalsOf(text, found);
  const shallow = variables.at(-1)?.shallow ?? false;
  return (context) => {
    let value = literals[0] as string;
    for (const [index, variable] of variables.entries()) {
      value += variable.insert(context) + (literals[index + 1] as string);
    }
    return { value, whole: false, shallow };
  };
}

/** What stands before, between and after the variables. */
function literalsOf(text: string, found: readonly Found[]): string[] {
  const literals: string[] = [];
  let at = 0;
  for (const one of found) {
    literals.push(text.slice(at, one.from) + one.prefix);
    at = one.to;
  }
  literals.push(text.slice(at));
  return literals;
}

interface Variable {
  readonly shallow: boolean;
  query(context: JsonContext): Json;
  insert(context: JsonContext): string;
}

function compileVariable(found: Found, path: string, expressions: Expressions): Variable {
  const { expression: written, shallow } = expressionOf(found.text);
  const resolve = written === '@' ? resolveHere(path) : resolveWritten(written, expressions);
  const query = (context: JsonContext): Json => {
    const expression = resolve(context);
    try {
      return context.query(expression);
    } catch (error) {
      if (!(error instanceof SubstitutionError)) throw error;
      throw new SubstitutionError(`failed to resolve ${expression.text} at path ${path}: ${error.message}`);
    }
  };
  return {
    shallow,
    query,
    insert: (context) => {
      const value = query(context);
      return shallow && value !== null
        ? hideBraces(value, written, path)
        : insertedText(value, written, path);
    },
  };
}

/** An expression as it stands. On DELETE there is only an old object. */
function resolveWritten(written: string, expressions: Expressions): (context: JsonContext) => Expression {
  const expression = expressions.of(written);
  if (!written.includes('request.object')) return () => expression;
  const ofOld = written.replaceAll('request.object', 'request.oldObject');
  return (context) => (context.operation === 'DELETE' ? context.expressions.of(ofOld) : expression);
}

function resolveHere(path: string): (context: JsonContext) => Expression {
  return (context) => {
    const field = fieldAt(path, hasTarget(context) ? 'target' : 'request.object');
    const asked =
      context.operation === 'DELETE' ? field.replaceAll('request.object', 'request.oldObject') : field;
    return context.expressions.of(asked);
  };
}

function hasTarget(context: JsonContext): boolean {
  try {
    context.queryText('target');
    return true;
  } catch (error) {
    if (error instanceof SubstitutionError) return false;
    throw error;
  }
}

function insertedText(value: Json, written: string, path: string): string {
  if (typeof value === 'string') return value;
  try {
    return encodeJson(value);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new SubstitutionError(`failed to resolve ${written} at path ${path}: ${error.message}`);
  }
}

/** Upstream crashes when the value is no text. */
function hideBraces(value: Json, written: string, path: string): string {
  if (typeof value === 'string') return value.replaceAll('{{', '\\{{');
  throw new SubstitutionError(
    `failed to resolve ${written} at path ${path}: the value of a shallow variable must be a string`,
  );
}
