import type { JsonObject } from '../kube/json.ts';
import { columnOf, lineEnd, lineStart, type Splice } from './splice.ts';
import type { Node } from './tree.ts';
import { blockEntries, flowEntry, flowValue, type Style } from './write-value.ts';

/** New entries as the last lines of a map in block style. */
export function addToBlock(
  source: string,
  mapping: Node,
  entries: JsonObject,
  style: Style,
): Splice | undefined {
  const first = mapping.entries[0];
  const last = mapping.entries.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const lines = blockEntries(entries, ' '.repeat(columnOf(source, first.key.start)), style);
  return linesAfter(source, last.value, lines, style);
}

/** Lines below the last one of `node`. */
export function linesAfter(source: string, node: Node, lines: string, style: Style): Splice {
  const at = lineEnd(source, endOf(source, node));
  return { start: at, end: at, text: `${style.newline}${lines}` };
}

/** Where the text of a node ends. To a block text that keeps its end belong the empty lines below it as well. */
function endOf(source: string, node: Node): number {
  let last = node;
  while (!last.flow && last.kind !== 'scalar') {
    const inner = last.entries.at(-1)?.value ?? last.items.at(-1);
    if (inner === undefined) break;
    last = inner;
  }
  if (!/^[|>]\d?\+/.test(source.slice(last.start, last.start + 3))) return node.end;
  const blank = /(?:\r?\n[ ]*(?=\r?\n))*/y;
  blank.lastIndex = lineEnd(source, last.end);
  blank.test(source);
  return Math.max(node.end, blank.lastIndex);
}

/** New entries before the closing brace: on lines of their own where the last entry has one. */
export function addToFlow(
  source: string,
  mapping: Node,
  entries: JsonObject,
  style: Style,
): Splice | undefined {
  const last = mapping.entries.at(-1);
  if (last === undefined) return undefined;
  const indent = ownLine(source, last.key.start);
  const comma = /^\s*,/.exec(source.slice(last.value.end, mapping.end))?.[0];
  const at = last.value.end + (comma?.length ?? 0);
  const separator = indent === undefined ? style.comma : `,${style.newline}${indent}`;
  const texts = Object.entries(entries).map(([key, value]) => flowEntry(key, value ?? null, style, indent));
  const before = comma === undefined ? separator : separator.slice(1);
  return { start: at, end: at, text: `${before}${texts.join(separator)}${comma === undefined ? '' : ','}` };
}

/** Entries where there is nothing yet, `null` or `{}`: as lines below where the text around has lines. */
export function fillEmpty(
  source: string,
  node: Node,
  holder: Node | undefined,
  entries: JsonObject,
  style: Style,
): Splice | undefined {
  const key = holder?.entries.find(({ value }) => value === node)?.key;
  if (holder === undefined || key === undefined || node.anchored) return undefined;
  if (holder.flow) {
    const text = flowValue(entries, style, ownLine(source, key.start));
    return { start: node.start, end: node.end, text: node.start === node.end ? ` ${text}` : text };
  }
  const end = lineEnd(source, node.end);
  const rest = source.slice(node.end, end);
  if (!/^[ \t]*(?:#.*)?$/.test(rest)) return undefined;
  const comment = rest.trim() === '' ? '' : ` ${rest.trimStart()}`;
  const from = key.end + source.slice(key.end, node.start).trimEnd().length;
  const lines = blockEntries(entries, ' '.repeat(columnOf(source, key.start)) + style.step, style);
  return { start: from, end, text: `${comment}${style.newline}${lines}` };
}

/** The blanks before a token that is the first on its line; undefined for any other. */
function ownLine(source: string, offset: number): string | undefined {
  const from = lineStart(source, offset);
  const indent = source.slice(from, offset);
  return from > 0 && indent.trim() === '' ? indent : undefined;
}
