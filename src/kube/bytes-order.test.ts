import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareBytes, sortedSet } from './bytes-order.ts';

test.each([
  ['', 'a', -1],
  ['a', 'a', 0],
  ['a', 'aa', -1],
  ['L', 'c', -1],
  ['\uff5e', '\u{1f600}', -1],
  ['\ue000', '\u{10000}', -1],
  ['\ud7ff', '\ue000', -1],
])('%j against %j is %d', (a, b, order) => {
  expect(Math.sign(compareBytes(a, b))).toBe(order);
  expect(Math.sign(compareBytes(b, a)) + order).toBe(0);
});

test('agrees with the order of the bytes', () => {
  const bytes = (text: string) => new TextEncoder().encode(text);
  const unit = fc.constantFrom('a', 'b', 'é', '\ud7ff', '\ue000', '\uffff', '\u{10000}', '\u{1f600}');
  const text = fc.string({ unit });
  fc.assert(
    fc.property(text, text, (a, b) => {
      expect(Math.sign(compareBytes(a, b))).toBe(Buffer.compare(bytes(a), bytes(b)));
    }),
  );
});

test('sortedSet', () => {
  expect(sortedSet(['b', 'a', 'b', 'B'])).toEqual(['B', 'a', 'b']);
});
