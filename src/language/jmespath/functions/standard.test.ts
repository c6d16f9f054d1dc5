import { describe, expect, test } from 'vitest';
import type { Json } from '../../../kube/json.ts';
import { answer } from '../testing.ts';

/** The functions of the standard; the answers are upstream's. */

describe('numbers', () => {
  test.each<[string, Json, Json]>([
    ['abs(@)', -1.5, 1.5],
    ['ceil(@)', 1.2, 2],
    ['floor(@)', -1.2, -2],
    ['avg(@)', [1, 2, 6], 3],
    ['max(@)', [1, 3, 2], 3],
    ['max(@)', ['a', 'b'], 'b'],
    ['max(@)', [], null],
    ['min(@)', [3, 1, 2], 1],
    [
      'max(@)',
      [1, 'a'],
      'error: Invalid type for: [1 a], expected: []jmespath.JpType{"array[number]", "array[string]"}',
    ],
    ['abs(@)', '1', 'error: Invalid type for: 1, expected: []jmespath.JpType{"number"}'],
    ['to_number(@)', '1e3', 1000],
    ['to_number(@)', '1_000', 1000],
    ['to_number(@)', 'x', null],
    ['to_number(@)', ' 1', null],
    ['to_number(@)', '.5', 0.5],
    ['to_number(@)', '0x1p4', 16],
    ['to_number(@)', '1e999', null],
    ['to_number(@)', true, null],
    ['to_number(@)', null, null],
    ["to_number(items(@, 'k', 'v'))", {}, 'error: unknown type'],
  ])('%s of %j', (expression, data, expected) => {
    expect(answer(expression, data)).toEqual(expected);
  });
});

describe('texts', () => {
  test.each<[string, Json, Json]>([
    ['length(@)', 'é😀', 2],
    ['reverse(@)', 'aé😀', '😀éa'],
    ["contains(@, 'b')", 'abc', true],
    ['contains(@, `1`)', '1', false],
    ["starts_with(@, '')", '', true],
    ["ends_with(@, 'c')", 'abc', true],
    ["join(', ', @)", ['a', 'b'], 'a, b'],
    ["join(',', @)", [], ''],
    [
      "join(',', @)",
      ['a', 1],
      'error: Invalid type for: [a 1], expected: []jmespath.JpType{"array[string]"}',
    ],
    [
      'to_string(@)',
      { b: '<&>', a: [1.5, 1e21, 1e-7, null, true] },
      '{"a":[1.5,1e+21,1e-7,null,true],"b":"\\u003c\\u0026\\u003e"}',
    ],
    ['to_string(@)', 'x', 'x'],
    ['to_string(@)', 1000000, '1000000'],
  ])('%s of %j', (expression, data, expected) => {
    expect(answer(expression, data)).toEqual(expected);
  });
});

describe('lists', () => {
  test.each<[string, Json, Json]>([
    ['sort(@)', [3, 1, 2], [1, 2, 3]],
    ['sort(@)', ['b', '𐀀', '￿', 'a'], ['a', 'b', '￿', '𐀀']],
    [
      'sort(@)',
      [1, 'a'],
      'error: Invalid type for: [1 a], expected: []jmespath.JpType{"array[string]", "array[number]"}',
    ],
    ['sort(@)', [], []],
    ['sort_by(@, &a)', [{ a: 2 }, { a: 1 }], [{ a: 1 }, { a: 2 }]],
    ['sort_by(@, &a)', [{ a: 2 }, { a: '1' }], 'error: error in sort_by comparison'],
    ['sort_by(@, &a)', [{ a: 2 }, {}], 'error: error in sort_by comparison'],
    ['sort_by(@, &a)', [{ a: null }, { a: 1 }], 'error: invalid type, must be number of string'],
    ['sort_by(@, &a)', [{}], [{}]],
    ['max_by(@, &a)', [{ a: 1 }, { a: 3 }, { a: 3, b: 1 }], { a: 3 }],
    ['max_by(@, &a)', [{ a: 1 }, { a: 'x' }], 'error: invalid type, must be number'],
    ['max_by(@, &a)', [{ a: 'x' }, {}], 'error: invalid type, must be string'],
    ['min_by(@, &a)', [{ a: 'y' }, { a: 'x' }], { a: 'x' }],
    ['min_by(@, &a)', [], null],
    ['min_by(@, &a)', [{}, {}], 'error: invalid type, must be number of string'],
    ['map(&a.b, @)', [{ a: { b: 1 } }, {}, null], [1, null, null]],
    ['map(&nope(@), @)', [1], 'error: unknown function: nope'],
    ['contains(@, `1`)', [1], true],
    ['contains(@, `null`)', [null], true],
    ['to_array(@)', 'a', ['a']],
    ['to_array(@)', ['a'], ['a']],
    ['reverse(@)', [1, 2], [2, 1]],
    ['not_null(`null`, `0`)', null, 0],
    ['length(@)', { a: 1, b: 2 }, 2],
  ])('%s of %j', (expression, data, expected) => {
    expect(answer(expression, data)).toEqual(expected);
  });
});

describe('objects', () => {
  test.each<[string, Json, Json]>([
    ['keys(@)', { a: 1 }, ['a']],
    ['values(@)', { a: 1 }, [1]],
    ['keys(@)', [1], 'error: Invalid type for: [1], expected: []jmespath.JpType{"object"}'],
    ['merge(@, `{"a": 2}`)', { a: 1, b: 1 }, { a: 2, b: 1 }],
    ['type(@)', null, 'null'],
    ['type(@)', {}, 'object'],
    ["type(compare('a', 'b'))", null, 'error: unknown type'],
    ["[type(`1`), type(`true`), type(`[]`), type('')]", null, null],
  ])('%s of %j', (expression, data, expected) => {
    expect(answer(expression, data)).toEqual(expected);
  });
});
