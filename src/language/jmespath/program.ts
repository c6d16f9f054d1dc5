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
  const builds = makesValues(tree);
  return {
    expression,
    search(data, options = none) {
      const run = new Run(options);
      try {
        const found = closure(data, run);
        if (found === undefined) throw new NotFoundError(run.missing, expression);
        return builds ? settle(found, run) : (found as Json);
      } catch (error) {
        throw located(error, expression);
      }
    },
  };
}

const none: SearchOptions = {};

/** A result that may be more than a part of the data, which is small enough already, must be counted. */
function makesValues(node: Node): boolean {
  switch (node.type) {
    case 'MultiSelectHash':
    case 'MultiSelectList':
    case 'FunctionExpression':
    case 'ExpRef':
      return true;
    default:
      return childrenOf(node).some(makesValues);
  }
}

/** Deep data can exhaust the stack whatever the expression; that too is a limit and no crash. */
function located(error: unknown, expression: string): unknown {
  if (error instanceof RangeError) return new LimitError('expression or data nested too deeply', expression);
  if (error instanceof JMESPathError && error.expression === '') error.expression = expression;
  return error;
}
