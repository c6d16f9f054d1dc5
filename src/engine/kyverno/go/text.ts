import { compareBytes } from '../../../kube/bytes-order.ts';
import type { Json } from '../../../kube/json.ts';

/**
 * How Go prints JSON values, because upstream compares and reports in those words.
 *
 * A `number` is Go's float64 and a `bigint` its int64, unless `integers` says that whole numbers of a manifest are
 * int64 too: the API server decodes `80` to an int64, `kyverno test` turns every number into a float64.
 */

/** `%v`, which is also fmt.Sprint. */
export function goText(value: Json | undefined, integers = false): string {
  switch (typeof value) {
    case 'string':
      return value;
    case 'number':
      return integers && Number.isInteger(value) ? wholeText(value) : floatText(value);
    case 'object':
      if (value === null) return '<nil>';
      if (Array.isArray(value)) return `[${value.map((item) => goText(item, integers)).join(' ')}]`;
      return `map[${Object.keys(value)
        .sort(compareBytes)
        .map((key) => `${key}:${goText(value[key], integers)}`)
        .join(' ')}]`;
    case 'undefined':
      return '<nil>';
    default:
      return String(value);
  }
}

/** `%T` */
export function goType(value: Json | undefined, integers = false): string {
  switch (typeof value) {
    case 'string':
      return 'string';
    case 'boolean':
      return 'bool';
    case 'bigint':
      return 'int64';
    case 'number':
      return integers && Number.isInteger(value) ? 'int64' : 'float64';
    default:
      if (value === null || value === undefined) return '<nil>';
      return Array.isArray(value) ? '[]interface {}' : 'map[string]interface {}';
  }
}

/** strconv.FormatFloat(value, 'g', -1, 64): an exponent below 1e-4 and from 1e6 on. */
export function floatText(value: number): string {
  const special = specialText(value);
  if (special !== null) return special;
  const magnitude = Math.abs(value);
  if (magnitude >= 1e-4 && magnitude < 1e6) return String(value);
  return exponentText(value, 'e');
}

/** strconv.FormatFloat(value, 'E', -1, 64) */
export function scientificText(value: number): string {
  return specialText(value, 'E') ?? exponentText(value, 'E');
}

/** `%f` */
export function fixedText(value: number): string {
  if (!Number.isFinite(value)) return specialText(value) as string;
  if (Object.is(value, -0)) return '-0.000000';
  return Math.abs(value) < 1e21 ? value.toFixed(6) : `${wholeText(value)}.000000`;
}

/** The digits of a whole number, without an exponent. */
export function wholeText(value: number): string {
  return Math.abs(value) < 1e21 ? String(value) : BigInt(value).toString();
}

function specialText(value: number, style: 'e' | 'E' = 'e'): string | null {
  if (Number.isNaN(value)) return 'NaN';
  if (value === Number.POSITIVE_INFINITY) return '+Inf';
  if (value === Number.NEGATIVE_INFINITY) return '-Inf';
  if (value !== 0) return null;
  const zero = style === 'E' ? '0E+00' : '0';
  return Object.is(value, -0) ? `-${zero}` : zero;
}

/** Go writes at least two digits of exponent. */
function exponentText(value: number, letter: 'e' | 'E'): string {
  const [digits = '', exponent = ''] = value.toExponential().split('e');
  const sign = exponent.startsWith('-') ? '-' : '+';
  return `${digits}${letter}${sign}${exponent.replace(/^[+-]/, '').padStart(2, '0')}`;
}
