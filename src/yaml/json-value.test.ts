import { describe, expect, test } from 'vitest';
import { readJson } from './json-value.ts';
import { YamlError } from './yaml-error.ts';

describe('numbers', () => {
  test.each<[string, unknown]>([
    ['1', 1],
    ['-0', 0],
    ['1.5e3', 1500],
    ['9007199254740991', 9007199254740991],
    ['9007199254740993', 9007199254740993n],
    ['-9223372036854775808', -9223372036854775808n],
    ['18446744073709551615', 18446744073709551615n],
    ['18446744073709551616', 18446744073709551616],
    ['1e18', 1000000000000000000n],
    ['"9007199254740993"', '9007199254740993'],
  ])('%s', (text, expected) => {
    expect(readJson(`{"a":[${text}]}`)).toEqual({ a: [expected] });
  });

  test('beyond all floats are refused', () => {
    expect(() => readJson('{"a": 1e999}')).toThrow('expected a number that a float can hold, found 1e999');
  });
});

test('half a surrogate pair becomes U+FFFD, in keys too', () => {
  expect(readJson('{"\\ud800": "a\\udc00", "b": "\\ud83d\\ude00"}')).toEqual({
    '\uFFFD': 'a\uFFFD',
    b: '😀',
  });
});

test('keys that JavaScript gives a meaning are keys', () => {
  const value = readJson('{"__proto__": {"a": 1}, "n": 12345678901234567890}') as object;
  expect(Object.keys(value)).toEqual(['__proto__', 'n']);
  expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
});

test('says where a text is broken', () => {
  let error: unknown;
  try {
    readJson('{"a": 1,\n"b": x}');
  } catch (thrown) {
    error = thrown;
  }
  expect(error).toBeInstanceOf(YamlError);
  expect(error).toMatchObject({ code: 'SYNTAX', offset: 14 });
});

test('nesting has a bound', () => {
  expect(() => readJson('[[[["a"]]]]', 3)).toThrow('at most 3 levels');
  expect(readJson('[[["[[[["]]]', 3)).toEqual([[['[[[[']]]);
  expect(() => readJson(`${'['.repeat(100_000)}${']'.repeat(100_000)}`)).toThrow('at most 1000 levels');
});
