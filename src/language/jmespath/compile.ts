import type { Json } from '../../kube/json.ts';
import type { Comparison, Node, SliceParts } from './ast.ts';
import { JMESPathError, LimitError, PanicError } from './error.ts';
import { callFunction } from './functions/call.ts';
import { sortedKeys } from './go-format.ts';
import { setOwn } from './go-json.ts';
import { goTextOf } from './print-ast.ts';
import type { Run } from './run.ts';
import { type Closure, ExpRef, equal, float, isFalse, isMap } from './value.ts';

/**
 * Turns a tree into closures. The rules are those of kyverno/go-jmespath interpreter.go: a missing key travels up as
 * `undefined` until an operator swallows it (every one but `.`, `[n]` and the right side of `&&`).
 */
export function compileNode(node: Node): Closure {
  switch (node.type) {
    case 'Identity':
    case 'CurrentNode':
      return (value) => value;
    case 'Literal': {
      const literal = node.value;
      return () => literal;
    }
    case 'Field':
      return compileField(node.name);
    case 'Subexpression':
    case 'IndexExpression':
      return compileStep(node.left, node.right);
    case 'Index':
      return compileIndex(node.index);
    case 'Slice':
      return compileSlice(node.parts);
    case 'Pipe':
      return compilePipe(compileNode(node.left), compileNode(node.right));
    case 'OrExpression':
      return compileOr(compileNode(node.left), compileNode(node.right));
    case 'AndExpression':
      return compileAnd(compileNode(node.left), compileNode(node.right));
    case 'NotExpression': {
      const operand = compileNode(node.expression);
      return (value, run) => isFalse(operand(value, run));
    }
    case 'Comparator':
      return compileComparator(node.operator, compileNode(node.left), compileNode(node.right));
    case 'Projection':
      return compileProjection(compileNode(node.left), compileNode(node.right));
    case 'ValueProjection':
      return compileValueProjection(node.left, node.right);
    case 'FilterProjection':
      return compileFilter(node.left, compileNode(node.right), compileNode(node.condition));
    case 'Flatten':
      return compileFlatten(forgiving(node.left));
    case 'MultiSelectList':
      return compileList(node.items.map(compileNode));
    case 'MultiSelectHash':
      return compileHash(node.pairs.map(({ key, value }) => [key, compileNode(value)]));
    case 'ExpRef': {
      const reference = new ExpRef(compileNode(node.expression), () => goTextOf(node.expression));
      return () => reference;
    }
    case 'FunctionExpression':
      return compileCall(node.name, node.args.map(compileNode));
    default:
      return () => {
        throw new JMESPathError('Unknown AST node: ASTEmpty');
      };
  }
}

function compileField(name: string): Closure {
  // Only a name that every object inherits needs the slower own-property test.
  if (name in Object.prototype) {
    return (value, run) => {
      if (!isMap(value)) return null;
      return Object.hasOwn(value, name) ? value[name] : miss(run, name);
    };
  }
  return (value, run) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
    if (value instanceof ExpRef) return null;
    const found = value[name];
    return found === undefined ? miss(run, name) : found;
  };
}

function miss(run: Run, key: string): undefined {
  run.missing = key;
  return undefined;
}

function compileStep(leftNode: Node, rightNode: Node): Closure {
  const left = compileNode(leftNode);
  const right = compileNode(rightNode);
  return (value, run) => {
    const found = left(value, run);
    return found === undefined ? undefined : right(found, run);
  };
}

function compileIndex(index: number): Closure {
  return (value) => (Array.isArray(value) ? (value.at(index) ?? null) : null);
}

function compileSlice([first, last, stride]: SliceParts): Closure {
  const step = stride ?? 1;
  return (value, run) => {
    if (!Array.isArray(value)) return null;
    if (step === 0) throw new JMESPathError('Invalid slice, step cannot be 0');
    const { length } = value;
    const start = first === null ? (step < 0 ? length - 1 : 0) : capped(length, first, step);
    const stop = last === null ? (step < 0 ? -1 : length) : capped(length, last, step);
    const result: Json[] = [];
    for (let i = start; step > 0 ? i < stop : i > stop; i += step) result.push(value[i] ?? null);
    run.spend(result.length);
    return result;
  };
}

function capped(length: number, index: number, step: number): number {
  if (index < 0) return index + length < 0 ? (step < 0 ? -1 : 0) : index + length;
  return index < length ? index : step < 0 ? length - 1 : length;
}

function compilePipe(left: Closure, right: Closure): Closure {
  return (value, run) => right(left(value, run) ?? null, run) ?? null;
}

function compileOr(left: Closure, right: Closure): Closure {
  return (value, run) => {
    const found = left(value, run);
    return isFalse(found) ? (right(value, run) ?? null) : found;
  };
}

function compileAnd(left: Closure, right: Closure): Closure {
  return (value, run) => {
    const found = left(value, run);
    return isFalse(found) ? (found ?? null) : right(value, run);
  };
}

function compileComparator(operator: Comparison, left: Closure, right: Closure): Closure {
  switch (operator) {
    case 'tEQ':
      return (value, run) => equal(left(value, run) ?? null, right(value, run) ?? null, run);
    case 'tNE':
      return (value, run) => !equal(left(value, run) ?? null, right(value, run) ?? null, run);
    case 'tLT':
      return compileOrdering(left, right, (a, b) => a < b);
    case 'tLTE':
      return compileOrdering(left, right, (a, b) => a <= b);
    case 'tGT':
      return compileOrdering(left, right, (a, b) => a > b);
    default:
      return compileOrdering(left, right, (a, b) => a >= b);
  }
}

/** Anything but two numbers gives null. */
function compileOrdering(left: Closure, right: Closure, test: (a: number, b: number) => boolean): Closure {
  return (value, run) => {
    const a = float(left(value, run));
    const b = float(right(value, run));
    return a === undefined || b === undefined ? null : test(a, b);
  };
}

function compileProjection(left: Closure, right: Closure): Closure {
  return (value, run) => {
    const list = left(value, run);
    return Array.isArray(list) ? project(list, right, run) : null;
  };
}

function project(list: readonly Json[], right: Closure, run: Run): Json[] {
  run.spend(list.length);
  const collected: Json[] = [];
  for (const element of list) {
    const found = right(element, run) ?? null;
    if (found !== null) collected.push(found as Json);
  }
  return collected;
}

/** Values come in the order of their keys; upstream's order is that of a Go map, which is none. */
function compileValueProjection(leftNode: Node, rightNode: Node): Closure {
  const left = forgiving(leftNode);
  const right = compileNode(rightNode);
  const nullStaysNull = isPath(rightNode);
  return (value, run) => {
    const map = left(value, run);
    if (!isMap(map)) return null;
    const values: Json[] = sortedKeys(map).map((key) => map[key] ?? null);
    // Upstream's list begins with as many nulls as there are values.
    if (!nullStaysNull) values.unshift(...values.map(() => null));
    return project(values, right, run);
  };
}

function isPath(node: Node): boolean {
  switch (node.type) {
    case 'Identity':
    case 'CurrentNode':
    case 'Field':
    case 'Index':
      return true;
    case 'Subexpression':
    case 'IndexExpression':
      return isPath(node.left) && isPath(node.right);
    default:
      return false;
  }
}

function compileFilter(leftNode: Node, right: Closure, condition: Closure): Closure {
  const left = forgiving(leftNode);
  return (value, run) => {
    const list = left(value, run);
    if (!Array.isArray(list)) return null;
    run.spend(list.length);
    const collected: Json[] = [];
    for (const element of list) {
      if (isFalse(condition(element, run))) continue;
      const found = right(element, run) ?? null;
      if (found !== null) collected.push(found as Json);
    }
    return collected;
  };
}

function compileFlatten(left: Closure): Closure {
  return (value, run) => {
    const list = left(value, run);
    if (!Array.isArray(list)) return null;
    const flattened: Json[] = [];
    for (const element of list) {
      if (Array.isArray(element)) {
        run.spend(element.length);
        for (const inner of element) flattened.push(inner);
      } else {
        flattened.push(element);
      }
    }
    run.spend(list.length);
    return flattened;
  };
}

/** The left side of a filter, a flatten and a value projection: any error there, not only a missing key, gives null. */
function forgiving(node: Node): Closure {
  const closure = compileNode(node);
  if (isPath(node)) return closure;
  return (value, run) => {
    try {
      return closure(value, run);
    } catch (error) {
      if (!(error instanceof JMESPathError) || error instanceof LimitError || error instanceof PanicError)
        throw error;
      return null;
    }
  };
}

function compileList(items: readonly Closure[]): Closure {
  return (value, run) => {
    if (value === null) return null;
    run.spend(items.length);
    return items.map((item) => (item(value, run) ?? null) as Json);
  };
}

function compileHash(pairs: readonly (readonly [string, Closure])[]): Closure {
  return (value, run) => {
    if (value === null) return null;
    run.spend(pairs.length);
    const object: { [key: string]: Json } = {};
    for (const [key, closure] of pairs) setOwn(object, key, (closure(value, run) ?? null) as Json);
    return object;
  };
}

function compileCall(name: string | null, args: readonly Closure[]): Closure {
  if (name === null) {
    return () => {
      throw new JMESPathError('invalid node value type');
    };
  }
  return (value, run) =>
    callFunction(
      name,
      args.map((arg) => arg(value, run) ?? null),
      run,
    );
}
