import type { Path } from '../kube/json.ts';
import { isMergeKey, keyOf } from './key.ts';
import { NODE, type Nodes } from './nodes.ts';

/** Offsets in the document's text, the end exclusive. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/** Where a field is written, or the nearest field around it that is. */
export interface FieldText {
  /** How many steps of the path are written; the path's length when the field itself is. */
  readonly depth: number;
  /** The key; null for a list item and for the document as a whole. */
  readonly key: TextRange | null;
  readonly value: TextRange;
  /** The text means other places too: an alias or a merge leads to it. Whoever changes it changes those. */
  readonly shared: boolean;
}

/** Follows `path` through the text as reading does: the last of equal keys, merges in their order. */
export function findField(nodes: Nodes, path: Path): FieldText | undefined {
  if (nodes.count === 0) return undefined;
  let found: Entry = { key: -1, value: 0, shared: false };
  let depth = 0;
  for (const step of path) {
    const { node, shared } = behindAlias(nodes, found.value, found.shared);
    const entry = typeof step === 'number' ? item(nodes, node, step) : field(nodes, node, step);
    if (entry === undefined) break;
    found = shared ? { ...entry, shared } : entry;
    depth++;
  }
  const { key, value, shared } = found;
  return { depth, key: key < 0 ? null : rangeOf(nodes, key), value: rangeOf(nodes, value), shared };
}

interface Entry {
  readonly key: number;
  readonly value: number;
  readonly shared: boolean;
}

function behindAlias(nodes: Nodes, node: number, shared: boolean): { node: number; shared: boolean } {
  return nodes.kind(node) === NODE.alias ? { node: nodes.data(node), shared: true } : { node, shared };
}

function rangeOf(nodes: Nodes, node: number): TextRange {
  return { start: nodes.start(node), end: nodes.end(node) };
}

function item(nodes: Nodes, list: number, index: number): Entry | undefined {
  if (nodes.kind(list) !== NODE.sequence) return undefined;
  const value = nodes.items(list)[index];
  return value === undefined ? undefined : { key: -1, value, shared: false };
}

function field(nodes: Nodes, mapping: number, name: string): Entry | undefined {
  if (nodes.kind(mapping) !== NODE.mapping) return undefined;
  const after = nodes.data(mapping);
  let found: Entry | undefined;
  for (let key = mapping + 1; key < after; ) {
    const value = nodes.after(key);
    if (isMergeKey(nodes, key)) found = mergedField(nodes, value, name) ?? found;
    else if (keyOf(nodes, key) === name) found = { key, value, shared: false };
    key = nodes.after(value);
  }
  return found;
}

/** Of several mappings that are merged the first wins. */
function mergedField(nodes: Nodes, source: number, name: string): Entry | undefined {
  const { node, shared } = behindAlias(nodes, source, false);
  if (nodes.kind(node) !== NODE.sequence) {
    const found = field(nodes, node, name);
    return found && shared ? { ...found, shared } : found;
  }
  const after = nodes.data(node);
  for (let element = node + 1; element < after; element = nodes.after(element)) {
    const found = mergedField(nodes, element, name);
    if (found) return found;
  }
  return undefined;
}
