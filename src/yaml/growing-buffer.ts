/** Bytes that come in at the end and are done with from the start. */
export class GrowingBuffer {
  /** How many bytes have been dropped from the start, ever. */
  dropped = 0;
  #bytes = Buffer.allocUnsafe(1 << 16);
  #length = 0;

  /** What is there. Good until the next change. */
  get bytes(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  append(chunk: Uint8Array): void {
    const needed = this.#length + chunk.length;
    if (needed > this.#bytes.length) {
      const larger = Buffer.allocUnsafe(Math.max(needed, this.#bytes.length * 2));
      larger.set(this.bytes);
      this.#bytes = larger;
    }
    this.#bytes.set(chunk, this.#length);
    this.#length = needed;
  }

  drop(count: number): void {
    this.#bytes.copyWithin(0, count, this.#length);
    this.#length -= count;
    this.dropped += count;
  }
}
