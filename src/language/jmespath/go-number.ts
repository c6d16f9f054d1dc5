import { goQuote } from '../../kube/go-quote.ts';

/** Go's strconv.ParseFloat(text, 64); null where it gives an error. An underscore may stand between digits. */
export function parseFloat64(text: string): number | null {
  if (/^[+-]?(inf|infinity)$/i.test(text)) {
    return text.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  }
  if (/^nan$/i.test(text)) return Number.NaN;
  const hex = /^[+-]?0x/i.test(text);
  if (hex ? /_(?![0-9a-f])|(?<![0-9a-fx])_/i.test(text) : /_(?![0-9])|(?<![0-9])_/.test(text)) return null;
  const digits = text.replaceAll('_', '');
  const value = hex ? parseHexFloat(digits) : parseDecimal(digits);
  return value !== null && Number.isFinite(value) ? value : null;
}

function parseDecimal(text: string): number | null {
  return /^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?$/.test(text) ? Number(text) : null;
}

/** `0x1.8p3` */
function parseHexFloat(text: string): number | null {
  const parts = /^([+-]?)0x([0-9a-f]*)\.?([0-9a-f]*)p([+-]?[0-9]+)$/i.exec(text);
  const [, sign, whole = '', fraction = '', exponent] = parts ?? [];
  if (whole + fraction === '') return null;
  const value = Number(`0x${whole}${fraction}`) * 2 ** (Number(exponent) - 4 * fraction.length);
  return sign === '-' ? -value : value;
}

/** strconv.ParseInt(text, 10, 64), or the text of its error. */
export function parseInt64(text: string): bigint | string {
  if (!/^[+-]?[0-9]+$/.test(text)) return `strconv.ParseInt: parsing ${goQuote(text)}: invalid syntax`;
  const value = BigInt(text.replace('+', ''));
  return BigInt.asIntN(64, value) === value
    ? value
    : `strconv.ParseInt: parsing ${goQuote(text)}: value out of range`;
}

/** Go's int64(float) on amd64: cut off, and the least int64 when it does not fit. */
export function toInt64(value: number): bigint {
  const fits = value >= -(2 ** 63) && value < 2 ** 63;
  return fits ? BigInt(Math.trunc(value)) : -(2n ** 63n);
}
