import { describe, expect, test } from 'vitest';
import type { Json } from '../../../kube/json.ts';
import { answer } from '../testing.ts';

/** Objects and lists; the answers are upstream's. */

describe('lookup', () => {
  test.each<[string, Json, Json]>([
    ["lookup(@, 'a')", { a: 1 }, 1],
    ["lookup(@, 'b')", { a: 1 }, null],
    ['lookup(@, `0`)', { a: 1 }, "error: JMESPath function 'lookup': argument #2 is not of type String"],
    ['lookup(@, `1`)', [1, 2], 2],
    ['lookup(@, `-1`)', [1, 2], null],
    ['lookup(@, `9`)', [1, 2], null],
    [
      'lookup(@, `0.5`)',
      [1],
      "error: JMESPath function 'lookup': argument #2: expected an integer number but got: 0.5",
    ],
    ["lookup(@, '0')", [1], "error: JMESPath function 'lookup': argument #2 is not of type Number"],
    [
      'lookup(@, `1e300`)',
      [1],
      "error: JMESPath function 'lookup': argument #2: number is outside the range of integer numbers: 1e+300",
    ],
    [
      "lookup(items(@, 'k', 'v'), `0`)",
      { a: 1 },
      "error: JMESPath function 'lookup': argument #1 is not of type Object or Array",
    ],
  ])('%s of %j', (expression, data, expected) => {
    expect(answer(expression, data)).toEqual(expected);
  });
});

describe('items', () => {
  test.each<[string, Json, Json]>([
    [
      "items(@, 'key', 'value')",
      { b: 2, a: 1 },
      {
        $items: [
          { key: 'a', value: 1 },
          { key: 'b', value: 2 },
        ],
      },
    ],
    [
      "items(@, 'key', 'value')",
      ['x', 'y'],
      {
        $items: [
          { key: 0, value: 'x' },
          { key: 1, value: 'y' },
        ],
      },
    ],
    ["items(@, 'k', 'k')", { a: 1 }, { $items: [{ k: 1 }] }],
    ["items(@, 'k', 'v')[?v > `1`].k", { a: 1, b: 2 }, ['b']],
    ["items(@, 'k', 'v')[0].k", { a: 1 }, 'a'],
    ["items(@, 'k', 'v')[] | type(@)", { a: 1 }, 'array'],
    ["items(@, 'k', 'v')[*].v", { a: 1 }, [1]],
    ["items(@, 'k', 'v')[1:]", { a: 1, b: 2 }, [{ k: 'b', v: 2 }]],
    ['items(@, \'k\', \'v\') == `[{"k": "a", "v": 1}]`', { a: 1 }, false],
    ["type(items(@, 'k', 'v'))", { a: 1 }, 'error: unknown type'],
    ["length(items(@, 'k', 'v'))", { a: 1 }, 1],
    ["items(@, 'k', 'v') || 'none'", {}, 'none'],
    [
      "map(&k, items(@, 'k', 'v'))",
      { a: 1 },
      'error: panic: interface conversion: interface {} is []map[string]interface {}, not []interface {}',
    ],
    [
      "sort_by(items(@, 'k', 'v'), &k)",
      { a: 1 },
      'error: panic: interface conversion: interface {} is []map[string]interface {}, not []interface {}',
    ],
    ["to_array(items(@, 'k', 'v'))", { a: 1 }, [{ $items: [{ k: 'a', v: 1 }] }]],
    [
      "items(items(@, 'k', 'v'), 'a', 'b')",
      { a: 1 },
      "error: JMESPath function 'items': argument #1 is not of type Object or Array",
    ],
    ["to_string(items(@, 'k', 'v'))", { a: 1 }, '[{"k":"a","v":1}]'],
    [
      "contains(items(@, 'k', 'v'), 'a')",
      { a: 1 },
      'error: panic: interface conversion: interface {} is []map[string]interface {}, not []interface {}',
    ],
  ])('%s of %j', (expression, data, expected) => {
    expect(answer(expression, data)).toEqual(expected);
  });
});

describe('label_match and object_from_lists', () => {
  test.each<[string, Json, Json]>([
    ['label_match(@[0], @[1])', [{ a: 'x' }, { a: 'x', b: 'y' }], true],
    ['label_match(@[0], @[1])', [{ a: 'x' }, { a: 'y' }], false],
    ['label_match(@[0], @[1])', [{ a: null }, {}], false],
    ['label_match(@[0], @[1])', [{}, {}], true],
    ['label_match(@[0], @[1])', [{ constructor: 'x' }, {}], false],
    ['label_match(@[0], @[1])', [1, {}], 'error: Invalid type for: 1, expected: []jmespath.JpType{"object"}'],
    [
      'object_from_lists(@[0], @[1])',
      [
        ['a', 'b', 'c'],
        [1, 2],
      ],
      { a: 1, b: 2, c: null },
    ],
    [
      'object_from_lists(@[0], @[1])',
      [
        [1.5, true],
        ['x', 'y'],
      ],
      { '1.5': 'x', true: 'y' },
    ],
    [
      'object_from_lists(@[0], @[1])',
      [[null], [1]],
      "error: JMESPath function 'object_from_lists': argument #1 is not of type StringArray",
    ],
    [
      "object_from_lists(@, items(`{}`, 'k', 'v'))",
      [],
      "error: JMESPath function 'object_from_lists': argument #2 is not of type Array",
    ],
  ])('%s of %j', (expression, data, expected) => {
    expect(answer(expression, data)).toEqual(expected);
  });
});
