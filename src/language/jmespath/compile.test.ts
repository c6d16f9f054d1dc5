import { describe, expect, test } from 'vitest';
import type { Json } from '../../kube/json.ts';
import { answer } from './testing.ts';

const pod: Json = {
  request: {
    object: {
      kind: 'Pod',
      spec: {
        containers: [
          { name: 'a', image: 'x:1', ports: [{ p: 80 }, { p: 81 }] },
          { name: 'b', securityContext: { privileged: true } },
        ],
        volumes: null,
        n: 3,
      },
    },
  },
};

/** What a missing key does, operator by operator; the answers are upstream's. */

describe('a missing key is an error where the path ends', () => {
  test.each<[string, Json, Json]>([
    ['request.object.spec.nope', pod, 'error: Unknown key "nope" in path'],
    ['request.object.nope.deeper', pod, 'error: Unknown key "nope" in path'],
    ['nope', pod, 'error: Unknown key "nope" in path'],
    ['request.object.spec.containers.nope', pod, null],
    ['request.object.kind.nope', pod, null],
    ['request.object.spec.volumes.nope', pod, null],
    ['request.object.spec.containers[9]', pod, null],
    ['request.object.spec.containers[9].name', pod, null],
    ['request.object.spec.containers[0].nope', pod, 'error: Unknown key "nope" in path'],
    ['request.object.spec.nope[0]', pod, 'error: Unknown key "nope" in path'],
    ['nope && kind', pod, null],
    ['request && request.nope', pod, 'error: Unknown key "nope" in path'],
    ['(request.nope)', pod, 'error: Unknown key "nope" in path'],
    ['request.object.spec."n"', pod, 3],
  ])('%s of %j', (expression, data, expected) => {
    expect(answer(expression, data)).toEqual(expected);
  });
});

describe('operators swallow it', () => {
  test.each<[string, Json, Json]>([
    ['nope || `1`', pod, 1],
    ['nope || nope2', pod, null],
    ['!nope', pod, true],
    ['nope == `null`', pod, true],
    ['nope != `null`', pod, false],
    ['nope | @', pod, null],
    ['request | nope', pod, null],
    ['nope && `1`', pod, null],
    ['[nope, kind]', pod, [null, null]],
    ['{a: nope}', pod, { a: null }],
    ['nope[]', pod, null],
    ['nope[*].x', pod, null],
    ['nope[?x]', pod, null],
    ['nope.*', pod, null],
    ['nope[1:]', pod, null],
    ['to_string(nope)', pod, 'null'],
    ['not_null(nope, `2`)', pod, 2],
    ['map(&nope, request.object.spec.containers)', pod, [null, null]],
    ['request.object.spec.containers[].nope', pod, []],
    ['request.object.spec.containers[].securityContext.privileged', pod, [true]],
    ['request.object.spec.containers[?nope]', pod, []],
    ['nope > `1`', pod, null],
  ])('%s of %j', (expression, data, expected) => {
    expect(answer(expression, data)).toEqual(expected);
  });
});

describe('projections', () => {
  test.each<[string, Json, Json]>([
    ['request.object.spec.containers[].ports[].p', pod, [80, 81]],
    ['request.object.spec.containers[*].ports[*].p', pod, [[80, 81]]],
    ["request.object.spec.containers[?name=='a'].image | [0]", pod, 'x:1'],
    ['request.object.spec.containers[-1].name', pod, 'b'],
    ['[[1,2],3,[[4]]][]', null, 'error: SyntaxError: Invalid token: tNumber'],
    ['@[]', [[1, 2], 3, [[4]]], [1, 2, 3, [4]]],
    ['@[][]', [[1, 2], 3, [[4]]], [1, 2, 3, 4]],
    ['@[::2]', [0, 1, 2, 3, 4], [0, 2, 4]],
    ['@[::-1]', [0, 1, 2], [2, 1, 0]],
    ['@[-2:]', [0, 1, 2], [1, 2]],
    ['@[5:]', [0, 1, 2], []],
    ['@[::0]', [0], 'error: Invalid slice, step cannot be 0'],
    ['@[1:9].a', [{ a: 1 }, { a: 2 }], [2]],
    ['*.a', { x: { a: 1 }, y: { a: null }, z: 3 }, [1]],
    ['*.to_string(@)', { x: 1 }, ['null', '1']],
    ['@.*', [1], null],
    [
      'a.b[?c].d',
      { a: { b: [{ c: 0, d: 1 }, { c: '', d: 2 }, { c: [], d: 3 }, { c: {}, d: 4 }, { c: 'x' }] } },
      [1],
    ],
    ['a[*].[b, c]', { a: [{ b: 1 }] }, [[1, null]]],
    ['a[*].{k: b}', { a: [{ b: 1 }, { c: 2 }] }, [{ k: 1 }, { k: null }]],
  ])('%s of %j', (expression, data, expected) => {
    expect(answer(expression, data)).toEqual(expected);
  });
});

describe('comparing', () => {
  test.each<[string, Json, Json]>([
    ['a < b', { a: 1, b: 2 }, true],
    ['a < b', { a: '1', b: 2 }, null],
    ['a >= b', { a: 2, b: 2 }, true],
    ['a == b', { a: [1, { x: null }], b: [1, { x: null }] }, true],
    ['a == b', { a: [1], b: ['1'] }, false],
    ['a == b', { a: { x: 1 }, b: { x: 1, y: 2 } }, false],
    ['a == b', { a: null }, true],
    ['a == `1.0`', { a: 1 }, true],
    ["'a' < 'b'", null, null],
    ["`true` == 'true'", null, false],
    ['!`0`', null, false],
    ["!''", null, true],
    ["`[]` || 'x'", null, 'x'],
    ["`0` || 'x'", null, 0],
    ['a && b', { a: '', b: 1 }, ''],
  ])('%s of %j', (expression, data, expected) => {
    expect(answer(expression, data)).toEqual(expected);
  });
});

describe('names that objects inherit', () => {
  test.each<[string, Json, Json]>([
    ['toString', {}, 'error: Unknown key "toString" in path'],
    ['constructor', {}, 'error: Unknown key "constructor" in path'],
    ['__proto__', {}, 'error: Unknown key "__proto__" in path'],
    ["a.hasOwnProperty || 'none'", { a: {} }, 'none'],
    ['length', [1], null],
    ['constructor', { constructor: 1 }, 1],
    ['{constructor: @}', 1, { constructor: 1 }],
    ['keys({"__proto__": `1`})', 1, ['__proto__']],
    ["lookup(@, 'toString')", {}, null],
    ["object_from_lists(['__proto__'], [`1`]) | keys(@)", {}, ['__proto__']],
    ['merge({"__proto__": `1`}, @) | length(@)', { a: 1 }, 2],
    ['parse_json(\'{"__proto__": {"x": 1}}\').x', null, 'error: Unknown key "x" in path'],
  ])('%s of %j', (expression, data, expected) => {
    expect(answer(expression, data)).toEqual(expected);
  });
});

describe('expression references', () => {
  test.each<[string, Json, Json]>([
    ['&a', { a: 1 }, {}],
    ['[&a]', { a: 1 }, [{}]],
    ['type(&a)', null, 'error: unknown type'],
    ['to_string(&a)', null, '{}'],
    [
      'length(&a.b)',
      null,
      'error: Invalid type for: {{20 <nil> [{5 a []} {5 b []}]}}, expected: []jmespath.JpType{"string", "array", "object"}',
    ],
    [
      'sort_by(@, &a)[].b',
      [
        { a: 2, b: 'x' },
        { a: 1, b: 'y' },
      ],
      ['y', 'x'],
    ],
  ])('%s of %j', (expression, data, expected) => {
    expect(answer(expression, data)).toEqual(expected);
  });
});

describe('calls', () => {
  test.each<[string, Json, Json]>([
    ['nope(@)', 1, 'error: unknown function: nope'],
    ['nope(nope2(@))', 1, 'error: unknown function: nope2'],
    ['length()', 1, 'error: incorrect number of args'],
    ['length(@, @)', 'a', 'error: incorrect number of args'],
    [
      'length(`1`)',
      null,
      'error: Invalid type for: 1, expected: []jmespath.JpType{"string", "array", "object"}',
    ],
    ['merge()', null, 'error: Invalid arity.'],
    [
      'merge(`1`)',
      null,
      'error: panic: interface conversion: interface {} is float64, not map[string]interface {}',
    ],
    ['@(`1`)', null, 'error: invalid node value type'],
    ["'length'('abc')", null, 3],
    ["length('abc' )", null, 3],
    ["join('-' ['a', 'b'])", null, 'error: SyntaxError: Expected tStar, received: tStringLiteral'],
    ["contains('abc', 'b',)", null, true],
    ['length(nope)[]', 1, null],
    [
      'length(nope)[*]',
      1,
      'error: Invalid type for: <nil>, expected: []jmespath.JpType{"string", "array", "object"}',
    ],
    [
      'contains(@, @[0])',
      [{ a: 1 }],
      'error: panic: runtime error: comparing uncomparable type map[string]interface {}',
    ],
    ['contains(@, @[0])', [[1]], 'error: panic: runtime error: comparing uncomparable type []interface {}'],
    ['foo(@).*', 1, null],
  ])('%s of %j', (expression, data, expected) => {
    expect(answer(expression, data)).toEqual(expected);
  });
});
