/**
 * Kubernetes' quantities: `500m`, `1.5Gi`, `1e3` (apimachinery v0.36 pkg/api/resource). A small one is an int64 with a
 * power of ten; a long or fractional binary one is a decimal cut to nanos. Which of the two it is shows: only the first
 * counts as an integer.
 */
export class Quantity {
  readonly unscaled: bigint;
  /** The value is `unscaled` * 10^`scale`. */
  readonly scale: number;
  readonly small: boolean;
  readonly format: QuantityFormat;
  readonly #text: string | null;

  constructor(
    unscaled: bigint,
    scale: number,
    small: boolean,
    format: QuantityFormat,
    text: string | null = null,
  ) {
    this.unscaled = unscaled;
    this.scale = scale;
    this.small = small;
    this.format = format;
    this.#text = text;
  }

  get sign(): number {
    return this.unscaled < 0n ? -1 : this.unscaled > 0n ? 1 : 0;
  }

  /** The int64 it is, or null: a fraction, or too large, even when nothing but zeros follows the point. */
  asInt64(): bigint | null {
    if (!this.small || this.scale < 0) return null;
    if (this.unscaled === 0n) return 0n;
    if (this.scale > 18) return null;
    return inInt64(this.unscaled * 10n ** BigInt(this.scale));
  }

  asApproximateFloat(): number {
    return this.scale === 0 ? Number(this.unscaled) : Number(this.unscaled) * Number(`1e${this.scale}`);
  }

  compare(other: Quantity): number {
    if (this.sign !== other.sign) return this.sign < other.sign ? -1 : 1;
    // Exponents can be absurd: compare the lengths before the digits.
    const lengths = digitsBeforePoint(this) - digitsBeforePoint(other);
    if (lengths !== 0) return lengths > 0 === this.sign > 0 ? 1 : -1;
    const scale = Math.min(this.scale, other.scale);
    const a = this.unscaled * 10n ** BigInt(this.scale - scale);
    const b = other.unscaled * 10n ** BigInt(other.scale - scale);
    return a < b ? -1 : a > b ? 1 : 0;
  }

  add(other: Quantity): Quantity {
    const format = this.sign === 0 ? other.format : this.format;
    const bothSmall = this.small && other.small;
    if (other.unscaled === 0n) return new Quantity(this.unscaled, this.scale, bothSmall, format);
    if (this.unscaled === 0n) return new Quantity(other.unscaled, other.scale, bothSmall, format);
    const scale = Math.max(Math.min(this.scale, other.scale), -MOST_APART);
    const sum = this.#at(scale) + other.#at(scale);
    return new Quantity(sum, scale, bothSmall && inInt64(sum) !== null, format);
  }

  subtract(other: Quantity): Quantity {
    const whole = this.add(new Quantity(-other.unscaled, other.scale, other.small, other.format));
    if (!this.small || !other.small || other.unscaled !== -(2n ** 63n)) return whole;
    // Upstream turns the sign of an int64, and the least one has no opposite: it is added after all.
    const added = this.add(other);
    return added.small ? added : new Quantity(whole.unscaled, whole.scale, false, whole.format);
  }

  #at(scale: number): bigint {
    return this.unscaled * 10n ** BigInt(Math.min(this.scale - scale, MOST_APART));
  }

  toString(): string {
    return this.#text ?? canonical(this);
  }
}

export type QuantityFormat = 'decimal' | 'binary' | 'exponent';

/** Powers of ten further apart than this are not added digit by digit. */
const MOST_APART = 4096;

function inInt64(value: bigint): bigint | null {
  return value >= -(2n ** 63n) && value < 2n ** 63n ? value : null;
}

function digitsBeforePoint(quantity: Quantity): number {
  if (quantity.unscaled === 0n) return 0;
  const digits = String(quantity.unscaled).length - (quantity.unscaled < 0n ? 1 : 0);
  return digits + quantity.scale;
}

const FORM = /^([+-]?)(\d*)(?:\.(\d*))?([eEinumkKMGTP]*[-+]?\d*)$/;
const WRONG_FORM =
  "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
const WRONG_SUFFIX = "unable to parse quantity's suffix";
const WRONG_NUMBER = 'unable to parse numeric part of quantity';

const DECIMAL_SUFFIXES: Readonly<Record<string, number>> = {
  n: -9,
  u: -6,
  m: -3,
  '': 0,
  k: 3,
  M: 6,
  G: 9,
  T: 12,
  P: 15,
  E: 18,
};
const BINARY_SUFFIXES: Readonly<Record<string, number>> = { Ki: 10, Mi: 20, Gi: 30, Ti: 40, Pi: 50, Ei: 60 };

interface Suffix {
  readonly base: 2 | 10;
  readonly exponent: number;
  readonly format: QuantityFormat;
}

function readSuffix(suffix: string): Suffix | null {
  if (Object.hasOwn(DECIMAL_SUFFIXES, suffix)) {
    return { base: 10, exponent: DECIMAL_SUFFIXES[suffix] as number, format: 'decimal' };
  }
  if (Object.hasOwn(BINARY_SUFFIXES, suffix)) {
    return { base: 2, exponent: BINARY_SUFFIXES[suffix] as number, format: 'binary' };
  }
  if (!/^[eE][+-]?\d+$/.test(suffix)) return null;
  const exponent = BigInt(suffix.slice(1).replace('+', ''));
  return inInt64(exponent) === null
    ? null
    : { base: 10, exponent: Number(BigInt.asIntN(32, exponent)), format: 'exponent' };
}

/** The quantity, or upstream's error text. */
export function parseQuantity(text: string): Quantity | string {
  if (text === '') return WRONG_FORM;
  const match = FORM.exec(text);
  if (match === null) return WRONG_FORM;
  const [, sign = '', whole = '', fraction = '', suffixText = ''] = match;
  const suffix = readSuffix(suffixText);
  if (suffix === null) return WRONG_SUFFIX;
  const digits = whole.replace(/^0+/, '');
  const number = digits === '' ? '0' : digits;
  const small = parseSmall(text, sign, number, fraction, suffix);
  if (small) return small;
  if (whole + fraction === '') return WRONG_NUMBER;
  return parseLarge(sign, whole + fraction, fraction.length, suffix);
}

/** Upstream's fast path: few digits, no fraction before a binary suffix. */
function parseSmall(
  text: string,
  sign: string,
  number: string,
  fraction: string,
  suffix: Suffix,
): Quantity | null {
  const binary = suffix.base === 2;
  if (binary && fraction !== '') return null;
  const room = binary
    ? 15 - number.length - Math.trunc((suffix.exponent * 3) / 10) - 1
    : 18 - (number.length + fraction.length);
  const scale = (binary ? 0 : suffix.exponent) - fraction.length;
  if (room < 0 || scale < -9) return null;
  const value = BigInt(number + fraction);
  const size = inInt64(binary ? value << BigInt(suffix.exponent) : value);
  if (size === null) return null;
  const shifted = number + fraction;
  const isCanonical = binary
    ? suffix.exponent % 10 === 0 && (value & 7n) !== 0n
    : scale % 3 === 0 && !shifted.endsWith('000') && shifted[0] !== '0';
  const kept = isCanonical || text === '0' ? text : null;
  return new Quantity(sign === '-' ? -size : size, scale, true, suffix.format, kept);
}

const LARGEST_BINARY = (2n ** 63n - 1n) * 10n ** 9n;

function parseLarge(sign: string, digits: string, places: number, suffix: Suffix): Quantity | string {
  const shift = (suffix.base === 10 ? suffix.exponent : 0) - places;
  const unscaled = BigInt(digits) * (suffix.base === 2 ? 2n ** BigInt(suffix.exponent) : 1n);
  let nanos = unscaled === 0n ? { unscaled, scale: shift } : inNanos(unscaled, shift);
  const tooLarge =
    suffix.format === 'binary' && nanos.unscaled * 10n ** BigInt(nanos.scale + 9) > LARGEST_BINARY;
  if (tooLarge) nanos = { unscaled: 2n ** 63n - 1n, scale: 0 };
  const lessThanOne = suffix.format === 'binary' && nanos.scale === -9 && nanos.unscaled < 10n ** 9n;
  const format = lessThanOne && nanos.unscaled > 0n ? 'decimal' : suffix.format;
  return new Quantity(sign === '-' ? -nanos.unscaled : nanos.unscaled, nanos.scale, false, format);
}

/** Anything finer than a nano is rounded up: who asks for a little gets a little. Absurd powers are left as they are. */
function inNanos(unscaled: bigint, scale: number): { unscaled: bigint; scale: number } {
  if (scale < -9) return { unscaled: roundUp(unscaled, -9 - scale), scale: -9 };
  if (scale > MOST_APART) return { unscaled, scale };
  return { unscaled: unscaled * 10n ** BigInt(scale + 9), scale: -9 };
}

function roundUp(value: bigint, places: number): bigint {
  if (places > MOST_APART) return 1n;
  const unit = 10n ** BigInt(places);
  return value % unit === 0n ? value / unit : value / unit + 1n;
}

/** The shortest exact way to write it, with the largest suffix that leaves no fraction. */
function canonical(quantity: Quantity): string {
  if (quantity.unscaled === 0n) return '0';
  if (quantity.format === 'binary') {
    const binary = canonicalBinary(quantity);
    if (binary !== null) return binary;
  }
  let { unscaled, scale } = quantity;
  while (unscaled % 10n === 0n) {
    unscaled /= 10n;
    scale++;
  }
  for (; scale % 3 !== 0; scale--) unscaled *= 10n;
  if (quantity.format !== 'exponent') {
    const suffix = Object.entries(DECIMAL_SUFFIXES).find(([, exponent]) => exponent === scale);
    if (suffix) return `${unscaled}${suffix[0]}`;
    if (scale > 18 && scale < MOST_APART) return `${unscaled * 10n ** BigInt(scale - 18)}E`;
  }
  return scale === 0 ? String(unscaled) : `${unscaled}e${scale}`;
}

function canonicalBinary(quantity: Quantity): string | null {
  const { unscaled, scale } = quantity;
  if (scale > 0) return null;
  const unit = 10n ** BigInt(-scale);
  if (unscaled % unit !== 0n) return null;
  let value = unscaled / unit;
  if (value > -1024n && value < 1024n) return null;
  let power = 0;
  for (; value % 1024n === 0n && power < 60; power += 10) value /= 1024n;
  const suffix = Object.entries(BINARY_SUFFIXES).find(([, exponent]) => exponent === power);
  return `${value}${suffix?.[0] ?? ''}`;
}
