import { isObject, type Json, type JsonObject } from '../kube/json.ts';
import { resolvePlain } from './resolve.ts';

/** A value as a YAML document: maps and lists as lines, short lists of scalars between brackets. */
export function writeYaml(value: JsonObject): string {
  return `${mapLines(value, '').join('\n')}\n`;
}

/** A text as a scalar: plain where every reader sees the same text in it, else between double quotes. */
export function writeText(text: string): string {
  return plain.test(text) && !couldBeMore.test(text) && typeof resolvePlain(text) === 'string'
    ? text
    : JSON.stringify(text);
}

/** Words and names. Commas are not among them: between brackets they part items. */
const plain = /^[A-Za-z][\w ./*+()@;:-]*$/;
/** A mapping, or blanks that a reader leaves out. */
const couldBeMore = /:(?: |$)| $/;

const width = 100;

function mapLines(map: JsonObject, indent: string): string[] {
  return Object.entries(map).flatMap(([key, value]) =>
    value === undefined ? [] : entryLines(`${indent}${writeText(key)}:`, value, indent),
  );
}

function entryLines(start: string, value: Json, indent: string): string[] {
  if (isObject(value) && Object.keys(value).length > 0) return [start, ...mapLines(value, `${indent}  `)];
  if (Array.isArray(value) && value.length > 0) {
    const line = value.every(isScalar) ? `${start} ${flow(value)}` : '';
    return line !== '' && line.length <= width ? [line] : [start, ...listLines(value, indent)];
  }
  if (typeof value === 'string' && isBlock(value)) {
    const strip = value.endsWith('\n') ? '|' : '|-';
    const lines = value.replace(/\n$/, '').split('\n');
    return [`${start} ${strip}`, ...lines.map((line) => (line === '' ? '' : `${indent}  ${line}`))];
  }
  return [`${start} ${flow(value)}`];
}

function listLines(list: readonly Json[], indent: string): string[] {
  return list.flatMap((item) => {
    if (isObject(item) && Object.keys(item).length > 0) {
      const [first = '', ...rest] = mapLines(item, `${indent}  `);
      return [`${indent}- ${first.slice(indent.length + 2)}`, ...rest];
    }
    return entryLines(`${indent}-`, item, Array.isArray(item) ? `${indent}  ` : indent);
  });
}

/** Several lines that a block text can hold as they are. */
function isBlock(text: string): boolean {
  return (
    /^[^\s#][^\n]*\n/.test(text) &&
    !text.endsWith('\n\n') &&
    /^[\n\x20-\x7e\xa0-\ud7ff\ue000-\ufffd]*$/.test(text)
  );
}

function isScalar(value: Json): boolean {
  return typeof value !== 'object' || value === null;
}

function flow(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`;
  if (isObject(value)) return '{}';
  if (typeof value === 'string') return writeText(value);
  return typeof value === 'bigint' ? value.toString() : JSON.stringify(value);
}
