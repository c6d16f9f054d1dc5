import { type Location, NO_LOCATION, type Source } from './source.ts';

/** One problem of an expression, found before it runs. */
export interface Issue {
  readonly message: string;
  /** From 1; -1 when the problem has no place. */
  readonly line: number;
  /** From 1, in code points; 0 when the problem has no place. */
  readonly column: number;
  /** In code points from the start of the expression; -1 when the problem has no place. */
  readonly offset: number;
}

/** Upstream stops listing here and says how many more there are (common/errors.go). */
const MOST_SHOWN = 100;
const LONGEST_SNIPPET = 16_384;

/** Gathers issues and prints them as cel-go does. */
export class Issues {
  readonly #source: Source;
  readonly #found: (Issue & { readonly location: Location })[] = [];
  #count = 0;

  constructor(source: Source) {
    this.#source = source;
  }

  get empty(): boolean {
    return this.#count === 0;
  }

  report(offset: number, message: string): void {
    this.#count++;
    if (this.#count > MOST_SHOWN) return;
    const location = offset < 0 ? NO_LOCATION : this.#source.location(offset);
    this.#found.push({ message, offset, location, line: location.line, column: location.column + 1 });
  }

  /** In the order of the text, as cel-go shows them. */
  list(): readonly Issue[] {
    return this.#found
      .toSorted((a, b) => a.location.line - b.location.line || a.location.column - b.location.column)
      .map(({ message, line, column, offset }) => ({ message, line, column, offset }));
  }

  /** `ERROR: <input>:1:5: …` with the line and a caret below the place. */
  toString(): string {
    const lines = this.list().map((issue) => display(issue, this.#source));
    if (this.#count > MOST_SHOWN) lines.push(`${this.#count - MOST_SHOWN} more errors were truncated`);
    return lines.join('\n');
  }
}

function display(issue: Issue, source: Source): string {
  const head = `ERROR: <input>:${issue.line}:${issue.column}: ${issue.message}`;
  const line = source.line(issue.line);
  if (line === undefined || line.length > LONGEST_SNIPPET) return head;
  const snippet = line.replaceAll('\t', ' ');
  const points = [...snippet];
  // Characters beyond ASCII get full-width dots, so that the caret stands below its place.
  const before = points.slice(0, issue.column - 1).map((char) => (isWide(char) ? '\uff0e' : '.'));
  const caret = isWide(points[issue.column - 1] ?? '') ? '\uff3e' : '^';
  return `${head}\n | ${snippet}\n | ${before.join('')}${caret}`;
}

function isWide(char: string): boolean {
  return (char.codePointAt(0) ?? 0) > 0x7f;
}
