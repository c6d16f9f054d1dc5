import { describe, expect, test } from 'vitest';
import type { Json } from '../../../kube/json.ts';
import { answer } from '../testing.ts';

/** Kyverno's functions on text; the answers are upstream's. */

describe('compare', () => {
  test.each<[string, Json, Json]>([
    ["compare('a', 'b')", null, { $int: -1 }],
    ["compare('b', 'a') == `1`", null, false],
    ["compare('a', 'a') | to_string(@)", null, '0'],
    ['compare(@[0], @[1])', ['𐀀', '￿'], { $int: 1 }],
    ['equal_fold(@[0], @[1])', ['Straße', 'STRAßE'], true],
    ['equal_fold(@[0], @[1])', ['ß', 'ss'], false],
    ['equal_fold(@[0], @[1])', ['K', 'K'], true],
    ['equal_fold(@[0], @[1])', ['Pod', 'pOD'], true],
  ])('%s of %j', (expression, data, expected) => {
    expect(answer(expression, data)).toEqual(expected);
  });
});

describe('replace', () => {
  test.each<[string, Json, Json]>([
    ["replace(@, 'a', 'b', `1`)", 'aaa', 'baa'],
    ["replace(@, 'a', 'b', `-1`)", 'aaa', 'bbb'],
    ["replace(@, '', '-', `2`)", 'abc', '-a-bc'],
    ["replace_all(@, '', '-')", 'aé', '-a-é-'],
    ["replace_all(@, 'aa', 'b')", 'aaaaa', 'bba'],
    ["replace_all(@, '$', '$&')", 'a$', 'a$&'],
    ["replace(@, 'a', 'b', `1.9`)", 'aaa', 'baa'],
  ])('%s of %j', (expression, data, expected) => {
    expect(answer(expression, data)).toEqual(expected);
  });
});

describe('upper and lower', () => {
  test.each<[string, Json, Json]>([
    ['to_upper(@)', 'aßé', 'AßÉ'],
    ['to_upper(@)', 'ᾳᾀŉ', 'ᾼᾈŉ'],
    ['to_lower(@)', 'İΣ', 'iσ'],
    ['to_lower(@)', 'ABC', 'abc'],
  ])('%s of %j', (expression, data, expected) => {
    expect(answer(expression, data)).toEqual(expected);
  });
});

describe('parts of a text', () => {
  test.each<[string, Json, Json]>([
    ["trim(@, 'ab')", 'abcxba', 'cx'],
    ["trim(@, '')", ' a ', ' a '],
    ["trim(@, 'a')", 'aaa', ''],
    ["trim_prefix(@, 'v')", 'vv1', 'v1'],
    ["split(@, '/')", 'a/b//c', ['a', 'b', '', 'c']],
    ["split(@, '')", 'aé😀', ['a', 'é', '😀']],
    ["split(@, 'x')", '', ['']],
    ['truncate(@, `2`)', 'é😀x', 'é😀'],
    ['truncate(@, `9`)', 'abc', 'abc'],
    ['truncate(@, `-1`)', 'abc', ''],
    ['truncate(@, `1.9`)', 'abc', 'a'],
    ['path_canonicalize(@)', '/a/../b//./c/', '/b/c'],
    ['path_canonicalize(@)', '../../a', '../../a'],
    ['path_canonicalize(@)', '/..', '/'],
    ['path_canonicalize(@)', '', ''],
    ['path_canonicalize(@)', 'a/..', '.'],
  ])('%s of %j', (expression, data, expected) => {
    expect(answer(expression, data)).toEqual(expected);
  });
});

describe('patterns and booleans', () => {
  test.each<[string, Json, Json]>([
    ["pattern_match('a*c', @)", 'abbc', true],
    ["pattern_match('a?c', @)", 'aéc', true],
    ["pattern_match('*', @)", '', true],
    ["pattern_match('', @)", 'a', false],
    ["pattern_match('8*', @)", 8080, true],
    ["pattern_match('16777216', @)", 16777217, true],
    ['to_boolean(@)', 'TrUe', true],
    ['to_boolean(@)', 'False', false],
    [
      'to_boolean(@)',
      'yes',
      "error: JMESPath function 'to_boolean': lowercase argument must be 'true' or 'false' (provided: 'yes')",
    ],
    ['to_boolean(@)', true, 'error: Invalid type for: true, expected: []jmespath.JpType{"string"}'],
  ])('%s of %j', (expression, data, expected) => {
    expect(answer(expression, data)).toEqual(expected);
  });
});
