import { CelError, noSuchOverload } from './error.ts';
import {
  asDouble,
  DoubleValue,
  doubleValue,
  intValue,
  isInt,
  MAX_INT,
  MAX_UINT,
  MIN_INT,
  UintValue,
} from './number.ts';
import {
  addDurations,
  DurationValue,
  moveTimestamp,
  negateDuration,
  subtractDurations,
  TimestampValue,
  timeBetween,
} from './time.ts';
import type { Value } from './value.ts';

/** Lists longer than this are refused: upstream's grow in shared pieces, ours are copied. */
const LONGEST_LIST = 10_000_000;
const LONGEST_STRING = 2 ** 28;

function checkedInt(value: bigint): number | bigint | CelError {
  return value > MAX_INT || value < MIN_INT ? new CelError('integer overflow') : intValue(value);
}

function checkedUint(value: bigint): UintValue | CelError {
  return value > MAX_UINT || value < 0n ? new CelError('unsigned integer overflow') : new UintValue(value);
}

interface Operation {
  readonly ints: (a: bigint, b: bigint) => bigint | CelError;
  readonly doubles: ((a: number, b: number) => number) | null;
}

function numeric(a: Value, b: Value, operation: Operation): Value | null {
  if (isInt(a)) {
    if (!isInt(b)) return noSuchOverload();
    const result = operation.ints(BigInt(a), BigInt(b));
    return result instanceof CelError ? result : checkedInt(result);
  }
  if (a instanceof UintValue) {
    if (!(b instanceof UintValue)) return noSuchOverload();
    const result = operation.ints(a.value, b.value);
    return result instanceof CelError ? result : checkedUint(result);
  }
  const left = asDouble(a);
  if (left === null || operation.doubles === null) return null;
  const right = asDouble(b);
  return right === null ? noSuchOverload() : doubleValue(operation.doubles(left, right));
}

const ADD: Operation = { ints: (a, b) => a + b, doubles: (a, b) => a + b };
const SUBTRACT: Operation = { ints: (a, b) => a - b, doubles: (a, b) => a - b };
const MULTIPLY: Operation = { ints: (a, b) => a * b, doubles: (a, b) => a * b };
const DIVIDE: Operation = {
  ints: (a, b) => (b === 0n ? new CelError('division by zero') : a / b),
  doubles: (a, b) => a / b,
};
const MODULO: Operation = {
  ints: (a, b) => {
    if (b === 0n) return new CelError('modulus by zero');
    return a === MIN_INT && b === -1n ? new CelError('integer overflow') : a % b;
  },
  doubles: null,
};

/** Two small ints whose result is small too: the path nearly every addition takes. */
function bothSmall(a: Value, b: Value): boolean {
  return Number.isSafeInteger(a) && Number.isSafeInteger(b);
}

/** `a + b`, or null when `a` can never be added to. */
export function add(a: Value, b: Value): Value | null {
  if (bothSmall(a, b)) {
    const sum = (a as number) + (b as number);
    if (Number.isSafeInteger(sum)) return sum;
  }
  if (typeof a === 'string') return typeof b === 'string' ? joinStrings(a, b) : noSuchOverload();
  if (Array.isArray(a)) return Array.isArray(b) ? joinLists(a, b) : noSuchOverload();
  if (a instanceof Uint8Array) return b instanceof Uint8Array ? joinBytes(a, b) : noSuchOverload();
  return numeric(a, b, ADD) ?? addTimes(a, b);
}

function joinStrings(a: string, b: string): Value {
  return a.length + b.length > LONGEST_STRING ? new CelError('string is too long') : a + b;
}

function joinLists(a: readonly Value[], b: readonly Value[]): Value {
  if (a.length === 0) return b;
  if (b.length === 0) return a;
  return a.length + b.length > LONGEST_LIST ? new CelError('list is too long') : [...a, ...b];
}

function joinBytes(a: Uint8Array, b: Uint8Array): Value {
  if (a.length + b.length > LONGEST_STRING) return new CelError('bytes are too long');
  const joined = new Uint8Array(a.length + b.length);
  joined.set(a);
  joined.set(b, a.length);
  return joined;
}

function addTimes(a: Value, b: Value): Value | null {
  if (a instanceof DurationValue) {
    if (b instanceof DurationValue) return addDurations(a, b);
    return b instanceof TimestampValue ? moveTimestamp(b, a.nanos) : noSuchOverload();
  }
  if (!(a instanceof TimestampValue)) return null;
  return b instanceof DurationValue ? moveTimestamp(a, b.nanos) : noSuchOverload();
}

export function subtract(a: Value, b: Value): Value | null {
  if (bothSmall(a, b)) {
    const difference = (a as number) - (b as number);
    if (Number.isSafeInteger(difference)) return difference;
  }
  if (a instanceof DurationValue)
    return b instanceof DurationValue ? subtractDurations(a, b) : noSuchOverload();
  if (!(a instanceof TimestampValue)) return numeric(a, b, SUBTRACT);
  if (b instanceof TimestampValue) return timeBetween(a, b);
  return b instanceof DurationValue ? moveTimestamp(a, -b.nanos) : noSuchOverload();
}

export function multiply(a: Value, b: Value): Value | null {
  if (bothSmall(a, b)) {
    const product = (a as number) * (b as number);
    // `0 * -1` is -0, which is no int.
    if (Number.isSafeInteger(product)) return product + 0;
  }
  return numeric(a, b, MULTIPLY);
}

export function divide(a: Value, b: Value): Value | null {
  return numeric(a, b, DIVIDE);
}

export function modulo(a: Value, b: Value): Value | null {
  return numeric(a, b, MODULO);
}

/** `-a`, or null when `a` has no negative. */
export function negate(a: Value): Value | null {
  if (isInt(a)) return checkedInt(-BigInt(a));
  if (a instanceof DurationValue) return negateDuration(a);
  const double = a instanceof DoubleValue ? a.value : asDouble(a);
  return double === null ? null : doubleValue(-double);
}
