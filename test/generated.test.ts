import { expect, test } from 'vitest';
import { generated, stale } from '../tools/generate.ts';

test('what is made from the schemas is up to date', () => {
  expect(generated().size).toBeGreaterThan(0);
  expect(stale()).toEqual([]);
});
