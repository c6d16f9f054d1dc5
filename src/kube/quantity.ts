/**
 * `resource.Quantity`: an exact decimal number with a remembered way of writing it. Parsing, rounding, arithmetic and
 * printing are those of apimachinery v0.36.3 (pkg/api/resource), its corner cases included.
 */
export interface Quantity {
  /** The value is `unscaled` × 10^`scale`. */
  readonly unscaled: bigint;
  readonly scale: number;
  readonly format: QuantityFormat;
  /** Kept as an int64 with a scale upstream, which is what makes `isInteger` true in CEL. */
  readonly int64: boolean;
  /** The text it was read from, where that is already canonical. */
  readonly text: string | null;
}

export type QuantityFormat = 'DecimalSI' | 'BinarySI' | 'DecimalExponent';

const badFormat =
  "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
const badSuffix = "unable to parse quantity's suffix";
const badNumber = 'unable to parse numeric part of quantity';

const nano = -9;
const maxInt64 = 2n ** 63n - 1n;
const minInt64 = -(2n ** 63n);
/** Exponents beyond it are refused, so that no arithmetic grows without bound. */
const maxExponent = 1000;

/** The quantity, or what is wrong with the text, in upstream's words. */
export function parseQuantity(text: string): Quantity | string {
  if (text === '') return badFormat;
  const parts = split(text);
  if (parts === null) return badFormat;
  const suffix = interpretSuffix(parts.suffix);
  if (suffix === null) return badSuffix;
  if (Math.abs(suffix.exponent) > maxExponent || text.length > maxExponent) return badNumber;
  return fromInt64(text, parts, suffix) ?? fromDecimal(parts, suffix);
}

export function isQuantity(text: string): boolean {
  return typeof parseQuantity(text) !== 'string';
}

export function quantityOf(value: bigint, format: QuantityFormat = 'DecimalSI'): Quantity {
  return { unscaled: value, scale: 0, format, int64: true, text: null };
}

export function compareQuantity(a: Quantity, b: Quantity): -1 | 0 | 1 {
  const scale = Math.min(a.scale, b.scale);
  return compare(unscaledAt(a, scale), unscaledAt(b, scale));
}

export function addQuantity(a: Quantity, b: Quantity): Quantity {
  const format = a.unscaled === 0n ? b.format : a.format;
  if (a.int64 && b.int64) {
    if (b.unscaled === 0n) return { ...a, format, text: null };
    if (a.unscaled === 0n) return { ...b, format, text: null };
  }
  const scale = Math.min(a.scale, b.scale);
  const parts = [unscaledAt(a, scale), unscaledAt(b, scale)] as const;
  const unscaled = parts[0] + parts[1];
  const int64 = a.int64 && b.int64 && fits(parts[0]) && fits(parts[1]) && fits(unscaled);
  return { unscaled, scale, format, int64, text: null };
}

export function subQuantity(a: Quantity, b: Quantity): Quantity {
  return addQuantity(a, { ...b, unscaled: -b.unscaled, text: null });
}

export function mulQuantity(a: Quantity, factor: bigint): Quantity {
  const unscaled = a.unscaled * factor;
  const whole = a.scale > 0 ? unscaled * 10n ** BigInt(a.scale) : unscaled;
  return { ...a, unscaled, int64: a.int64 && fits(unscaled) && fits(whole), text: null };
}

export function signOfQuantity(a: Quantity): -1 | 0 | 1 {
  return compare(a.unscaled, 0n);
}

/** The whole number it is, when upstream can tell that cheaply; otherwise null. */
export function quantityAsInt64(a: Quantity): bigint | null {
  if (!a.int64 || a.scale < 0) return null;
  const value = a.unscaled * 10n ** BigInt(a.scale);
  return fits(value) ? value : null;
}

export function quantityAsNumber(a: Quantity): number {
  return a.scale === 0 ? Number(a.unscaled) : Number(a.unscaled) * Number(`1e${a.scale}`);
}

/** The canonical text: `1500m`, `2Gi`, `12e6`. */
export function printQuantity(a: Quantity): string {
  if (a.text !== null) return a.text;
  if (a.unscaled === 0n) return '0';
  if (a.format !== 'BinarySI') return printDecimal(a);
  const small = compareQuantity(a, quantityOf(1024n)) < 0 && compareQuantity(a, quantityOf(-1024n)) > 0;
  const whole = small ? null : wholeOf(a);
  return whole === null ? printDecimal({ ...a, format: 'DecimalSI' }) : printBinary(whole);
}

interface Parts {
  readonly negative: boolean;
  /** The digits before the point without leading zeros, but at least `0`. */
  readonly num: string;
  readonly denom: string;
  readonly suffix: string;
}

/** By hand rather than by regular expression: leading zeros make the obvious one quadratic. */
function split(text: string): Parts | null {
  let pos = 0;
  const negative = text[0] === '-';
  if (negative || text[0] === '+') pos++;
  while (text[pos] === '0') pos++;
  const end = endOfDigits(text, pos);
  const num = text.slice(pos, end) || '0';
  pos = end;
  let denom = '';
  if (text[pos] === '.') {
    const stop = endOfDigits(text, pos + 1);
    denom = text.slice(pos + 1, stop);
    pos = stop;
  }
  const start = pos;
  while (pos < text.length && 'eEinumkKMGTP'.includes(text[pos] ?? '')) pos++;
  if (text[pos] === '-' || text[pos] === '+') pos++;
  return endOfDigits(text, pos) === text.length ? { negative, num, denom, suffix: text.slice(start) } : null;
}

function endOfDigits(text: string, from: number): number {
  let pos = from;
  while (pos < text.length && text.charCodeAt(pos) >= 48 && text.charCodeAt(pos) <= 57) pos++;
  return pos;
}

interface Suffix {
  readonly base: 2 | 10;
  readonly exponent: number;
  readonly format: QuantityFormat;
}

const decimalSuffixes = new Map([
  ['n', -9],
  ['u', -6],
  ['m', -3],
  ['', 0],
  ['k', 3],
  ['M', 6],
  ['G', 9],
  ['T', 12],
  ['P', 15],
  ['E', 18],
]);
const decimalByExponent = new Map([...decimalSuffixes].map(([suffix, exponent]) => [exponent, suffix]));
const binarySuffixes = ['Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];

function interpretSuffix(suffix: string): Suffix | null {
  const decimal = decimalSuffixes.get(suffix);
  if (decimal !== undefined) return { base: 10, exponent: decimal, format: 'DecimalSI' };
  const binary = binarySuffixes.indexOf(suffix);
  if (binary >= 0) return { base: 2, exponent: (binary + 1) * 10, format: 'BinarySI' };
  const exponent = /^[eE]([-+]?[0-9]+)$/.exec(suffix)?.[1];
  return exponent === undefined ? null : { base: 10, exponent: Number(exponent), format: 'DecimalExponent' };
}

/** Upstream's fast path: what surely fits an int64 with a scale of at least nano. */
function fromInt64(text: string, { negative, num, denom }: Parts, suffix: Suffix): Quantity | null {
  const digits = num.length + denom.length;
  const binary = suffix.base === 2;
  if (binary && denom !== '') return null;
  const precision = binary ? 14 - num.length - Math.trunc((suffix.exponent * 3) / 10) : 18 - digits;
  const scale = (binary ? 0 : suffix.exponent) - denom.length;
  if (precision < 0 || scale < nano) return null;
  const shifted = num + denom;
  const value = BigInt(shifted);
  const result = value * (binary ? 2n ** BigInt(suffix.exponent) : 1n);
  if (!fits(result)) return null;
  const canonical = binary
    ? value % 8n !== 0n
    : scale % 3 === 0 && !shifted.endsWith('000') && !shifted.startsWith('0');
  return {
    unscaled: negative ? -result : result,
    scale,
    format: suffix.format,
    int64: true,
    text: text === '0' || canonical ? text : null,
  };
}

/** Everything else: exact, then rounded away from zero to nano, and binary amounts capped at the largest int64. */
function fromDecimal({ negative, num, denom }: Parts, { base, exponent, format }: Suffix): Quantity {
  let unscaled = BigInt(num + denom) * (base === 2 ? 2n ** BigInt(exponent) : 1n);
  let scale = (base === 10 ? exponent : 0) - denom.length;
  if (unscaled !== 0n) {
    unscaled =
      scale >= nano
        ? unscaled * 10n ** BigInt(scale - nano)
        : divideUp(unscaled, 10n ** BigInt(nano - scale));
    scale = nano;
  }
  const one = 10n ** 9n;
  if (format === 'BinarySI' && unscaled > maxInt64 * one) unscaled = maxInt64 * one;
  const fraction = format === 'BinarySI' && unscaled > 0n && unscaled < one;
  return {
    unscaled: negative ? -unscaled : unscaled,
    scale,
    format: fraction ? 'DecimalSI' : format,
    int64: false,
    text: null,
  };
}

function divideUp(a: bigint, b: bigint): bigint {
  return a % b === 0n ? a / b : a / b + 1n;
}

function unscaledAt(a: Quantity, scale: number): bigint {
  return a.scale === scale ? a.unscaled : a.unscaled * 10n ** BigInt(a.scale - scale);
}

function wholeOf(a: Quantity): bigint | null {
  if (a.scale >= 0) return unscaledAt(a, 0);
  const unit = 10n ** BigInt(-a.scale);
  return a.unscaled % unit === 0n ? a.unscaled / unit : null;
}

/** The mantissa without trailing zeros, its exponent brought down to a multiple of three. */
function printDecimal(a: Quantity): string {
  let { unscaled, scale } = a;
  while (unscaled % 10n === 0n) {
    unscaled /= 10n;
    scale++;
  }
  while (scale % 3 !== 0) {
    unscaled *= 10n;
    scale--;
  }
  if (a.format === 'DecimalExponent') return scale === 0 ? `${unscaled}` : `${unscaled}e${scale}`;
  // Beyond exa upstream finds no suffix and prints none.
  return `${unscaled}${decimalByExponent.get(scale) ?? ''}`;
}

function printBinary(value: bigint): string {
  let mantissa = value;
  let power = 0;
  while (mantissa % 1024n === 0n) {
    mantissa /= 1024n;
    power++;
  }
  return `${mantissa}${power === 0 ? '' : (binarySuffixes[power - 1] ?? '')}`;
}

function fits(value: bigint): boolean {
  return value >= minInt64 && value <= maxInt64;
}

function compare(a: bigint, b: bigint): -1 | 0 | 1 {
  return a < b ? -1 : a > b ? 1 : 0;
}
