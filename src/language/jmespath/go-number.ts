/** Go's strconv.ParseFloat(text, 64); null where it gives an error, also for what does not fit. */
export function parseFloat64(text: string): number | null {
  if (/^[+-]?(inf|infinity)$/i.test(text)) {
    return text.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  }
  if (/^nan$/i.test(text)) return Number.NaN;
  const value = /^[+-]?0x/i.test(text) ? parseHexFloat(text) : parseDecimal(text);
  return value !== null && Number.isFinite(value) ? value : null;
}

function parseDecimal(text: string): number | null {
  return /^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?$/.test(text) ? Number(text) : null;
}

/** `0x1.8p3`; underscores may separate its digits, as in Go's literals. */
function parseHexFloat(text: string): number | null {
  const parts = /^([+-]?)0x((?:_?[0-9a-f])*)\.?((?:_?[0-9a-f])*)p([+-]?[0-9]+)$/i.exec(text);
  const [, sign, whole = '', fraction = '', exponent] = parts ?? [];
  const digits = (whole + fraction).replaceAll('_', '');
  if (digits === '') return null;
  const value = Number(`0x${digits}`) * 2 ** (Number(exponent) - 4 * fraction.replaceAll('_', '').length);
  return sign === '-' ? -value : value;
}

/** Go's int64(float) on amd64: cut off, and the least int64 when it does not fit. */
export function toInt64(value: number): bigint {
  const fits = value >= -(2 ** 63) && value < 2 ** 63;
  return fits ? BigInt(Math.trunc(value)) : -(2n ** 63n);
}
