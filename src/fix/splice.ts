/** Text to put in the place of what stands between two offsets. */
export interface Splice {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * The text with all of them made; undefined when two overlap. The same splice twice counts once (a field that two
 * places share), and of those that begin at the same offset the first given stands first.
 */
export function applySplices(source: string, splices: readonly Splice[]): string | undefined {
  const sorted = splices.filter(
    (splice, index) => splices.findIndex((other) => same(splice, other)) === index,
  );
  sorted.sort((a, b) => a.start - b.start || a.end - b.end);
  let text = '';
  let from = 0;
  for (const splice of sorted) {
    if (splice.start < from) return undefined;
    text += source.slice(from, splice.start) + splice.text;
    from = splice.end;
  }
  return text + source.slice(from);
}

function same(a: Splice, b: Splice): boolean {
  return a.start === b.start && a.end === b.end && a.text === b.text;
}

export function lineStart(source: string, offset: number): number {
  return offset === 0 ? 0 : source.lastIndexOf('\n', offset - 1) + 1;
}

/** Where the line of `offset` ends, before its line break. */
export function lineEnd(source: string, offset: number): number {
  const newline = source.indexOf('\n', offset);
  if (newline < 0) return source.length;
  return newline > offset && source[newline - 1] === '\r' ? newline - 1 : newline;
}

/** Where the next line begins. */
export function nextLine(source: string, offset: number): number {
  const newline = source.indexOf('\n', offset);
  return newline < 0 ? source.length : newline + 1;
}

export function columnOf(source: string, offset: number): number {
  return offset - lineStart(source, offset);
}
