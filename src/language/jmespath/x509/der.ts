/** Reads DER, one element after the other. Throws DerError where the bytes are none. */
export class DerError extends Error {
  override readonly name = 'DerError';
}

export interface Element {
  /** Class, construction and number in one byte, as written. */
  readonly tag: number;
  readonly content: Uint8Array;
  /** With tag and length. */
  readonly whole: Uint8Array;
}

export const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  oid: 0x06,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const;

/** The tag of a context-specific element: `[n]`. */
export function context(number: number, constructed = false): number {
  return 0x80 | number | (constructed ? 0x20 : 0);
}

export class DerReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get done(): boolean {
    return this.#at >= this.#bytes.length;
  }

  peek(tag: number): boolean {
    return this.#bytes[this.#at] === tag;
  }

  any(): Element {
    const start = this.#at;
    const tag = this.#byte();
    if ((tag & 0x1f) === 0x1f) throw new DerError('tag number too large');
    const length = this.#length();
    const from = this.#at;
    if (from + length > this.#bytes.length) throw new DerError('data truncated');
    this.#at = from + length;
    return {
      tag,
      content: this.#bytes.subarray(from, this.#at),
      whole: this.#bytes.subarray(start, this.#at),
    };
  }

  read(tag: number): Element {
    if (!this.peek(tag))
      throw new DerError(`expected tag ${tag}, found ${this.#bytes[this.#at] ?? 'the end'}`);
    return this.any();
  }

  /** The inside of a constructed element. */
  enter(tag: number): DerReader {
    return new DerReader(this.read(tag).content);
  }

  optional(tag: number): Element | null {
    return this.peek(tag) ? this.any() : null;
  }

  /** Every element that is left. */
  rest(): Element[] {
    const elements: Element[] = [];
    while (!this.done) elements.push(this.any());
    return elements;
  }

  #byte(): number {
    const byte = this.#bytes[this.#at++];
    if (byte === undefined) throw new DerError('data truncated');
    return byte;
  }

  #length(): number {
    const first = this.#byte();
    if (first < 0x80) return first;
    const count = first & 0x7f;
    if (count === 0 || count > 4) throw new DerError('bad length');
    let length = 0;
    for (let i = 0; i < count; i++) length = length * 256 + this.#byte();
    if (length < 0x80 || length < 256 ** (count - 1)) throw new DerError('length is not minimal');
    return length;
  }
}

export function readInteger(content: Uint8Array): bigint {
  if (content.length === 0) throw new DerError('empty integer');
  return BigInt.asIntN(content.length * 8, readUnsigned(content));
}

export function readUnsigned(content: Uint8Array): bigint {
  return content.length === 0 ? 0n : BigInt(`0x${Buffer.from(content).toString('hex')}`);
}

export function readOid(content: Uint8Array): number[] {
  const numbers: number[] = [];
  let value = 0;
  for (const byte of content) {
    value = value * 128 + (byte & 0x7f);
    if ((byte & 0x80) !== 0) continue;
    numbers.push(value);
    value = 0;
  }
  const [first, ...rest] = numbers;
  if (first === undefined || ((content.at(-1) ?? 0) & 0x80) !== 0)
    throw new DerError('bad object identifier');
  return first < 80 ? [Math.floor(first / 40), first % 40, ...rest] : [2, first - 80, ...rest];
}

/** The bytes of a bit string that ends on a byte boundary. */
export function readBits(content: Uint8Array): Uint8Array {
  if (content.length === 0) throw new DerError('empty bit string');
  return content.subarray(1);
}

/** RFC 3339 in UTC. */
export function readTime({ tag, content }: Element): string {
  const text = Buffer.from(content).toString('latin1');
  const match =
    tag === TAG.utcTime
      ? /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(text)
      : /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(text);
  if (match === null) throw new DerError('bad time');
  const [, year = '', month, day, hour, minute, second] = match;
  const century = tag === TAG.utcTime ? (Number(year) >= 50 ? '19' : '20') : '';
  return `${century}${year}-${month}-${day}T${hour}:${minute}:${second}Z`;
}
