import { compareBytes } from '../../kube/bytes-order.ts';
import { goQuote } from '../../kube/go-quote.ts';
import { isObject } from '../../kube/json.ts';

/** Go's fmt and strconv, as far as upstream's error texts and views show them. */

/** `%v` */
export function formatValue(value: unknown): string {
  if (value === null || value === undefined) return '<nil>';
  if (typeof value === 'number') return formatFloat(value);
  if (Array.isArray(value)) return `[${value.map(formatValue).join(' ')}]`;
  if (hasGoText(value)) return value.goText();
  if (isObject(value)) {
    const pairs = sortedKeys(value).map((key) => `${key}:${formatValue(value[key])}`);
    return `map[${pairs.join(' ')}]`;
  }
  return plainText(value);
}

/** `%#v` */
export function formatSource(value: unknown): string {
  if (value === null || value === undefined) return 'interface {}(nil)';
  if (typeof value === 'number') return formatFloat(value);
  if (typeof value === 'string') return goQuote(value);
  if (Array.isArray(value)) return `[]interface {}{${value.map(formatElement).join(', ')}}`;
  if (isObject(value)) {
    const pairs = sortedKeys(value).map((key) => `${goQuote(key)}:${formatElement(value[key])}`);
    return `map[string]interface {}{${pairs.join(', ')}}`;
  }
  return plainText(value);
}

function plainText(value: unknown): string {
  return typeof value === 'string' || typeof value === 'boolean' || typeof value === 'bigint'
    ? `${value}`
    : '?';
}

function formatElement(value: unknown): string {
  return value === null ? 'interface {}(nil)' : formatSource(value);
}

/** A value that is no JSON and knows how Go would print it. */
export interface GoText {
  goText(): string;
}

function hasGoText(value: unknown): value is GoText {
  return (
    typeof value === 'object' && value !== null && 'goText' in value && typeof value.goText === 'function'
  );
}

export function sortedKeys(value: object): string[] {
  const keys = Object.keys(value);
  return keys.length > 1 ? keys.sort(compareBytes) : keys;
}

/** strconv.FormatFloat(value, 'g', -1, 64): the shortest digits, with an exponent below -4 and from 6 on. */
export function formatFloat(value: number): string {
  const special = formatSpecial(value);
  if (special !== null) return special;
  const exponent = value === 0 ? 0 : exponentOf(value);
  if (exponent < -4 || exponent >= 6) return withExponent(value.toExponential());
  return formatPlain(value);
}

/** strconv.FormatFloat(value, 'f', -1, 64) */
function formatPlain(value: number): string {
  const special = formatSpecial(value);
  if (special !== null) return special;
  const [digits = '', exponent = '0'] = value.toExponential().split('e');
  return placePoint(digits, Number(exponent));
}

/** strconv.FormatFloat(value, 'f', -1, 32): the shortest digits that give the same float32. */
export function formatPlain32(value: number): string {
  const narrow = Math.fround(value);
  const special = formatSpecial(narrow);
  if (special !== null) return special;
  for (let precision = 1; ; precision++) {
    const [digits = '', exponent = '0'] = narrow.toExponential(precision - 1).split('e');
    if (precision >= 9 || Math.fround(Number(`${digits}e${exponent}`)) === narrow) {
      return placePoint(digits, Number(exponent));
    }
  }
}

function formatSpecial(value: number): string | null {
  if (Number.isNaN(value)) return 'NaN';
  if (value === Number.POSITIVE_INFINITY) return '+Inf';
  if (value === Number.NEGATIVE_INFINITY) return '-Inf';
  return Object.is(value, -0) ? '-0' : null;
}

function exponentOf(value: number): number {
  return Number(value.toExponential().split('e')[1]);
}

/** Go writes at least two digits of exponent. */
function withExponent(text: string): string {
  return text.replace(/e([+-])(\d)$/, 'e$10$2');
}

/** `1.25` and 3 to `1250`. */
function placePoint(digits: string, exponent: number): string {
  const negative = digits.startsWith('-');
  const bare = digits.replace('-', '').replace('.', '').replace(/0+$/, '') || '0';
  const sign = negative ? '-' : '';
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${bare}`;
  if (bare.length <= exponent + 1) return sign + bare + '0'.repeat(exponent + 1 - bare.length);
  return `${sign}${bare.slice(0, exponent + 1)}.${bare.slice(exponent + 1)}`;
}
