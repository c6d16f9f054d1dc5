import { describe, expect, test } from 'vitest';
import { add, divide, modulo, multiply, negate, subtract } from './arithmetic.ts';
import { CelError } from './error.ts';
import { asDouble, compareNumbers, DoubleValue, doubleValue, intValue, UintValue } from './number.ts';
import type { Value } from './value.ts';

const MAX = 2n ** 63n - 1n;
const MIN = -(2n ** 63n);
const u = (value: bigint): UintValue => new UintValue(value);

describe('representation', () => {
  test.each([
    [1, DoubleValue],
    [-0, DoubleValue],
    [2 ** 52, DoubleValue],
  ])('the double %d is boxed', (value, box) => {
    expect(doubleValue(value)).toBeInstanceOf(box);
    expect(asDouble(doubleValue(value))).toBe(value);
  });

  test.each([0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 60])('the double %d is not', (value) => {
    expect(doubleValue(value)).toBe(value);
  });

  test('an int is a number as long as that is exact', () => {
    expect(intValue(2n ** 53n - 1n)).toBe(2 ** 53 - 1);
    expect(intValue(2n ** 53n)).toBe(2n ** 53n);
  });
});

describe('arithmetic', () => {
  test.each<[string, Value | null, unknown]>([
    ['past 2^53', add(2 ** 53 - 1, 1), 2n ** 53n],
    ['back again', subtract(2n ** 53n, 1), 2 ** 53 - 1],
    ['exact products', multiply(3_037_000_500, 3_037_000_499), 3_037_000_500n * 3_037_000_499n],
    ['no minus zero', multiply(0, -1), 0],
    ['truncating division', divide(-7, 2), -3],
    ['the sign of a remainder', modulo(-7, 2), -1],
    ['no NaN of remainders', modulo(-4, 2), 0],
    ['uints', subtract(u(3n), u(1n)), u(2n)],
    ['doubles', add(0.5, doubleValue(0.5) as Value), new DoubleValue(1)],
    ['division by the double zero', divide(new DoubleValue(1), new DoubleValue(0)), Number.POSITIVE_INFINITY],
    ['strings', add('a', 'b'), 'ab'],
    ['lists', add([1], [2]), [1, 2]],
    ['what cannot be added', add(null, 1), null],
  ])('%s', (_, found, expected) => {
    expect(found).toEqual(expected);
  });

  test.each<[string, Value | null, string]>([
    ['add', add(MAX, 1), 'integer overflow'],
    ['subtract', subtract(MIN, 1), 'integer overflow'],
    ['multiply', multiply(MIN, -1), 'integer overflow'],
    ['divide', divide(MIN, -1), 'integer overflow'],
    ['negate', negate(MIN), 'integer overflow'],
    ['uint', subtract(u(0n), u(1n)), 'unsigned integer overflow'],
    ['zero', divide(1, 0), 'division by zero'],
    ['modulo', modulo(1, 0), 'modulus by zero'],
    ['types', add(1, 'a'), 'no such overload'],
    ['int and double', add(1, 0.5), 'no such overload'],
  ])('%s fails', (_, found, expected) => {
    expect(found instanceof CelError && found.message).toBe(expected);
  });
});

test.each<[Parameters<typeof compareNumbers>[0], Parameters<typeof compareNumbers>[1], number | null]>([
  [1, 2, -1],
  [1, u(1n), 0],
  [new DoubleValue(1), 1, 0],
  [MAX, 2 ** 63, 0],
  [-1, u(0n), -1],
  [2n ** 53n, new DoubleValue(1), 1],
  [Number.NaN, 1, null],
  [u(5n), Number.NaN, null],
])('%o compared with %o is %o', (a, b, expected) => {
  expect(compareNumbers(a, b)).toBe(expected);
});
