import type { Json, JsonObject } from '../kube/json.ts';
import { isMergeKey, keyOf, scalarOf } from './key.ts';
import { tooDeep } from './nesting.ts';
import { hasProperties, NODE, type Nodes } from './nodes.ts';
import { resolvePlain, type Scalar } from './resolve.ts';
import { syntaxError, YamlError } from './yaml-error.ts';

/** A key that stands twice in one mapping, at its later place. */
export interface DuplicateKey {
  readonly key: string;
  readonly offset: number;
  /** The mapping merges others, which sets keys again on purpose. */
  readonly merged: boolean;
}

/**
 * Makes the values of a document by the rules of go-yaml v2 (decode.go, v2.4.4) and of the JSON that sigs.k8s.io/yaml v1.6.0
 * makes of them. Aliases share their value. A merge puts its keys there and then, so what stands later in the mapping
 * wins and what stood earlier loses.
 */
export class ValueReader {
  readonly #nodes: Nodes;
  readonly #maxDepth: number;
  readonly #duplicates: DuplicateKey[];
  /** What aliases stand for, by the node with the anchor; null while it is being read. */
  readonly #anchored = new Map<number, Anchored | null>();
  #depth = 0;
  /** The greatest depth since this was last set back. */
  #deepest = 0;
  /** How many nodes were read, and how many of these through aliases, counted as go-yaml does. */
  #decoded = 0;
  #aliased = 0;

  /** Keys that stand twice are added to `duplicates`. */
  constructor(nodes: Nodes, maxDepth: number, duplicates: DuplicateKey[]) {
    this.#nodes = nodes;
    this.#maxDepth = maxDepth;
    this.#duplicates = duplicates;
  }

  read(): Json {
    return this.#nodes.count === 0 ? null : this.#value(0);
  }

  #value(node: number): Json {
    this.#count(node);
    const flags = this.#nodes.flags(node);
    switch (flags) {
      case NODE.plain: {
        const value = resolvePlain(this.#nodes.text(node));
        return typeof value === 'number' ? this.#finite(value, node) : value;
      }
      case NODE.quoted:
        return this.#nodes.text(node);
      case NODE.mapping:
        return this.#mapping(node);
      case NODE.sequence:
        return this.#sequence(node);
      case NODE.alias:
        return this.#alias(node);
      default:
        return this.#withProperties(node, flags & ~hasProperties);
    }
  }

  #withProperties(node: number, kind: number): Json {
    if (this.#nodes.properties.get(node)?.anchor === null) return this.#ofKind(node, kind);
    const decoded = this.#decoded - 1;
    const deepest = this.#deepest;
    this.#deepest = this.#depth;
    this.#anchored.set(node, null);
    const value = this.#ofKind(node, kind);
    this.#anchored.set(node, { value, nodes: this.#decoded - decoded, height: this.#deepest - this.#depth });
    this.#deepest = Math.max(deepest, this.#deepest);
    return value;
  }

  #ofKind(node: number, kind: number): Json {
    if (kind === NODE.mapping) return this.#mapping(node);
    return kind === NODE.sequence ? this.#sequence(node) : this.#finite(scalarOf(this.#nodes, node), node);
  }

  #alias(node: number): Json {
    const anchored = this.#target(node);
    this.#deepest = Math.max(this.#deepest, this.#depth + anchored.height);
    if (this.#deepest > this.#maxDepth) {
      throw tooDeep(this.#maxDepth, this.#nodes.start(node));
    }
    return anchored.value;
  }

  /** What the alias stands for, which counts as often as it is used. */
  #target(node: number): Anchored {
    const target = this.#nodes.data(node);
    const known = this.#anchored.get(target);
    if (known === null) {
      throw syntaxError('found an alias inside of what it stands for', this.#nodes.start(node));
    }
    if (known === undefined) {
      // Only a key, or part of a list to be merged, has not been read before an alias of it.
      const before = this.#decoded;
      this.#value(target);
      this.#aliased += this.#decoded - before;
    } else {
      this.#decoded += known.nodes;
      this.#aliased += known.nodes;
    }
    this.#limitAliases(node);
    return this.#anchored.get(target) as Anchored;
  }

  #sequence(node: number): Json[] {
    this.#enter();
    const items: Json[] = [];
    const after = this.#nodes.data(node);
    for (let item = node + 1; item < after; item = this.#nodes.after(item)) items.push(this.#value(item));
    this.#depth--;
    return items;
  }

  #mapping(node: number): JsonObject {
    this.#enter();
    const object: JsonObject = {};
    this.#fill(object, node, false);
    this.#depth--;
    return object;
  }

  #enter(): void {
    if (++this.#depth > this.#deepest) this.#deepest = this.#depth;
  }

  #fill(object: JsonObject, node: number, inMerge: boolean): void {
    const nodes = this.#nodes;
    const after = nodes.data(node);
    let merged = inMerge;
    for (let key = node + 1; key < after; ) {
      const value = nodes.after(key);
      if (isMergeKey(nodes, key)) {
        merged = true;
        this.#merge(object, value);
      } else {
        this.#set(object, this.#key(key), this.#value(value), key, merged);
      }
      key = nodes.after(value);
    }
  }

  #set(object: JsonObject, key: string, value: Json, node: number, merged: boolean): void {
    if (Object.hasOwn(object, key)) {
      this.#duplicates.push({ key, offset: this.#nodes.start(node), merged });
    }
    if (key === '__proto__') {
      Object.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true });
    } else {
      object[key] = value;
    }
  }

  #merge(object: JsonObject, node: number): void {
    const kind = this.#nodes.kind(node);
    if (kind !== NODE.sequence) return this.#mergeMapping(object, node);
    // Of several mappings the first wins, so it is put there last.
    for (const item of this.#nodes.items(node).toReversed()) this.#mergeMapping(object, item);
  }

  #mergeMapping(object: JsonObject, node: number): void {
    this.#count(node);
    const kind = this.#nodes.kind(node);
    if (kind === NODE.mapping) return this.#fill(object, node, true);
    if (kind !== NODE.alias || this.#nodes.kind(this.#nodes.data(node)) !== NODE.mapping) {
      throw syntaxError(
        'expected a mapping, or a list of mappings, to merge with "<<"',
        this.#nodes.start(node),
      );
    }
    const source = this.#alias(node) as JsonObject;
    for (const key of Object.keys(source)) this.#set(object, key, source[key] as Json, node, true);
  }

  #key(node: number): string {
    this.#count(node);
    if (this.#nodes.kind(node) === NODE.alias) {
      this.#decoded++;
      this.#aliased++;
    }
    return keyOf(this.#nodes, node);
  }

  #finite(value: Scalar, node: number): Scalar {
    if (typeof value !== 'number' || Number.isFinite(value)) return value;
    throw syntaxError(
      `expected a finite number, found ${this.#nodes.text(node)}; put it in quotes if it is a text`,
      this.#nodes.start(node),
    );
  }

  #count(node: number): void {
    this.#decoded++;
    if (this.#aliased > 100) this.#limitAliases(node);
  }

  /** The bound of go-yaml: what comes through aliases must not be nearly all there is, the less so the more it is. */
  #limitAliases(node: number): void {
    if (this.#aliased <= 100 || this.#decoded <= 1000) return;
    const share = this.#aliased / this.#decoded;
    const scale = Math.min(Math.max((this.#decoded - 400_000) / 3_600_000, 0), 1);
    if (share <= 0.99 - 0.89 * scale) return;
    throw new YamlError(
      'ALIAS_BOMB',
      `expected aliases to make up a part of the document, found ${this.#aliased} of ${this.#decoded} values to come through them; write the values out`,
      this.#nodes.start(node),
    );
  }
}

interface Anchored {
  readonly value: Json;
  /** How many nodes it stands for, those of aliases inside included. */
  readonly nodes: number;
  /** How many levels of collections it has. */
  readonly height: number;
}
