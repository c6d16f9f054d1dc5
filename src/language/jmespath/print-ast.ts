import type { Node } from './ast.ts';
import { formatSource, formatValue } from './go-format.ts';

/** A node as upstream holds it: a numbered type, a value and children. */
interface Plain {
  readonly number: number;
  readonly name: string;
  /** `text` is Go's `%#v`, `plain` its `%v`; null where the node has no value. */
  readonly value: { readonly text: string; readonly plain: string } | null;
  readonly children: readonly Plain[];
}

const names = [
  'Empty',
  'Comparator',
  'CurrentNode',
  'ExpRef',
  'FunctionExpression',
  'Field',
  'FilterProjection',
  'Flatten',
  'Identity',
  'Index',
  'IndexExpression',
  'KeyValPair',
  'Literal',
  'MultiSelectHash',
  'MultiSelectList',
  'OrExpression',
  'AndExpression',
  'NotExpression',
  'Pipe',
  'Projection',
  'Subexpression',
  'Slice',
  'ValueProjection',
] as const;

/** The tree as `kyverno jp parse` shows it. */
export function printAst(node: Node): string {
  return print(toPlain(node), '');
}

function print(node: Plain, indent: string): string {
  let text = `${indent}AST${node.name} {\n`;
  if (node.value !== null) text += `${indent}  value: ${node.value.text}\n`;
  if (node.children.length > 0) {
    text += `${indent}  children: {\n`;
    for (const child of node.children) text += print(child, `${indent}    `);
  }
  return `${text}${indent}}\n`;
}

/** Go's `%v` of `&expression`, which error texts show. */
export function goTextOf(expression: Node): string {
  return `{${flat(toPlain(expression))}}`;
}

function flat(node: Plain): string {
  return `{${node.number} ${node.value?.plain ?? '<nil>'} [${node.children.map(flat).join(' ')}]}`;
}

function toPlain(node: Node): Plain {
  switch (node.type) {
    case 'Empty':
    case 'CurrentNode':
    case 'Identity':
      return plain(node.type, null, []);
    case 'Comparator':
      return plain(node.type, token(node.operator), [node.left, node.right]);
    case 'ExpRef':
    case 'NotExpression':
      return plain(node.type, null, [node.expression]);
    case 'FunctionExpression':
      return plain(node.type, node.name === null ? null : literal(node.name), node.args);
    case 'Field':
      return plain(node.type, literal(node.name), []);
    case 'FilterProjection':
      return plain(node.type, null, [node.left, node.right, node.condition]);
    case 'Flatten':
      return plain(node.type, null, [node.left]);
    case 'Index':
      return plain(node.type, literal(node.index), []);
    case 'Literal':
      return plain(node.type, node.value === null ? null : literal(node.value), []);
    case 'MultiSelectHash': {
      const pairs = node.pairs.map(({ key, value }) => plain('KeyValPair', literal(key), [value]));
      return { ...plain(node.type, null, []), children: pairs };
    }
    case 'MultiSelectList':
      return plain(node.type, null, node.items);
    case 'Slice':
      return plain(node.type, slice(node.parts), []);
    default:
      return plain(node.type, null, [node.left, node.right]);
  }
}

function plain(name: (typeof names)[number], value: Plain['value'], children: readonly Node[]): Plain {
  return { number: names.indexOf(name), name, value, children: children.map(toPlain) };
}

function literal(value: unknown): Plain['value'] {
  return { text: formatSource(value), plain: formatValue(value) };
}

function token(operator: string): Plain['value'] {
  return { text: operator, plain: operator };
}

/** Upstream prints the addresses of the numbers here; we print the numbers. */
function slice(parts: readonly (number | null)[]): Plain['value'] {
  const shown = parts.map((part) => (part === null ? '(*int)(nil)' : String(part)));
  return { text: `[]*int{${shown.join(', ')}}`, plain: `[${parts.map(formatValue).join(' ')}]` };
}
