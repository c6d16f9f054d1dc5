import type { Json } from '../../kube/json.ts';
import { childrenOf, type Node } from './ast.ts';
import { compileNode } from './compile.ts';
import { JMESPathError, LimitError, NotFoundError } from './error.ts';
import { parse } from './parser.ts';
import { Run, type SearchOptions } from './run.ts';
import { settle } from './value.ts';

/** An expression ready to be asked, any number of times. */
export interface Program {
  readonly expression: string;
  /**
   * Throws NotFoundError when the path ends in a missing key, LimitError for too much work, JMESPathError for anything
   * else. Never changes `data`; the result may share parts with it.
   */
  search(data: Json, options?: SearchOptions): Json;
}

/** Throws JMESPathError, with the offset, for an expression that cannot be parsed. */
export function compile(expression: string): Program {
  const tree = parse(expression);
  const closure = compileNode(tree);
  const counts = growth(tree) > UNCOUNTED;
  return {
    expression,
    search(data, options = none) {
      const run = new Run(options);
      try {
        const found = closure(data, run);
        if (found === undefined) throw new NotFoundError(run.missing, expression);
        return counts ? settle(found, run) : (found as Json);
      } catch (error) {
        throw located(error, expression);
      }
    },
  };
}

const none: SearchOptions = {};

/** What is no larger than so many times the data is small enough already. */
const UNCOUNTED = 16;

/** How often a part of the data may stand in the result at most; without a bound where functions make values. */
function growth(node: Node): number {
  switch (node.type) {
    case 'FunctionExpression':
    case 'ExpRef':
      return Number.POSITIVE_INFINITY;
    case 'MultiSelectList':
    case 'MultiSelectHash':
      return childrenOf(node).reduce((sum, child) => sum + growth(child), 0);
    default:
      return childrenOf(node).reduce((product, child) => product * growth(child), 1);
  }
}

/** Deep data can exhaust the stack whatever the expression; that too is a limit and no crash. */
function located(error: unknown, expression: string): unknown {
  if (error instanceof RangeError) return new LimitError('expression or data nested too deeply', expression);
  if (error instanceof JMESPathError && error.expression === '') error.expression = expression;
  return error;
}
