import { describe, expect, test } from 'vitest';
import type { Json } from './json.ts';
import { labelSelector, parseSelector, type Selector } from './selector.ts';

function compiled(selector: Selector | string): Selector {
  if (typeof selector === 'string') throw new Error(selector);
  return selector;
}

const expression = (key: string, operator: string, values?: string[]): Json => ({
  matchExpressions: [values === undefined ? { key, operator } : { key, operator, values }],
});

describe('LabelSelector', () => {
  test('none selects nothing, an empty one everything', () => {
    expect(compiled(labelSelector(undefined)).matches({ a: 'b' })).toBe(false);
    expect(compiled(labelSelector(null)).matches({})).toBe(false);
    expect(compiled(labelSelector({})).matches(undefined)).toBe(true);
    expect(compiled(labelSelector({ matchLabels: {}, matchExpressions: null })).everything).toBe(true);
  });

  test.each<[Json, Json, boolean]>([
    [{ matchLabels: { a: 'b' } }, { a: 'b', c: 'd' }, true],
    [{ matchLabels: { a: 'b' } }, { a: 'c' }, false],
    [{ matchLabels: { a: '' } }, {}, false],
    [{ matchLabels: { a: '' } }, { a: null }, true],
    [{ matchLabels: { a: 'b', c: 'd' } }, { a: 'b' }, false],
    [expression('a', 'In', ['x', 'y']), { a: 'y' }, true],
    [expression('a', 'In', ['x', 'y']), {}, false],
    [expression('a', 'NotIn', ['x']), { a: 'x' }, false],
    [expression('a', 'NotIn', ['x']), {}, true],
    [expression('a', 'Exists'), { a: '' }, true],
    [expression('a', 'DoesNotExist'), { b: '' }, true],
    [expression('constructor', 'Exists'), {}, false],
  ])('%j on %j: %j', (selector, labels, matches) => {
    expect(compiled(labelSelector(selector)).matches(labels)).toBe(matches);
  });

  test.each<[Json, string]>([
    [expression('a', 'in', ['x']), '"in" is not a valid label selector operator'],
    [expression('a', 'Gt', ['1']), '"Gt" is not a valid label selector operator'],
    [
      expression('a', 'In', []),
      "values: Invalid value: null: for 'in', 'notin' operators, values set can't be empty",
    ],
    [
      expression('a', 'Exists', ['x']),
      'values: Invalid value: ["x"]: values set must be empty for exists and does not exist',
    ],
  ])('%j is invalid', (selector, problem) => {
    expect(labelSelector(selector)).toBe(problem);
  });

  test('an invalid key and an invalid value are both told', () => {
    const problem = labelSelector({ matchLabels: { '-a': 'b c' } });
    expect(problem).toMatch(
      /^\[key: Invalid value: "-a": name part must consist of .*, values\[0\]\[-a\]: Invalid value: "b c": a valid label /,
    );
  });
});

describe('text', () => {
  test.each<[string, Json, boolean]>([
    ['', {}, true],
    ['a', { a: '' }, true],
    ['!a', { a: '' }, false],
    ['a=b', { a: 'b' }, true],
    ['a==b,c', { a: 'b' }, false],
    ['a!=b', {}, true],
    ['a=', { a: '' }, true],
    ['a in (b, c)', { a: 'c' }, true],
    ['a notin (b,c)', { a: 'c' }, false],
    ['a in ()', { a: '' }, true],
    ['a in (b,,c)', { a: '' }, true],
    ['in in (in)', { in: 'in' }, true],
    ['a > 3', { a: '4' }, true],
    ['a > 3', { a: 'x' }, false],
    ['a<3', { a: '-1' }, true],
    ['example.com/a = b', { 'example.com/a': 'b' }, true],
  ])('%s on %j: %j', (selector, labels, matches) => {
    expect(compiled(parseSelector(selector)).matches(labels)).toBe(matches);
  });

  test.each([
    ['a b', "unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt"],
    [',', "unable to parse requirement: found ',', expected: identifier"],
    ['a,', "found '', expected: identifier after ','"],
    ['a in b', "unable to parse requirement: found 'b' expected: '('"],
    ['a in (b', "unable to parse requirement: found '', expected: ',', ')' or identifier"],
    ['!a=b', "found '=', expected: ',' or 'end of string'"],
    ['a>b', `values[0]: Invalid value: "b": for 'Gt', 'Lt' operators, the value must be an integer`],
  ])('%j is invalid', (selector, problem) => {
    expect(parseSelector(selector)).toBe(problem);
  });
});
