/**
 * Numbers at run time.
 *
 * | CEL | JavaScript |
 * | --- | --- |
 * | int | a `number` that is a safe integer; a `bigint` beyond 2^53 |
 * | double | any other `number`; `DoubleValue` when it happens to be a safe integer (`1.0`) |
 * | uint | `UintValue` |
 *
 * So the numbers of a parsed manifest are CEL values as they are. `doubleValue`, `intValue` and `UintValue` keep the rule;
 * nothing else makes numbers.
 */
export class DoubleValue {
  readonly value: number;

  constructor(value: number) {
    this.value = value;
  }
}

export class UintValue {
  readonly value: bigint;

  constructor(value: bigint) {
    this.value = value;
  }
}

export type IntValue = number | bigint;

export const MIN_INT: bigint = -(2n ** 63n);
export const MAX_INT: bigint = 2n ** 63n - 1n;
export const MAX_UINT: bigint = 2n ** 64n - 1n;

export function doubleValue(value: number): number | DoubleValue {
  return Number.isSafeInteger(value) ? new DoubleValue(value) : value;
}

export function intValue(value: bigint): IntValue {
  return value >= -9007199254740991n && value <= 9007199254740991n ? Number(value) : value;
}

export function isInt(value: unknown): value is IntValue {
  return Number.isSafeInteger(value) || typeof value === 'bigint';
}

/** The float64 of a CEL double, or null when `value` is none. */
export function asDouble(value: unknown): number | null {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? null : value;
  return value instanceof DoubleValue ? value.value : null;
}

/** Any CEL number, for comparisons across types. */
export function isNumber(value: unknown): value is number | bigint | DoubleValue | UintValue {
  return (
    typeof value === 'number' ||
    typeof value === 'bigint' ||
    value instanceof DoubleValue ||
    value instanceof UintValue
  );
}

/**
 * Orders two numbers of any type: -1, 0 or 1, or null when one is NaN. An int or uint meets a double as a double, as in
 * cel-go's common/types/compare.go.
 */
export function compareNumbers(
  a: number | bigint | DoubleValue | UintValue,
  b: number | bigint | DoubleValue | UintValue,
): number | null {
  const x = plain(a);
  const y = plain(b);
  if (typeof x === 'number' && typeof y === 'number') return x < y ? -1 : x > y ? 1 : x === y ? 0 : null;
  if (typeof x === 'bigint' && typeof y === 'bigint') return x < y ? -1 : x > y ? 1 : 0;
  const left = inDoubles(x, y);
  const right = inDoubles(y, x);
  if (Number.isNaN(left) || Number.isNaN(right)) return null;
  return left < right ? -1 : left > right ? 1 : 0;
}

function plain(value: number | bigint | DoubleValue | UintValue): number | bigint {
  return typeof value === 'object' ? value.value : value;
}

/** `value` beside `other`, where exactly one is a bigint: exact against a small int, rounded against a double. */
function inDoubles(value: number | bigint, other: number | bigint): number | bigint {
  if (typeof value === 'number') return value;
  return Number.isSafeInteger(other) ? value : Number(value);
}
