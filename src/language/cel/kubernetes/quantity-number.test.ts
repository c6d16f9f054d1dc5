import { describe, expect, test } from 'vitest';
import { parseQuantity, type Quantity } from './quantity-number.ts';

function read(text: string): Quantity {
  const quantity = parseQuantity(text);
  if (typeof quantity === 'string') throw new Error(quantity);
  return quantity;
}

describe('quantities', () => {
  test.each([
    ['1Gi', 1_073_741_824n],
    ['1k', 1000n],
    ['-5', -5n],
    ['1e3', 1000n],
    ['0.5', null],
    ['1.0', null],
    ['1.5Gi', null],
    ['1e19', null],
  ])('%s is the integer %s', (text, whole) => {
    expect(read(text).asInt64()).toBe(whole);
  });

  test.each([
    ['1', '1000m', 0],
    ['1Ki', '1k', 1],
    ['0.1n', '1n', 0],
    ['1e2147483', '1e2147482', 1],
    ['-1e99999', '1', -1],
    ['0', '-0', 0],
  ])('%s beside %s is %d', (a, b, order) => {
    expect(read(a).compare(read(b))).toBe(order);
    expect(read(b).compare(read(a)) + order).toBe(0);
  });

  test.each([
    ['1', '500m', '1500m'],
    ['1Gi', '1Gi', '2Gi'],
    ['0', '5Ki', '5Ki'],
  ])('%s + %s is %s', (a, b, sum) => {
    expect(read(a).add(read(b)).toString()).toBe(sum);
    expect(read(sum).subtract(read(b)).compare(read(a))).toBe(0);
  });

  test.each([
    ['', 'quantities must match'],
    ['x', 'quantities must match'],
    ['1x', 'quantities must match'],
    ['1Kii', "unable to parse quantity's suffix"],
    ['1e', "unable to parse quantity's suffix"],
  ])('%s is none: %s', (text, problem) => {
    expect(String(parseQuantity(text))).toContain(problem);
  });
});
