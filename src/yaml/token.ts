/** What the scanner finds. `gap` is a place kept free for tokens that are known only later (see `Scanner`). */
export const TOKEN = {
  gap: 0,
  streamEnd: 1,
  directive: 2,
  documentStart: 3,
  documentEnd: 4,
  blockSequence: 5,
  blockMapping: 6,
  blockEnd: 7,
  flowSequence: 8,
  flowSequenceEnd: 9,
  flowMapping: 10,
  flowMappingEnd: 11,
  blockEntry: 12,
  flowEntry: 13,
  key: 14,
  value: 15,
  alias: 16,
  anchor: 17,
  tag: 18,
  /** A scalar that may mean more than its text. */
  plain: 19,
  /** A scalar that is text: quoted or in a block. */
  quoted: 20,
} as const;

const stride = 4;

/** The tokens of one document, in flat memory that is used again for the next. */
export class Tokens {
  count = 0;
  /** Texts that are no plain slice of the source: escaped, folded or in a block; tags and directives in pairs. */
  readonly texts: string[] = [];
  #data = new Int32Array(4096 * stride);

  clear(): void {
    this.count = 0;
    this.texts.length = 0;
    // One huge document should not hold its memory for ever.
    if (this.#data.length > 1 << 22) this.#data = new Int32Array(4096 * stride);
  }

  /** `text` is the index of the token's text in `texts`, or -1 when it is the source between `start` and `end`. */
  push(kind: number, start: number, end: number, text: number): void {
    let at = this.count * stride;
    if (at === this.#data.length) this.#grow();
    const data = this.#data;
    data[at++] = kind;
    data[at++] = start;
    data[at++] = end;
    data[at] = text;
    this.count++;
  }

  fill(index: number, kind: number, offset: number): void {
    const at = index * stride;
    this.#data[at] = kind;
    this.#data[at + 1] = offset;
    this.#data[at + 2] = offset;
  }

  kind(index: number): number {
    return this.#data[index * stride] as number;
  }

  start(index: number): number {
    return this.#data[index * stride + 1] as number;
  }

  end(index: number): number {
    return this.#data[index * stride + 2] as number;
  }

  text(index: number): number {
    return this.#data[index * stride + 3] as number;
  }

  #grow(): void {
    const larger = new Int32Array(this.#data.length * 2);
    larger.set(this.#data);
    this.#data = larger;
  }
}
