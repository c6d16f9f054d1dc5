import { floatKey, isInteger } from './go-number.ts';
import { hasProperties, NODE, type Nodes } from './nodes.ts';
import { resolvePlain, resolveTagged, type Scalar } from './resolve.ts';
import { syntaxError } from './yaml-error.ts';

/** The name of the field that the key at `node` stands for. */
export function keyOf(nodes: Nodes, node: number): string {
  const flags = nodes.flags(node);
  if (flags === NODE.quoted) return nodes.text(node);
  if (flags === NODE.plain) {
    const text = nodes.text(node);
    const value = resolvePlain(text);
    return typeof value === 'string' ? value : keyText(value, text, nodes.start(node));
  }
  const scalar = flags === NODE.alias ? nodes.data(node) : node;
  if (nodes.kind(scalar) <= NODE.sequence) {
    throw syntaxError('expected a text as key, found a list or a mapping', nodes.start(node));
  }
  return keyText(scalarOf(nodes, scalar), nodes.text(scalar), nodes.start(node));
}

/** True for a `<<` that merges: written plainly, or with a tag that says so. */
export function isMergeKey(nodes: Nodes, node: number): boolean {
  const flags = nodes.flags(node);
  const start = nodes.start(node);
  if (flags === NODE.plain) return nodes.end(node) - start === 2 && nodes.source.startsWith('<<', start);
  if ((flags & hasProperties) === 0 || nodes.kind(node) <= NODE.sequence) return false;
  const tag = nodes.properties.get(node)?.tag ?? '';
  const merges =
    tag === '!' || tag === 'tag:yaml.org,2002:merge' || (tag === '' && nodes.kind(node) === NODE.plain);
  return merges && nodes.text(node) === '<<';
}

/** What the scalar at `node` stands for, its tag heeded. */
export function scalarOf(nodes: Nodes, node: number): Scalar {
  const text = nodes.text(node);
  const tag = nodes.properties.get(node)?.tag ?? '';
  if (tag !== '') return resolveTagged(tag, text, nodes.start(node));
  return nodes.kind(node) === NODE.plain ? resolvePlain(text) : text;
}

function keyText(value: Scalar, text: string, offset: number): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'number' || (typeof value === 'bigint' && value < 2n ** 63n)) {
    return isInteger(text) ? String(value) : floatKey(Number(value));
  }
  throw syntaxError(`expected a text as key, found ${text === '' ? 'none' : text}; put it in quotes`, offset);
}
