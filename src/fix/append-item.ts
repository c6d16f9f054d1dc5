import { isObject, type Json } from '../kube/json.ts';
import { linesAfter } from './add-entry.ts';
import { columnOf, type Splice } from './splice.ts';
import type { Node } from './tree.ts';
import { blockItem, flowValue, type Style } from './write-value.ts';

/** One more item at the end of a list that has some. */
export function appendItem(source: string, sequence: Node, value: Json, style: Style): Splice | undefined {
  const last = sequence.items.at(-1);
  if (last === undefined || sequence.kind !== 'sequence') return undefined;
  if (!sequence.flow && isObject(value)) {
    const dash = ' '.repeat(columnOf(source, sequence.start));
    return linesAfter(source, last, blockItem(value, dash, style), style);
  }
  // Between its own quotes if the item before it is.
  const quoted = style.quoted || source[last.start] === '"';
  const text = flowValue(value, { ...style, quoted });
  if (!sequence.flow) {
    const dash = columnOf(source, sequence.start);
    return linesAfter(source, last, `${' '.repeat(dash)}- ${text}`, style);
  }
  const before = sequence.items.at(-2);
  const gap = before === undefined ? style.comma : source.slice(before.end, last.start);
  return { start: last.end, end: last.end, text: `${/^\s*,\s*$/.test(gap) ? gap : style.comma}${text}` };
}
