/** A place in an expression: the line starts at 1, the column at 0 (as cel-go counts; it prints column + 1). */
export interface Location {
  readonly line: number;
  readonly column: number;
}

/** Where upstream reports what has no place. It prints as `-1:0`. */
export const NO_LOCATION: Location = { line: -1, column: -1 };

/** The text of an expression, by code points. */
export class Source {
  readonly text: string;
  readonly codePoints: Uint32Array;
  #lineStarts: number[] | null = null;

  constructor(text: string) {
    this.text = text;
    this.codePoints = toCodePoints(text);
  }

  /** The text between two code point offsets. */
  slice(start: number, end: number): string {
    if (this.codePoints.length === this.text.length) return this.text.slice(start, end);
    let out = '';
    for (const point of this.codePoints.subarray(start, end)) out += String.fromCodePoint(point);
    return out;
  }

  location(offset: number): Location {
    if (offset < 0) return NO_LOCATION;
    const starts = this.#starts();
    let line = starts.length - 1;
    while (line > 0 && (starts[line] as number) > offset) line--;
    return { line: line + 1, column: offset - (starts[line] as number) };
  }

  /** The text of a line (from 1), or undefined. */
  line(line: number): string | undefined {
    return line < 1 ? undefined : this.text.split('\n')[line - 1];
  }

  #starts(): number[] {
    if (this.#lineStarts === null) {
      this.#lineStarts = [0];
      this.codePoints.forEach((point, i) => {
        if (point === 10) this.#lineStarts?.push(i + 1);
      });
    }
    return this.#lineStarts;
  }
}

function toCodePoints(text: string): Uint32Array {
  const points = new Uint32Array(text.length);
  let count = 0;
  for (let i = 0; i < text.length; i++) {
    const point = text.codePointAt(i) as number;
    if (point > 0xffff) i++;
    points[count++] = point;
  }
  return points.subarray(0, count);
}
