import type { Path } from '../kube/json.ts';
import { isMergeKey, keyOf } from '../yaml/key.ts';
import { hasProperties, NODE, type Nodes } from '../yaml/nodes.ts';

/** A piece of a document with its place in the text. */
export interface Node {
  readonly kind: 'mapping' | 'sequence' | 'scalar' | 'alias';
  readonly start: number;
  readonly end: number;
  /** Written with brackets. */
  readonly flow: boolean;
  readonly entries: readonly Entry[];
  readonly items: readonly Node[];
  /** The text of a scalar without quotes. */
  readonly plainText: string | undefined;
  /** It has an anchor or a tag before it. */
  readonly anchored: boolean;
  /** What an alias stands for. */
  readonly target: Node | undefined;
}

export interface Entry {
  readonly name: string;
  readonly key: Node;
  readonly value: Node;
  readonly merge: boolean;
}

/** Where a path leads: as far as the text goes, and what is left of it there. */
export interface Place {
  readonly node: Node;
  /** The nodes on the way, outermost first, this one not among them. */
  readonly holders: readonly Node[];
  /** The steps that the text does not have. */
  readonly rest: Path;
}

/** The nodes of one document, with aliases and merges followed. */
export class Tree {
  readonly root: Node | undefined;
  readonly source: string;
  readonly #nodes: Nodes;
  readonly #built = new Map<number, Node>();

  constructor(source: string, nodes: Nodes) {
    this.source = source;
    this.#nodes = nodes;
    this.root = nodes.count === 0 ? undefined : this.#build(0);
  }

  #build(index: number): Node {
    const nodes = this.#nodes;
    const kind = nodes.kind(index);
    const start = nodes.start(index);
    const after = nodes.after(index);
    const entries: Entry[] = [];
    const items: Node[] = [];
    if (kind === NODE.mapping) {
      for (let at = index + 1; at < after; ) {
        const merge = isMergeKey(nodes, at);
        const value = nodes.after(at);
        const name = merge ? '<<' : keyOf(nodes, at);
        entries.push({ name, key: this.#build(at), value: this.#build(value), merge });
        at = nodes.after(value);
      }
    } else if (kind === NODE.sequence) {
      for (let at = index + 1; at < after; at = nodes.after(at)) items.push(this.#build(at));
    }
    const node: Node = {
      kind: kinds.get(kind) ?? 'scalar',
      start,
      end: nodes.end(index),
      flow: kind <= NODE.sequence && '{['.includes(this.source[start] ?? ' '),
      entries,
      items,
      plainText: kind === NODE.plain ? nodes.text(index) : undefined,
      anchored: (nodes.flags(index) & hasProperties) !== 0,
      target: kind === NODE.alias ? this.#built.get(nodes.data(index)) : undefined,
    };
    this.#built.set(index, node);
    return node;
  }

  /** The node that an alias stands for; any other node itself. */
  resolved(node: Node): Node {
    return node.target ?? node;
  }

  locate(path: Path): Place | undefined {
    let node = this.root;
    const holders: Node[] = [];
    if (node === undefined) return undefined;
    for (const [depth, step] of path.entries()) {
      const holder = this.resolved(node);
      const next = typeof step === 'number' ? holder.items[step] : this.#find(holder, step);
      if (next === undefined) return { node: holder, holders, rest: path.slice(depth) };
      holders.push(holder);
      node = next;
    }
    return { node, holders, rest: [] };
  }

  /** What a mapping says of a key: the last to speak wins, and a merge speaks where it stands. */
  #find(mapping: Node, key: string): Node | undefined {
    let found: Node | undefined;
    for (const entry of mapping.entries) {
      if (entry.merge) found = this.#merged(entry.value, key) ?? found;
      else if (entry.name === key) found = entry.value;
    }
    return found;
  }

  /** Of several mappings to merge, the first that has the key. */
  #merged(value: Node, key: string): Node | undefined {
    const from = this.resolved(value);
    if (from.kind === 'mapping') return this.#find(from, key);
    for (const item of from.items) {
      const found = this.#find(this.resolved(item), key);
      if (found !== undefined) return found;
    }
    return undefined;
  }
}

/** A value that was left out, says null, or is a map without entries. */
export function isEmpty(node: Node): boolean {
  return node.kind === 'scalar'
    ? nulls.has(node.plainText)
    : node.kind === 'mapping' && node.entries.length === 0;
}

const nulls: ReadonlySet<string | undefined> = new Set(['', '~', 'null', 'Null', 'NULL']);

const kinds = new Map<number, Node['kind']>([
  [NODE.mapping, 'mapping'],
  [NODE.sequence, 'sequence'],
  [NODE.alias, 'alias'],
]);
