import { describe, expect, test } from 'vitest';
import type { Json } from '../../../kube/json.ts';
import { answer } from '../testing.ts';

/** RE2 in its Go dress; the answers are upstream's. */

describe('regex_match', () => {
  test.each<[string, Json, Json]>([
    ['regex_match(@[0], @[1])', ['^[a-z0-9-]+$', 'web-1'], true],
    ['regex_match(@[0], @[1])', ['^[a-z0-9-]+$', 'Web'], false],
    ['regex_match(@[0], @[1])', ['b', 'abc'], true],
    ['regex_match(@[0], @[1])', ['(?i)B', 'abc'], true],
    ['regex_match(@[0], @[1])', ['^1$', 1], true],
    ['regex_match(@[0], @[1])', ['^a.c$', 'a\nc'], false],
    ['regex_match(@[0], @[1])', ['^a.c$', 'a c'], true],
    ['regex_match(@[0], @[1])', ['\\pL{2}', 'é😀'], false],
    ['regex_match(@[0], @[1])', ['[', 'a'], 'error: error parsing regexp: missing closing ]: `[`'],
    [
      'regex_match(@[0], @[1])',
      ['a(?=b)', 'a'],
      'error: error parsing regexp: invalid or unsupported Perl syntax: `(?=`',
    ],
    [
      'regex_match(@[0], @[1])',
      ['a\\', 'a'],
      'error: error parsing regexp: trailing backslash at end of expression: ``',
    ],
    ['regex_match(@[0], @[1])', ['(a*)*b', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaac'], false],
  ])('%s of %j', (expression, data, expected) => {
    expect(answer(expression, data)).toEqual(expected);
  });
});

describe('regex_replace_all', () => {
  test.each<[string, Json, Json]>([
    ['regex_replace_all(@[0], @[1], @[2])', ['a(b)?', 'abaa', '<$1>'], '<b><><>'],
    ['regex_replace_all(@[0], @[1], @[2])', ['a', 'aa', '$1x'], ''],
    ['regex_replace_all(@[0], @[1], @[2])', ['(?P<x>a)', 'aa', '${x}-$$-$y'], 'a-$-a-$-'],
    ['regex_replace_all(@[0], @[1], @[2])', ['x*', 'axb', '-'], '-a-b-'],
    ['regex_replace_all(@[0], @[1], @[2])', ['\\d', 12, 3], '33'],
    [
      'regex_replace_all(@[0], @[1], @[2])',
      ['(', 'a', ''],
      "error: JMESPath function 'regex_replace_all': error parsing regexp: missing closing ): `(`",
    ],
    ['regex_replace_all_literal(@[0], @[1], @[2])', ['a', 'aa', '$1'], '$1$1'],
    ['regex_replace_all_literal(@[0], @[1], @[2])', ['', 'é😀', '-'], '-é-😀-'],
    [
      'regex_replace_all_literal(@[0], @[1], @[2])',
      [')', 'a', ''],
      "error: JMESPath function 'regex_replace_all_literal': error parsing regexp: unexpected ): `)`",
    ],
  ])('%s of %j', (expression, data, expected) => {
    expect(answer(expression, data)).toEqual(expected);
  });
});

describe('random', () => {
  test.each<[string, Json, Json]>([
    ["random('')", null, 'error: no pattern provided'],
    ["random('(')", null, 'error: error parsing regexp: missing closing ): `(`'],
    ["length(random('[a-z]{6}'))", null, 6],
    ["regex_match('^[a-z]{2}-[0-9]{3}$', random('[a-z]{2}-[0-9]{3}'))", null, true],
    ["regex_match('^(a|b)[0-9][^a-z]?x+$', random('^(a|b)[0-9][^a-z]?x{1,3}$'))", null, true],
  ])('%s of %j', (expression, data, expected) => {
    expect(answer(expression, data)).toEqual(expected);
  });
});
