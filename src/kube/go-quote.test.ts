import { expect, test } from 'vitest';
import { goQuote, goQuoteRune } from './go-quote.ts';

test.each([
  ['', '""'],
  ['runtime/default', '"runtime/default"'],
  ['a"b\\c', '"a\\"b\\\\c"'],
  ['\x07\b\f\n\r\t\v', '"\\a\\b\\f\\n\\r\\t\\v"'],
  ['\0\x1b\x7f', '"\\x00\\x1b\\x7f"'],
  ['é<&>😀', '"é<&>😀"'],
  ["it's", '"it\'s"'],
  ['\u0080', '"\\u0080"'],
  ['\u00a0\u00ad\u200b\u2028\u3000\ufeff', '"\\u00a0\\u00ad\\u200b\\u2028\\u3000\\ufeff"'],
  ['\u{e0001}', '"\\U000e0001"'],
  ['\ud800x', '"\ufffdx"'],
])('%j', (text, quoted) => {
  expect(goQuote(text)).toBe(quoted);
});

test('runes', () => {
  expect(goQuoteRune("'")).toBe("'\\''");
  expect(goQuoteRune('"')).toBe("'\"'");
  expect(goQuoteRune('#')).toBe("'#'");
});
