export const NODE = { mapping: 1, sequence: 2, plain: 3, quoted: 4, alias: 5 } as const;

/** Beside the kind of a node: it has an anchor or a tag. */
export const hasProperties = 8;

export interface Properties {
  readonly anchor: string | null;
  /** In full: `tag:yaml.org,2002:int`. '' when there is none. */
  readonly tag: string;
}

const stride = 4;

/**
 * The nodes of one document in the order of the text, in flat memory that is used again for the next: a collection is
 * followed by what it holds, a mapping's keys and values in turn.
 */
export class Nodes {
  count = 0;
  source = '';
  texts: readonly string[] = [];
  readonly properties: Map<number, Properties> = new Map();
  /** Where text begins that kubectl does not look at, behind a document that ended before its text; else -1. */
  ignoredFrom = -1;
  readonly #items = new Map<number, readonly number[]>();
  #data = new Int32Array(2048 * stride);

  /** `data`: the index behind a collection's last node, of a scalar's text or -1, of the node that an alias names. */
  push(kind: number, start: number, end: number, data: number): number {
    let at = this.count * stride;
    if (at === this.#data.length) this.#grow();
    const to = this.#data;
    to[at++] = kind;
    to[at++] = start;
    to[at++] = end;
    to[at] = data;
    return this.count++;
  }

  /** Closes the collection at `index`, now that all it holds is there. */
  close(index: number, end: number): void {
    const at = index * stride;
    this.#data[at + 2] = end;
    this.#data[at + 3] = this.count;
  }

  clear(source: string): void {
    this.count = 0;
    this.source = source;
    this.properties.clear();
    this.#items.clear();
    this.ignoredFrom = -1;
    if (this.#data.length > 1 << 22) this.#data = new Int32Array(2048 * stride);
  }

  kind(index: number): number {
    return (this.#data[index * stride] as number) & 7;
  }

  /** The kind and whether there are properties, in one. */
  flags(index: number): number {
    return this.#data[index * stride] as number;
  }

  start(index: number): number {
    return this.#data[index * stride + 1] as number;
  }

  end(index: number): number {
    return this.#data[index * stride + 2] as number;
  }

  data(index: number): number {
    return this.#data[index * stride + 3] as number;
  }

  /** The nodes that lie directly in a list. They are kept: a list of objects is asked for each of them. */
  items(list: number): readonly number[] {
    const known = this.#items.get(list);
    if (known !== undefined) return known;
    const items: number[] = [];
    for (let item = list + 1; item < this.data(list); item = this.after(item)) items.push(item);
    this.#items.set(list, items);
    return items;
  }

  /** The index behind the node and all it holds. */
  after(index: number): number {
    return this.kind(index) <= NODE.sequence ? this.data(index) : index + 1;
  }

  text(index: number): string {
    const text = this.data(index);
    return text < 0 ? this.source.slice(this.start(index), this.end(index)) : (this.texts[text] as string);
  }

  #grow(): void {
    const larger = new Int32Array(this.#data.length * 2);
    larger.set(this.#data);
    this.#data = larger;
  }
}
