import { isObject, type Json, type JsonObject } from '../kube/json.ts';
import { writeText } from '../yaml/write.ts';

/** How the text around writes things. */
export interface Style {
  /** Keys and texts between double quotes, as JSON has them. */
  readonly quoted: boolean;
  /** Between key and value: `: `, or `:` in compact JSON. */
  readonly colon: string;
  /** Between items on one line: `, ` or `,`. */
  readonly comma: string;
  /** Inside the braces of a mapping on one line: a space, or nothing. */
  readonly padding: string;
  /** The blanks of one level, where levels have lines of their own. */
  readonly step: string;
  /** `\n` or `\r\n`. */
  readonly newline: string;
}

/** The entries of a map as lines of block style, without a line break at the end. */
export function blockEntries(map: JsonObject, indent: string, style: Style): string {
  return Object.entries(map)
    .map(([key, value]) => `${indent}${keyText(key, style)}:${blockValue(value, indent, style)}`)
    .join(style.newline);
}

function blockValue(value: Json | undefined, indent: string, style: Style): string {
  if (Array.isArray(value) && value.length > 0 && value.every(isObject))
    return value.map((item) => `${style.newline}${blockItem(item, indent + style.step, style)}`).join('');
  if (!isObject(value) || Object.keys(value).length === 0) return ` ${flowValue(value ?? null, style)}`;
  return `${style.newline}${blockEntries(value, indent + style.step, style)}`;
}

/** A map as an item of a list of block style. */
export function blockItem(map: JsonObject, indent: string, style: Style): string {
  return `${indent}- ${blockEntries(map, `${indent}  `, style).trimStart()}`;
}

/** A value with brackets. With `indent`, each entry of a map has a line of its own, one step deeper than that. */
export function flowValue(value: Json, style: Style, indent?: string): string {
  if (Array.isArray(value))
    return `[${value.map((item) => flowValue(item, { ...style, quoted: true })).join(style.comma)}]`;
  if (!isObject(value)) return scalarText(value, style);
  const entries = Object.entries(value);
  if (entries.length === 0) return '{}';
  const inner = indent === undefined ? undefined : indent + style.step;
  const texts = entries.map(([key, item]) => flowEntry(key, item ?? null, style, inner));
  if (inner === undefined) return `{${style.padding}${texts.join(style.comma)}${style.padding}}`;
  const lines = texts.map((text) => `${style.newline}${inner}${text}`);
  return `{${lines.join(',')}${style.newline}${indent ?? ''}}`;
}

export function flowEntry(key: string, value: Json, style: Style, indent?: string): string {
  return `${keyText(key, style)}${style.colon}${flowValue(value, style, indent)}`;
}

export function scalarText(value: Json, style: Pick<Style, 'quoted'>): string {
  if (typeof value === 'bigint') return value.toString();
  if (typeof value !== 'string' || style.quoted) return JSON.stringify(value);
  return writeText(value);
}

function keyText(key: string, style: Style): string {
  return scalarText(key, style);
}
