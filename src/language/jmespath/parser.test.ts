import { describe, expect, test } from 'vitest';
import type { Json } from '../../kube/json.ts';
import { answer } from './testing.ts';

/** What cannot be parsed, in upstream's words. */

describe('syntax errors', () => {
  test.each<[string, Json, Json]>([
    ['', null, 'error: SyntaxError: Incomplete expression'],
    [' ', null, 'error: SyntaxError: Incomplete expression'],
    ['a.', null, 'error: SyntaxError: Expected identifier, lbracket, or lbrace'],
    ['a..b', null, 'error: SyntaxError: Expected identifier, lbracket, or lbrace'],
    ['.a', null, 'error: SyntaxError: Invalid token: tDot'],
    ['a[', null, 'error: SyntaxError: Expected tStar, received: tEOF'],
    ['a[0', null, 'error: SyntaxError: Expected tRbracket, received: tEOF'],
    ['a[0:1:2:3]', null, 'error: SyntaxError: Expected tRbracket, received: tNumber'],
    ['a[b]', null, 'error: SyntaxError: Expected tStar, received: tUnquotedIdentifier'],
    ['a]', null, 'error: SyntaxError: Unexpected token at the end of the expression: tRbracket'],
    ['(a', null, 'error: SyntaxError: Expected tRparen, received: tEOF'],
    ['a)', null, 'error: SyntaxError: Unexpected token at the end of the expression: tRparen'],
    ['a b', null, 'error: SyntaxError: Unexpected token at the end of the expression: tUnquotedIdentifier'],
    ['[a', null, 'error: SyntaxError: Expected tComma, received: tEOF'],
    ['{a', null, 'error: SyntaxError: Expected tColon, received: tEOF'],
    ['{a:', null, 'error: SyntaxError: Incomplete expression'],
    ['{a: b', null, 'error: SyntaxError: Expected tQuotedIdentifier or tUnquotedIdentifier'],
    ['{a b}', null, 'error: SyntaxError: Expected tColon, received: tUnquotedIdentifier'],
    ['{`a`: b}', null, 'error: SyntaxError: Expected tQuotedIdentifier or tUnquotedIdentifier'],
    ['a == ', null, 'error: SyntaxError: Incomplete expression'],
    ['= a', null, 'error: SyntaxError: Invalid token: tUnknown'],
    ['a = b', null, 'error: SyntaxError: Unexpected token at the end of the expression: tUnknown'],
    ['a &', null, 'error: SyntaxError: Unexpected token at the end of the expression: tExpref'],
    ['&', null, 'error: SyntaxError: Incomplete expression'],
    ['!', null, 'error: SyntaxError: Incomplete expression'],
    ["'abc", null, "error: SyntaxError: Unclosed delimiter: '"],
    ['"abc', null, 'error: SyntaxError: Unclosed delimiter: "'],
    ['`abc', null, 'error: SyntaxError: Unclosed delimiter: `'],
    ['`{"a"`', null, 'error: unexpected end of JSON input'],
    ['`tru`', null, "error: invalid character ' ' in literal true (expecting 'e')"],
    ['"\\x"', null, "error: invalid character 'x' in string escape code"],
    ['"a"(b)', null, "error: SyntaxError: Can't have quoted identifier as function Name."],
    ['a.`1`', null, 'error: SyntaxError: Expected identifier, lbracket, or lbrace'],
    ["a.'x'", null, 'error: SyntaxError: Expected identifier, lbracket, or lbrace'],
    ['*a', null, 'error: SyntaxError: Unexpected token at the end of the expression: tUnquotedIdentifier'],
    ['a.*b', null, 'error: SyntaxError: Unexpected token at the end of the expression: tUnquotedIdentifier'],
    ['[-]', null, 'error: SyntaxError: Unexpected token at the end of the expression: tNumber'],
    ['a[-]', null, 'error: strconv.Atoi: parsing "-": invalid syntax'],
    [
      'a[99999999999999999999]',
      null,
      'error: strconv.Atoi: parsing "99999999999999999999": value out of range',
    ],
    [
      '[99999999999999999999]',
      null,
      'error: SyntaxError: Unexpected token at the end of the expression: tNumber',
    ],
    ['#', null, "error: SyntaxError: Unknown char: '#'"],
    ['é', null, "error: SyntaxError: Unknown char: '\\u00e9'"],
    ['😀', null, "error: SyntaxError: Unknown char: '\\U0001f600'"],
    ['a.é', null, "error: SyntaxError: Unknown char: '\\u00e9'"],
    ["'a\\\\'", null, "error: SyntaxError: Unclosed delimiter: '"],
    ['foo(', null, 'error: SyntaxError: Incomplete expression'],
    ['foo(a', null, 'error: SyntaxError: Incomplete expression'],
    ['foo(,)', null, 'error: SyntaxError: Invalid token: tComma'],
    ['a[?', null, 'error: SyntaxError: Incomplete expression'],
    ['a[?b', null, 'error: SyntaxError: Expected tRbracket, received: tEOF'],
    ['a[*', null, 'error: SyntaxError: Expected tRbracket, received: tEOF'],
    ['a[]b', null, 'error: SyntaxError: Unexpected token at the end of the expression: tUnquotedIdentifier'],
    ['a | ', null, 'error: SyntaxError: Incomplete expression'],
    ['| a', null, 'error: SyntaxError: Invalid token: tPipe'],
    ['@@', null, 'error: SyntaxError: Unexpected token at the end of the expression: tCurrent'],
    ['a:b', null, 'error: SyntaxError: Unexpected token at the end of the expression: tColon'],
    [',', null, 'error: SyntaxError: Invalid token: tComma'],
    ['$', null, "error: SyntaxError: Unknown char: '$'"],
    ['a[1,2]', null, 'error: SyntaxError: Expected tRbracket, received: tComma'],
    ['{a: b, }', null, 'error: SyntaxError: Expected tQuotedIdentifier or tUnquotedIdentifier'],
  ])('%s of %j', (expression, data, expected) => {
    expect(answer(expression, data)).toEqual(expected);
  });
});

describe('what upstream lets pass', () => {
  test.each<[string, Json, Json]>([
    ['{a: @ b: @}', 1, { a: 1, b: 1 }],
    ['[@, @]', 1, [1, 1]],
    ["'it\\'s'", null, "it's"],
    ["'\\n'", null, '\\n'],
    ['"\\n"', { '\n': 1 }, 1],
    ['`"\\u00e9\\`"`', null, 'é`'],
    ['a.b.c', { a: { b: { c: 1 } } }, 1],
    ['a|b', { a: { b: 1 } }, 1],
    ['a||b&&c', { a: false, b: 1, c: 2 }, 2],
    ['!a==b', { a: 1, b: false }, true],
    ['-1', null, 'error: SyntaxError: Invalid token: tNumber'],
    ['[0]', [7], 7],
    ['*', { a: 1 }, [1]],
    ['[*]', [1], [1]],
    ['[]', [[1]], [1]],
    ['[?@]', [0, null], [0]],
    ['\ta\n', { a: 1 }, 1],
    ['[ 0 ]', [7], 7],
    ['a [0]', { a: [7] }, 7],
  ])('%s of %j', (expression, data, expected) => {
    expect(answer(expression, data)).toEqual(expected);
  });
});
