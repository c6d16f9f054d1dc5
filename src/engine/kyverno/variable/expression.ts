import type { Json } from '../../../kube/json.ts';
import type { Node } from '../../../language/jmespath/ast.ts';
import {
  compile,
  JMESPathError,
  type Program,
  type SearchOptions,
} from '../../../language/jmespath/index.ts';
import { parse } from '../../../language/jmespath/parser.ts';
import { SubstitutionError } from './error.ts';

/** A JMESPath query as a policy writes it, compiled once. */
export interface Expression {
  readonly text: string;
  /** Throws SubstitutionError. */
  search(data: Json, options: SearchOptions): Json;
}

/** Queries that only become known while judging are kept for the next time, up to this many. */
const KEPT = 2000;

/** The queries of one engine. */
export class Expressions {
  readonly #known = new Map<string, Expression>();
  readonly #trees = new Map<string, Node | null>();

  /** The syntax of a query; null for one that cannot be read. */
  tree(text: string): Node | null {
    const known = this.#trees.get(text);
    if (known !== undefined) return known;
    if (this.#trees.size >= KEPT) this.#trees.clear();
    const tree = parsed(text);
    this.#trees.set(text, tree);
    return tree;
  }

  of(text: string): Expression {
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    if (this.#known.size >= KEPT) this.#known.clear();
    const expression = compileExpression(text);
    this.#known.set(text, expression);
    return expression;
  }
}

function parsed(text: string): Node | null {
  try {
    return parse(text.trim());
  } catch (error) {
    if (error instanceof JMESPathError) return null;
    throw error;
  }
}

function compileExpression(text: string): Expression {
  const trimmed = text.trim();
  if (trimmed === '') return broken(text, 'invalid query (nil)');
  let program: Program;
  try {
    program = compile(trimmed);
  } catch (error) {
    if (!(error instanceof JMESPathError)) throw error;
    return broken(text, `incorrect query ${trimmed}: ${error.message}`);
  }
  return {
    text,
    search: (data, options) => {
      try {
        return program.search(data, options);
      } catch (error) {
        if (!(error instanceof JMESPathError)) throw error;
        throw new SubstitutionError(`JMESPath query failed: ${error.message}`);
      }
    },
  };
}

/** What cannot be compiled is an error when it is asked, not before: the policy may never get there. */
function broken(text: string, message: string): Expression {
  return {
    text,
    search: () => {
      throw new SubstitutionError(message);
    },
  };
}

/** A query on data of its own, without a context; upstream's loaders report its errors in other words. */
export function applyQuery(query: string, data: Json, options: SearchOptions): Json {
  let program: Program;
  try {
    program = compile(query);
  } catch (error) {
    if (!(error instanceof JMESPathError)) throw error;
    throw new SubstitutionError(`failed to compile JMESPath: ${query}, error: ${error.message}`);
  }
  try {
    return program.search(data, options);
  } catch (error) {
    if (!(error instanceof JMESPathError)) throw error;
    throw new SubstitutionError(error.message);
  }
}
