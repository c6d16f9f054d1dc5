import { describe, expect, test } from 'vitest';
import { formatFixed, formatG, formatScientific, formatShortest } from './float-format.ts';

describe('as Go prints floats', () => {
  test.each([
    [1, '1'],
    [100_000, '100000'],
    [123_456, '123456'],
    [1_000_000, '1e+06'],
    [123_456_789, '1.23456789e+08'],
    [0.0001, '0.0001'],
    [0.000_01, '1e-05'],
    [-0, '-0'],
    [1e300, '1e+300'],
    [Number.NaN, 'NaN'],
    [Number.NEGATIVE_INFINITY, '-Inf'],
  ])('%%g of %d', (value, text) => {
    expect(formatG(value)).toBe(text);
  });

  test.each([
    [1e21, '1000000000000000000000'],
    [1.5e-7, '0.00000015'],
    [-12.25, '-12.25'],
    [0, '0'],
  ])('the shortest of %d', (value, text) => {
    expect(formatShortest(value)).toBe(text);
  });

  test.each([
    [2.5, 0, '2'],
    [3.5, 0, '4'],
    [1.005, 2, '1.00'],
    [0.125, 2, '0.12'],
    [1e22, 1, '10000000000000000000000.0'],
    [-0.04, 1, '-0.0'],
  ])('%d with %d decimals', (value, decimals, text) => {
    expect(formatFixed(value, decimals)).toBe(text);
  });

  test.each([
    [12_345.678, 3, '1.235e+04'],
    [0, 2, '0.00e+00'],
    [9.996, 2, '1.00e+01'],
    [5e-324, 1, '4.9e-324'],
  ])('%d in scientific form with %d decimals', (value, decimals, text) => {
    expect(formatScientific(value, decimals)).toBe(text);
  });
});
