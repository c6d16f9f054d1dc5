/** How Go prints floats (strconv.FormatFloat). Rounding is exact, halves to even. */

/** `%g` with the shortest digits that read back the same: `1e+09`, `0.1`, `123456`. */
export function formatG(value: number): string {
  const special = notFinite(value);
  if (special !== null) return special;
  const { digits, exponent } = shortest(value);
  // The shortest form decides as if the precision were six (strconv/ftoa.go).
  return exponent < -4 || exponent >= 6 ? scientific(value, digits, exponent) : formatShortest(value);
}

/** `%f` with as many decimals as needed: never an exponent. */
export function formatShortest(value: number): string {
  const special = notFinite(value);
  if (special !== null) return special;
  const { digits, exponent } = shortest(value);
  const sign = isNegative(value) ? '-' : '';
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${digits}`;
  if (digits.length <= exponent + 1) return sign + digits.padEnd(exponent + 1, '0');
  return `${sign}${digits.slice(0, exponent + 1)}.${digits.slice(exponent + 1)}`;
}

/** `%.Nf`. */
export function formatFixed(value: number, decimals: number): string {
  const special = notFinite(value);
  if (special !== null) return special;
  const sign = isNegative(value) ? '-' : '';
  const rounded = roundTo(exactDecimal(Math.abs(value)), decimals)
    .toString()
    .padStart(decimals + 1, '0');
  if (decimals === 0) return sign + rounded;
  return `${sign}${rounded.slice(0, -decimals)}.${rounded.slice(-decimals)}`;
}

/** `%.Ne`. */
export function formatScientific(value: number, decimals: number): string {
  const special = notFinite(value);
  if (special !== null) return special;
  if (value === 0) return scientific(value, '0'.repeat(decimals + 1), 0);
  const exact = exactDecimal(Math.abs(value));
  let exponent = exact.digits.toString().length - 1 - exact.places;
  let digits = roundTo(exact, decimals - exponent).toString();
  if (digits.length > decimals + 1) {
    exponent++;
    digits = digits.slice(0, decimals + 1);
  }
  return scientific(value, digits, exponent);
}

function scientific(value: number, digits: string, exponent: number): string {
  const mantissa = digits.length === 1 ? digits : `${digits[0]}.${digits.slice(1)}`;
  const power = String(Math.abs(exponent)).padStart(2, '0');
  return `${isNegative(value) ? '-' : ''}${mantissa}e${exponent < 0 ? '-' : '+'}${power}`;
}

function notFinite(value: number): string | null {
  if (Number.isNaN(value)) return 'NaN';
  if (Number.isFinite(value)) return null;
  return value > 0 ? '+Inf' : '-Inf';
}

function isNegative(value: number): boolean {
  return value < 0 || Object.is(value, -0);
}

/** The shortest digits that read back the same, and the power of ten of the first one. */
function shortest(value: number): { digits: string; exponent: number } {
  const [mantissa = '', exponent = '0'] = Math.abs(value).toExponential().split('e');
  return { digits: mantissa.replace('.', ''), exponent: Number(exponent) };
}

interface Decimal {
  /** The value is `digits` / 10^`places`. */
  readonly digits: bigint;
  readonly places: number;
}

function exactDecimal(value: number): Decimal {
  const bits = new BigUint64Array(Float64Array.of(value).buffer)[0] as bigint;
  const biased = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & 0xfffffffffffffn;
  const mantissa = biased === 0 ? fraction : fraction | (1n << 52n);
  const power = (biased === 0 ? 1 : biased) - 1075;
  if (power >= 0) return { digits: mantissa << BigInt(power), places: 0 };
  return { digits: mantissa * 5n ** BigInt(-power), places: -power };
}

function roundTo(decimal: Decimal, decimals: number): bigint {
  const surplus = decimal.places - decimals;
  if (surplus <= 0) return decimal.digits * 10n ** BigInt(-surplus);
  const unit = 10n ** BigInt(surplus);
  const floor = decimal.digits / unit;
  const rest = (decimal.digits % unit) * 2n;
  const up = rest > unit || (rest === unit && floor % 2n === 1n);
  return up ? floor + 1n : floor;
}
