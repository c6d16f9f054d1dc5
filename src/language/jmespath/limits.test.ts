import { describe, expect, test } from 'vitest';
import type { Json } from '../../kube/json.ts';
import { JMESPathError, LimitError, NotFoundError } from './error.ts';
import { MAX_DEPTH, MAX_EXPRESSION } from './limits.ts';
import { compile } from './program.ts';

function search(expression: string, data: Json = null): Json {
  return compile(expression).search(data);
}

const numbers = Array.from({ length: 3000 }, (_, i) => i);

describe('an expression that asks for too much is told so', () => {
  test.each<[string, string, Json]>([
    ['parentheses', `${'('.repeat(MAX_DEPTH + 1)}a${')'.repeat(MAX_DEPTH + 1)}`, null],
    ['negations', `${'!'.repeat(MAX_DEPTH + 1)}a`, null],
    ['a chain', `a${'.a'.repeat(MAX_DEPTH + 1)}`, null],
    ['alternatives', `a${' || a'.repeat(MAX_DEPTH + 1)}`, null],
    ['a long text', `'${'x'.repeat(MAX_EXPRESSION)}'`, null],
    ['a product of lists', 'map(&map(&@, $), @)'.replace('$', '`[' + numbers.join(',') + ']`'), numbers],
    ['a doubled list', `[@, @]${' | [@, @]'.repeat(40)}`, 1],
    ['a doubled list as text', `[@, @]${' | [@, @]'.repeat(40)} | to_string(@)`, 1],
    ['a comparison of doubled lists', `[@, @]${' | [@, @]'.repeat(40)} | @ == [@[0], @[1]]`, 1],
    ['a doubled text', `'aa'${" | replace_all(@, 'a', 'aa')".repeat(40)}`, null],
    ['a joined text', `join('${'x'.repeat(9000)}', @)`, numbers.map(String)],
    ['a random text', "random('((a{1000}){1000}){1000}')", null],
    ['deep JSON', `length(parse_json(@))`, '['.repeat(100_000)],
  ])('%s', (_, expression, data) => {
    expect(() => search(expression, data)).toThrow(JMESPathError);
  });

  test('and no projection hides it', () => {
    expect(() => search(`([@, @]${' | [@, @]'.repeat(40)} | to_string(@)).*`, 1)).toThrow(LimitError);
  });
});

test('what stays below the limits is answered', () => {
  expect(search(`${'('.repeat(300)}a${')'.repeat(300)}`, { a: 1 })).toBe(1);
  expect(search(`a${' || a'.repeat(300)}`, { a: 1 })).toBe(1);
  expect(
    search(
      'length(map(&map(&@, $), @))'.replace('$', '`[' + numbers.slice(0, 1000).join(',') + ']`'),
      numbers,
    ),
  ).toBe(3000);
});

test('data deeper than the stack is a limit too', () => {
  let data: Json = 1;
  for (let i = 0; i < 100_000; i++) data = [data];
  expect(() => search('to_string(@)', data)).toThrow(LimitError);
});

describe('errors say where', () => {
  test('a parse error has expression and offset', () => {
    expect(() => compile('a.b ==')).toThrow(
      expect.objectContaining({
        message: 'SyntaxError: Incomplete expression',
        expression: 'a.b ==',
        offset: 6,
      }),
    );
    expect(() => compile('a.b[?c')).toThrow(expect.objectContaining({ offset: 6 }));
    expect(() => compile("a || 'x")).toThrow(expect.objectContaining({ offset: 7 }));
    expect(() => compile('a # b')).toThrow(expect.objectContaining({ offset: 2 }));
  });

  test('a missing key has its name', () => {
    expect(() => search('a.b', { a: {} })).toThrow(NotFoundError);
    expect(() => search('a.b', { a: {} })).toThrow(expect.objectContaining({ key: 'b', expression: 'a.b' }));
  });

  test('an evaluation error has the expression', () => {
    expect(() => search('length(`1`)')).toThrow(
      expect.objectContaining({ expression: 'length(`1`)', offset: null }),
    );
  });
});

test('data are never changed', () => {
  const data: Json = { list: [{ a: 2 }, { a: 1 }], map: { b: 1, a: 2 } };
  const before = structuredClone(data);
  for (const expression of [
    'sort_by(list, &a)',
    'sort(map.*)',
    'reverse(list)',
    'merge(map, list[0])',
    'list[]',
  ]) {
    search(expression, data);
  }
  expect(data).toEqual(before);
});
