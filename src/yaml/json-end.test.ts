import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { endOfJson } from './json-end.ts';

function end(text: string): number {
  return endOfJson(Buffer.from(text), 0);
}

test('finds the end of every JSON text that JSON.stringify writes', () => {
  fc.assert(
    fc.property(fc.json(), fc.constantFrom('', ' ', '{', ']', '\n---'), (text, rest) => {
      expect(end(text + rest)).toBe(Buffer.byteLength(text));
    }),
  );
});

describe('agrees with JSON.parse on broken texts', () => {
  test.each([
    '{"a" 1}',
    '{"a":}',
    '[1,]',
    '[1 2]',
    '{,}',
    '"a',
    '"\\x"',
    '"\\u12G4"',
    '"\t"',
    '[01]',
    '[1.]',
    '[+1]',
    '[tru]',
    '{"a":1',
    '',
    '{1: 2}',
  ])('%s', (text) => {
    expect(() => JSON.parse(text) as unknown).toThrow(SyntaxError);
    expect(end(text)).toBeLessThan(0);
  });

  test('that are mutated at random', () => {
    fc.assert(
      fc.property(fc.json(), fc.nat(), fc.constantFrom('', '"', '{', ',', '0', '\\'), (text, at, put) => {
        const place = at % (text.length + 1);
        const changed = text.slice(0, place) + put + text.slice(place + 1);
        let valid = true;
        try {
          JSON.parse(changed);
        } catch {
          valid = false;
        }
        const whole = end(changed.trimStart()) === Buffer.byteLength(changed.trim());
        expect(whole).toBe(valid);
      }),
    );
  });
});

test.each<[string, number]>([
  ['{"a" 1}', 5],
  ['[1,]', 3],
  ['"a', 2],
  ['["\\x"]', 3],
  ['{"a": tru}', 6],
])('%s goes wrong at %i', (text, offset) => {
  expect(~end(text)).toBe(offset);
});

test('deep nesting takes no stack', () => {
  expect(end(`${'['.repeat(200_000)}${']'.repeat(200_000)}`)).toBe(400_000);
});
