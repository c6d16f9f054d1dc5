import { describe, expect, test } from 'vitest';
import type { Json } from '../../../kube/json.ts';
import { fixedText, floatText, goText, goType, scientificText } from './text.ts';

describe('%v', () => {
  test.each<[Json, string]>([
    ['a b', 'a b'],
    [null, '<nil>'],
    [true, 'true'],
    [8080, '8080'],
    [1_000_000, '1e+06'],
    [123_456_789, '1.23456789e+08'],
    [1e21, '1e+21'],
    [0.00001, '1e-05'],
    [0.0001, '0.0001'],
    [12n, '12'],
    [[1, 'a', null, { b: 1.5, a: true }], '[1 a <nil> map[a:true b:1.5]]'],
    [[], '[]'],
    [{}, 'map[]'],
  ])('%s', (value, text) => {
    expect(goText(value)).toBe(text);
  });

  test('an int64 has no exponent', () => {
    expect(goText([1_000_000, 1.5], true)).toBe('[1000000 1.5]');
  });
});

test('%T', () => {
  expect([1, 1.5, 1n, 'a', true, null, [], {}].map((value) => goType(value))).toEqual([
    'float64',
    'float64',
    'int64',
    'string',
    'bool',
    '<nil>',
    '[]interface {}',
    'map[string]interface {}',
  ]);
  expect(goType(1, true)).toBe('int64');
  expect(goType(1.5, true)).toBe('float64');
});

test('floats', () => {
  expect([0, -0, 1.5, 1e6, 1e-5, Number.NaN].map(floatText)).toEqual([
    '0',
    '-0',
    '1.5',
    '1e+06',
    '1e-05',
    'NaN',
  ]);
  expect([8080, 0, 1.5].map(scientificText)).toEqual(['8.08E+03', '0E+00', '1.5E+00']);
  expect([8080, 0.1234567, 1e21, -0].map(fixedText)).toEqual([
    '8080.000000',
    '0.123457',
    '1000000000000000000000.000000',
    '-0.000000',
  ]);
});
