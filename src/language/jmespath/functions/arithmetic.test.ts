import { describe, expect, test } from 'vitest';
import type { Json } from '../../../kube/json.ts';
import { answer } from '../testing.ts';

/** Numbers, quantities and durations; the answers are upstream's. */

describe('add and subtract', () => {
  test.each<[string, Json, Json]>([
    ['add(@[0], @[1])', [1, 2.5], 3.5],
    ['add(@[0], @[1])', ['1Gi', '512Mi'], '1536Mi'],
    ['add(@[0], @[1])', ['100m', '1'], '1100m'],
    ['add(@[0], @[1])', ['1h', '30m30s'], '1h30m30s'],
    ['add(@[0], @[1])', ['10m', '5m'], '15m'],
    ['add(@[0], @[1])', ['1h', '10m'], "error: JMESPath function 'add': Types mismatch"],
    ['add(@[0], @[1])', [1, '1'], "error: JMESPath function 'add': Types mismatch"],
    ['add(@[0], @[1])', ['x', 1], "error: JMESPath function 'add': invalid operand"],
    ['add(@[0], @[1])', [null, 1], "error: JMESPath function 'add': invalid operand"],
    ['subtract(@[0], @[1])', ['1Gi', '1Mi'], '1023Mi'],
    ['subtract(@[0], @[1])', ['1', '1Ki'], '-1023'],
    ['subtract(@[0], @[1])', ['30s', '1h'], '-59m30s'],
    ['subtract(@[0], @[1])', ['9223372036s', '-9223372036s'], '-1.709551616s'],
  ])('%s of %j', (expression, data, expected) => {
    expect(answer(expression, data)).toEqual(expected);
  });
});

describe('sum', () => {
  test.each<[string, Json, Json]>([
    ['sum(@)', [1, 2, 3], 6],
    ['sum(@)', ['1Ki', '1Ki'], '2Ki'],
    ['sum(@)', ['x'], 'x'],
    ['sum(@)', [], "error: JMESPath function 'sum': at least one element in the array is required"],
    ['sum(@)', ['1s', 1], "error: JMESPath function 'sum': Types mismatch"],
    ["sum(items(@, 'k', 'v'))", { a: 1 }, "error: JMESPath function 'sum': Types mismatch"],
  ])('%s of %j', (expression, data, expected) => {
    expect(answer(expression, data)).toEqual(expected);
  });
});

describe('multiply and divide', () => {
  test.each<[string, Json, Json]>([
    ['multiply(@[0], @[1])', [3, 4], 12],
    ['multiply(@[0], @[1])', ['10Mi', 1.5], '15Mi'],
    ['multiply(@[0], @[1])', [2, '90m'], '180m'],
    ['multiply(@[0], @[1])', ['1h30s', 2], '2h1m0s'],
    ['multiply(@[0], @[1])', ['1h', '1h'], "error: JMESPath function 'multiply': Types mismatch"],
    ['multiply(@[0], @[1])', ['1k', 1e-7], '100u'],
    ['divide(@[0], @[1])', [1, 4], 0.25],
    ['divide(@[0], @[1])', [1, 0], "error: JMESPath function 'divide': Zero divisor passed"],
    ['divide(@[0], @[1])', ['1Gi', '1Mi'], 1024],
    ['divide(@[0], @[1])', ['10', 3], '3'],
    ['divide(@[0], @[1])', ['10m', 3], '3m'],
    ['divide(@[0], @[1])', ['1h', '1s'], 3600],
    ['divide(@[0], @[1])', ['1h', 7], '8m34.285714285s'],
    ['divide(@[0], @[1])', ['1', '0'], "error: JMESPath function 'divide': Zero divisor passed"],
    ['divide(@[0], @[1])', ['1h', '0s'], "error: JMESPath function 'divide': Zero divisor passed"],
    ['divide(@[0], @[1])', [1, '1'], "error: JMESPath function 'divide': Types mismatch"],
  ])('%s of %j', (expression, data, expected) => {
    expect(answer(expression, data)).toEqual(expected);
  });
});

describe('modulo and round', () => {
  test.each<[string, Json, Json]>([
    ['modulo(@[0], @[1])', [7, 3], 1],
    ['modulo(@[0], @[1])', [-7, 3], -1],
    [
      'modulo(@[0], @[1])',
      [7.5, 3],
      "error: JMESPath function 'modulo': Non-integer argument(s) passed for modulo",
    ],
    ['modulo(@[0], @[1])', [7, 0], "error: JMESPath function 'modulo': Zero divisor passed"],
    ['modulo(@[0], @[1])', ['1Gi', '7Mi'], '2Mi'],
    [
      'modulo(@[0], @[1])',
      ['1500m', '1'],
      "error: JMESPath function 'modulo': Non-integer argument(s) passed for modulo",
    ],
    ['modulo(@[0], @[1])', ['1h', '7s'], '2s'],
    ['modulo(@[0], @[1])', ['1h', '0s'], "error: JMESPath function 'modulo': Zero divisor passed"],
    ['modulo(@[0], @[1])', ['1h', 1], "error: JMESPath function 'modulo': Types mismatch"],
    ['round(@[0], @[1])', [2.345, 2], 2.35],
    ['round(@[0], @[1])', [-2.5, 0], -3],
    ['round(@[0], @[1])', [2.5, 0], 3],
    ['round(@[0], @[1])', [0.49999999999999994, 0], 0],
    [
      'round(@[0], @[1])',
      [1, 1.5],
      "error: JMESPath function 'round': Non-integer argument(s) passed for round off",
    ],
    [
      'round(@[0], @[1])',
      [1, -1],
      "error: JMESPath function 'round': %!d(MISSING) argument is out of bounds (%!d(MISSING))",
    ],
  ])('%s of %j', (expression, data, expected) => {
    expect(answer(expression, data)).toEqual(expected);
  });
});
