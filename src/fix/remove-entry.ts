import { columnOf, lineEnd, lineStart, nextLine, type Splice } from './splice.ts';
import type { Node } from './tree.ts';

/** Takes an entry out of a map: its lines in block style, its text and one comma in flow style. */
export function removeEntry(source: string, mapping: Node, value: Node): Splice | undefined {
  const index = mapping.entries.findIndex((entry) => entry.value === value);
  const entry = mapping.entries[index];
  if (entry === undefined) return undefined;
  if (mapping.flow)
    return fromFlow(
      source,
      mapping,
      index,
      mapping.entries.map(({ key, value: of }) => [key.start, of.end]),
    );
  const next = mapping.entries[index + 1];
  if (mapping.entries.length === 1) return { start: mapping.start, end: mapping.end, text: '{}' };
  if (startsLine(source, entry.key.start)) return wholeLines(source, entry.key.start, value.end);
  // The first entry of a list item stands behind the dash: the next one moves up, or begins on its own line when a
  // comment stands between them.
  if (next === undefined) return undefined;
  const between = source.slice(value.end, next.key.start);
  return between.trim() === ''
    ? { start: entry.key.start, end: next.key.start, text: '' }
    : { start: trimmedEnd(source, entry.key.start), end: lineEnd(source, value.end), text: '' };
}

/** Takes an item out of a list that keeps at least one. */
export function removeItem(source: string, sequence: Node, item: Node): Splice | undefined {
  const index = sequence.items.indexOf(item);
  if (index < 0) return undefined;
  if (sequence.flow)
    return fromFlow(
      source,
      sequence,
      index,
      sequence.items.map(({ start, end }) => [start, end]),
    );
  if (sequence.items.length === 1) return { start: sequence.start, end: sequence.end, text: '[]' };
  const dash = source.lastIndexOf('-', item.start - 1);
  if (dash < 0 || columnOf(source, dash) !== columnOf(source, sequence.start) || !startsLine(source, dash))
    return undefined;
  return wholeLines(source, dash, item.end);
}

function wholeLines(source: string, from: number, to: number): Splice {
  const below = to > 0 && source[to - 1] === '\n';
  const start = lineStart(source, from);
  const end = below ? to : nextLine(source, to);
  // The last line of a file without a line break at its end takes the one before it along.
  const lastLine = end === source.length && source[end - 1] !== '\n';
  return { start: lastLine ? lineEnd(source, Math.max(0, start - 1)) : start, end, text: '' };
}

function fromFlow(
  source: string,
  holder: Node,
  index: number,
  ranges: readonly (readonly [number, number])[],
): Splice | undefined {
  const own = ranges[index];
  if (own === undefined) return undefined;
  const next = ranges[index + 1];
  const before = ranges[index - 1];
  if (next !== undefined) return { start: own[0], end: next[0], text: '' };
  if (before !== undefined) return { start: before[1], end: own[1], text: '' };
  return { start: holder.start + 1, end: holder.end - 1, text: '' };
}

function startsLine(source: string, offset: number): boolean {
  return source.slice(lineStart(source, offset), offset).trim() === '';
}

/** Where the blanks before `offset` begin. */
function trimmedEnd(source: string, offset: number): number {
  return source.slice(0, offset).trimEnd().length;
}
