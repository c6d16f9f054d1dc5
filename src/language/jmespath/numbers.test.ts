import { expect, test } from 'vitest';
import type { Json } from '../../kube/json.ts';
import { compile } from './program.ts';

function search(expression: string, data: Json): Json {
  return compile(expression).search(data);
}

test('a small bigint is a Go int, which nothing takes for a number', () => {
  expect(search('i == `0`', { i: 0n })).toBe(false);
  expect(search('i == j', { i: 0n, j: 0n })).toBe(true);
  expect(search('i < `1`', { i: 0n })).toBe(null);
  expect(search('to_string(i)', { i: 3n })).toBe('3');
  expect(search('i', { i: 3n })).toBe(3n);
  expect(() => search('add(i, `1`)', { i: 3n })).toThrow("JMESPath function 'add': invalid operand");
  expect(() => search('type(i)', { i: 3n })).toThrow('unknown type');
});

test('a bigint beyond 2^53 is a number of a manifest, so a float64', () => {
  const big = 2n ** 60n;
  expect(search('i == `1152921504606846976`', { i: big })).toBe(true);
  expect(search('i > `1`', { i: big })).toBe(true);
  expect(search('type(i)', { i: big })).toBe('number');
  expect(search('contains(@, `1152921504606846976`)', [big])).toBe(true);
  expect(search('sort(@)', [big, 1])).toEqual([1, big]);
});
