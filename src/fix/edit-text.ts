import { isObject, type Json, type JsonObject, type Path } from '../kube/json.ts';
import { parseJsonNodes } from '../yaml/json-nodes.ts';
import { defaultMaxDepth } from '../yaml/nesting.ts';
import { Nodes } from '../yaml/nodes.ts';
import { Parser } from '../yaml/parser.ts';
import { addToBlock, addToFlow, fillEmpty } from './add-entry.ts';
import { appendItem } from './append-item.ts';
import { applyEdits, type Edit, inOrder, removedPath } from './edit.ts';
import { removeEntry, removeItem } from './remove-entry.ts';
import { applySplices, type Splice } from './splice.ts';
import { styleOf } from './style.ts';
import { isEmpty, type Node, Tree } from './tree.ts';
import { flowValue, type Style, scalarText } from './write-value.ts';

/**
 * The text of one document with the edits made, byte for byte the same everywhere else; undefined where the text is
 * too unusual for one of them. The caller has to read the result and compare it: this function promises nothing.
 */
export function editText(
  text: string,
  format: Format,
  object: JsonObject,
  edits: readonly Edit[],
): string | undefined {
  const ordered = inOrder(edits);
  const additions = ordered.filter((edit) => edit.op !== 'remove');
  let source = additions.length === 0 ? text : addAll(parse(text, format), additions);
  const removals = ordered.slice(additions.length);
  let current = removals.length === 0 ? object : applyEdits(object, additions);
  for (const edit of removals) {
    if (source === undefined) return undefined;
    source = removeOne(parse(source, format), removedPath(current, edit.path));
    current = applyEdits(current, [edit]);
  }
  return source;
}

export type Format = 'yaml' | 'json';

const parser = new Parser();
const jsonNodes = new Nodes();

function parse(source: string, format: Format): Tree {
  if (format === 'yaml') return new Tree(source, parser.parse(`${source}\0`, defaultMaxDepth));
  parseJsonNodes(source, jsonNodes);
  return new Tree(source, jsonNodes);
}

/** New entries for a map that is there, or for what should become one. */
interface Addition {
  readonly holder: Node | undefined;
  readonly depth: number;
  readonly entries: JsonObject;
}

/** All additions in one pass over the tree: what goes into the same map is written together. */
function addAll(tree: Tree, edits: readonly Edit[]): string | undefined {
  const style = styleOf(tree);
  const additions = new Map<Node, Addition>();
  const splices: { readonly splice: Splice | undefined; readonly depth: number }[] = [];
  for (const { op, path, value } of edits as readonly Exclude<Edit, { op: 'remove' }>[]) {
    const place = tree.locate(path);
    if (place === undefined) return undefined;
    const { node, holders, rest } = place;
    const depth = holders.length;
    if (rest.length > 0) {
      if (op === 'append') return undefined;
      const addition = additions.get(node) ?? { holder: holders.at(-1), depth, entries: {} };
      additions.set(node, addition);
      if (!nest(addition.entries, rest, value)) return undefined;
    } else {
      const splice =
        op === 'append'
          ? appendItem(tree.source, tree.resolved(node), value, style)
          : replace(tree.source, node, value, style);
      splices.push({ splice, depth });
    }
  }
  for (const [node, { holder, depth, entries }] of additions) {
    const splice = isEmpty(node)
      ? fillEmpty(tree.source, node, holder, entries, style)
      : node.flow
        ? addToFlow(tree.source, node, entries, style)
        : addToBlock(tree.source, node, entries, style);
    splices.push({ splice, depth });
  }
  // What lies deeper is written first where two begin at the same place: the end of a map that ends another.
  const inText: Splice[] = [];
  for (const { splice } of splices.sort((a, b) => b.depth - a.depth)) {
    if (splice === undefined) return undefined;
    inText.push(splice);
  }
  return applySplices(tree.source, inText);
}

function removeOne(tree: Tree, path: Path): string | undefined {
  const { node, holders, rest } = tree.locate(path) ?? {};
  const holder = holders?.at(-1);
  if (node === undefined || holder === undefined || rest?.length !== 0) return undefined;
  const splice =
    holder.kind === 'sequence'
      ? removeItem(tree.source, holder, node)
      : removeEntry(tree.source, holder, node);
  return splice === undefined ? undefined : applySplices(tree.source, [splice]);
}

/** Another scalar, alias or bracketed value in the place of one; what was between quotes stays between them. */
function replace(source: string, node: Node, value: Json, style: Style): Splice | undefined {
  if (node.kind !== 'scalar' && node.kind !== 'alias' && !node.flow) return undefined;
  const quote = /^['"]/.exec(source.slice(node.start, node.end))?.[0];
  const text =
    typeof value === 'string' && quote !== undefined && /^[\w./-]*$/.test(value)
      ? `${quote}${value}${quote}`
      : typeof value === 'object'
        ? flowValue(value, style)
        : scalarText(value, style);
  return { start: node.start, end: node.end, text: node.start === node.end ? ` ${text}` : text };
}

/** Puts `value` at `path` into `entries`, with the maps on the way. False where a step is no key. */
function nest(entries: JsonObject, path: Path, value: Json): boolean {
  let holder = entries;
  for (const [depth, step] of path.entries()) {
    if (typeof step !== 'string') return false;
    if (depth === path.length - 1) holder[step] = value;
    else {
      const next = holder[step];
      const map: JsonObject = isObject(next) ? next : {};
      holder[step] = map;
      holder = map;
    }
  }
  return true;
}
