import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addQuantity,
  compareQuantity,
  isQuantity,
  mulQuantity,
  parseQuantity,
  printQuantity,
  type Quantity,
  quantityAsInt64,
  quantityAsNumber,
  quantityOf,
  signOfQuantity,
  subQuantity,
} from './quantity.ts';

function q(text: string): Quantity {
  const quantity = parseQuantity(text);
  if (typeof quantity === 'string') throw new Error(`${text}: ${quantity}`);
  return quantity;
}

describe('canonical text', () => {
  test.each([
    ['0', '0'],
    ['000', '0'],
    ['-0', '0'],
    ['.', '0'],
    ['1', '1'],
    ['100m', '100m'],
    ['0.1', '100m'],
    ['1.5', '1500m'],
    ['1500m', '1500m'],
    ['1000m', '1'],
    ['2000', '2k'],
    ['1.500', '1.500'],
    ['1.5Gi', '1536Mi'],
    ['1024Ki', '1Mi'],
    ['1025Ki', '1025Ki'],
    ['4096Ki', '4Mi'],
    ['512', '512'],
    ['0.5Ki', '512'],
    ['0.3Ki', '307200m'],
    ['12e6', '12e6'],
    ['1E3', '1E3'],
    ['12000E0', '12e3'],
    ['1E', '1E'],
    ['1.', '1.'],
    ['.5', '500m'],
    ['-1.5', '-1500m'],
    ['+3', '+3'],
    ['1n', '1n'],
    ['0.1n', '1n'],
    ['-0.1n', '-1n'],
    ['0.00001m', '10n'],
    ['9223372036854775807', '9223372036854775807'],
    ['9223372036854775808', '9223372036854775808'],
    ['100Ei', '9223372036854775807'],
    ['0.0001Ki', '102400u'],
  ])('%s prints as %s', (text, printed) => {
    expect(printQuantity(q(text))).toBe(printed);
  });

  test.each([
    '',
    ' ',
    '1 ',
    'a',
    '1x',
    '1ki',
    '1KI',
    '1Kii',
    '1..2',
    '1.2.3',
    '1e',
    '1e1.5',
    '--1',
    'true',
    '1e99999',
    '0x1',
  ])('%j is none', (text) => {
    expect(isQuantity(text)).toBe(false);
  });
});

describe('comparison', () => {
  test.each([
    ['100m', '0.1', 0],
    ['1Ki', '1024', 0],
    ['1Ki', '1k', 1],
    ['-1', '1', -1],
    ['1e3', '1k', 0],
    ['1e900', '1', 1],
    ['0.1n', '1n', 0],
  ])('%s against %s is %d', (a, b, order) => {
    expect(compareQuantity(q(a), q(b))).toBe(order);
    expect(compareQuantity(q(b), q(a)) + order).toBe(0);
  });
});

describe('arithmetic', () => {
  test.each([
    ['1', '500m', '1500m', '500m'],
    ['1Gi', '512Mi', '1536Mi', '512Mi'],
    ['0', '1Ki', '1Ki', '-1Ki'],
    ['9223372036854775807', '1', '9223372036854775808', '9223372036854775806'],
  ])('%s and %s', (a, b, sum, difference) => {
    expect(printQuantity(addQuantity(q(a), q(b)))).toBe(sum);
    expect(printQuantity(subQuantity(q(a), q(b)))).toBe(difference);
  });

  test('multiplication', () => {
    expect(printQuantity(mulQuantity(q('100m'), 15n))).toBe('1500m');
    expect(printQuantity(mulQuantity(q('1Gi'), 4n))).toBe('4Gi');
  });
});

describe('as numbers', () => {
  test.each([
    ['1', 1n],
    ['1k', 1000n],
    ['1Ki', 1024n],
    ['1500m', null],
    ['1000m', null],
    ['1.5Ki', null],
    ['9223372036854775808', null],
    ['1e19', null],
  ])('%s as an integer is %s', (text, value) => {
    expect(quantityAsInt64(q(text))).toBe(value);
  });

  test('as a float, and its sign', () => {
    expect(quantityAsNumber(q('100m'))).toBe(0.1);
    expect(quantityAsNumber(q('1.5Gi'))).toBe(1610612736);
    expect(signOfQuantity(q('-1m'))).toBe(-1);
    expect(signOfQuantity(q('0'))).toBe(0);
  });
});

test('printing and reading again keeps the value', () => {
  const number = fc.tuple(fc.integer({ min: -1_000_000, max: 1_000_000 }), fc.nat(999));
  const suffix = fc.constantFrom('', 'n', 'u', 'm', 'k', 'M', 'G', 'Ki', 'Mi', 'Gi', 'e3', 'E-2');
  fc.assert(
    fc.property(number, suffix, ([whole, fraction], unit) => {
      const quantity = q(`${whole}.${fraction}${unit}`);
      expect(compareQuantity(q(printQuantity({ ...quantity, text: null })), quantity)).toBe(0);
    }),
  );
});

test('addition is exact', () => {
  fc.assert(
    fc.property(fc.maxSafeInteger(), fc.maxSafeInteger(), (a, b) => {
      const sum = addQuantity(quantityOf(BigInt(a)), quantityOf(BigInt(b)));
      expect(sum.unscaled * 10n ** BigInt(sum.scale)).toBe(BigInt(a) + BigInt(b));
    }),
  );
});
