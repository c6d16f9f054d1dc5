import { describe, expect, test } from 'vitest';
import { columns, count, oneLine, widthOf, wrap } from './layout.ts';

describe('widthOf', () => {
  test.each([
    ['shop', 4],
    ['\u001b[31mshop\u001b[39m', 4],
    ['支付', 4],
    ['é', 1],
    ['🚀', 2],
    ['', 0],
  ])('%j is %d columns', (text, width) => expect(widthOf(text)).toBe(width));
});

describe('wrap', () => {
  test('breaks at spaces', () => expect(wrap('one two three', 9)).toEqual(['one two', 'three']));
  test('indents every line', () => expect(wrap('one two', 5, '  ')).toEqual(['  one', '  two']));
  test('keeps a long word whole', () => expect(wrap('abcdefghij k', 4)).toEqual(['abcdefghij', 'k']));
});

test('columns are as wide as their widest cell', () =>
  expect(
    columns([
      ['a', 'bb', 'c'],
      ['aaa', 'b', ''],
    ]),
  ).toEqual(['a    bb  c', 'aaa  b']));

describe('oneLine keeps text from a manifest from writing on the terminal', () => {
  test.each([
    ['two\n  lines', 'two lines'],
    ['\u001b[2Jgone', '\ufffd[2Jgone'],
    ['bell\u0007', 'bell\ufffd'],
    ['plain é', 'plain é'],
  ])('%j', (text, line) => expect(oneLine(text)).toBe(line));
});

test.each([
  [1, 'workload', '1 workload'],
  [2, 'workload', '2 workloads'],
  [0, 'policy', '0 policies'],
  [12_000, 'edit', '12,000 edits'],
])('count(%d, %s)', (n, noun, text) => expect(count(n, noun)).toBe(text));
