import type { Position } from '../kube/resource.ts';

/** The lines of one text, to say of many offsets where they are without counting from the start each time. */
export class LineIndex {
  readonly #text: string;
  /** Where each line begins. */
  readonly #starts: number[] = [0];
  /** The same in bytes of UTF-8; made when first asked for. */
  #bytes: number[] | undefined;

  constructor(text: string) {
    this.#text = text;
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) this.#starts.push(at + 1);
  }

  /** Line and column from 1. */
  positionAt(offset: number): Position {
    const line = this.#lineOf(offset);
    return { line: line + 1, column: offset - (this.#starts[line] ?? 0) + 1 };
  }

  /** How many bytes stand before `offset`. */
  byteAt(offset: number): number {
    this.#bytes ??= this.#countBytes();
    const line = this.#lineOf(offset);
    return (this.#bytes[line] ?? 0) + Buffer.byteLength(this.#text.slice(this.#starts[line], offset));
  }

  /** The last line that begins at or before `offset`. */
  #lineOf(offset: number): number {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] as number) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  #countBytes(): number[] {
    let bytes = 0;
    return this.#starts.map((start, line) => {
      const before = line === 0 ? 0 : (this.#starts[line - 1] as number);
      bytes += Buffer.byteLength(this.#text.slice(before, start));
      return bytes;
    });
  }
}

let last: { readonly text: string; readonly index: LineIndex } | undefined;

/** The index of a text; that of the last text asked for is kept, for the next question is most often about the same. */
export function lineIndexOf(text: string): LineIndex {
  if (last?.text !== text) last = { text, index: new LineIndex(text) };
  return last.index;
}
