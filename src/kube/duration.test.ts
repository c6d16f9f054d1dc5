import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseDuration, printDuration } from './duration.ts';

describe('reading and writing', () => {
  test.each([
    ['0', '0s'],
    ['+0', '0s'],
    ['0s', '0s'],
    ['5s', '5s'],
    ['-1.5h', '-1h30m0s'],
    ['300ms', '300ms'],
    ['1.5s', '1.5s'],
    ['2h45m', '2h45m0s'],
    ['1h0.5s', '1h0m0.5s'],
    ['1us', '1µs'],
    ['1.25µs', '1.25µs'],
    ['1μs', '1µs'],
    ['12ns', '12ns'],
    ['.5s', '500ms'],
    ['1.s', '1s'],
    ['0.3333333333333333333h', '20m0s'],
    ['0.9223372036854775807h', '55m20.413933267s'],
    ['9223372036854775807ns', '2562047h47m16.854775807s'],
    ['-9223372036854775808ns', '-2562047h47m16.854775808s'],
    ['52763797000ns', '52.763797s'],
    ['000000000000000000000000000001s', '1s'],
  ])('%s is %s', (text, printed) => {
    const duration = parseDuration(text);
    expect(typeof duration === 'bigint' ? printDuration(duration) : duration).toBe(printed);
  });
});

test.each([
  ['', 'time: invalid duration ""'],
  ['-', 'time: invalid duration "-"'],
  ['3', 'time: missing unit in duration "3"'],
  ['.', 'time: invalid duration "."'],
  ['s', 'time: invalid duration "s"'],
  ['1d', 'time: unknown unit "d" in duration "1d"'],
  ['1h 2m', 'time: unknown unit "h " in duration "1h 2m"'],
  ['1é"', 'time: unknown unit "\\xc3\\xa9\\"" in duration "1\\xc3\\xa9\\""'],
  ['9223372036854775808ns', 'time: invalid duration "9223372036854775808ns"'],
  ['-9223372036854775809ns', 'time: invalid duration "-9223372036854775809ns"'],
  ['99999999999999999999', 'time: invalid duration "99999999999999999999"'],
  ['3000000h', 'time: invalid duration "3000000h"'],
])('%j is none', (text, problem) => {
  expect(parseDuration(text)).toBe(problem);
});

test('what is written reads back', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (nanos) => {
      expect(parseDuration(printDuration(nanos))).toBe(nanos);
    }),
  );
});
