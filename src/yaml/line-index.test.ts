import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { LineIndex } from './line-index.ts';
import { positionAt } from './position.ts';

const text = fc.array(fc.constantFrom('a', 'é', '😀', '\n', '\r\n', '\n\n')).map((parts) => parts.join(''));

test('says the same as counting from the start', () => {
  fc.assert(
    fc.property(text, (given) => {
      const index = new LineIndex(given);
      for (let offset = 0; offset <= given.length; offset++) {
        expect(index.positionAt(offset)).toEqual(positionAt(given, offset));
        if (given.slice(0, offset).isWellFormed()) {
          expect(index.byteAt(offset)).toBe(Buffer.byteLength(given.slice(0, offset)));
        }
      }
    }),
  );
});
