import { expect, test } from 'vitest';
import { parseTime } from './time.ts';

test.each([
  ['2026-12-15T09:00:00Z', Date.UTC(2026, 11, 15, 9)],
  ['2026-12-15T09:00:00.5+01:00', Date.UTC(2026, 11, 15, 8, 0, 0, 500)],
  ['2026-12-15t09:00:00z', Date.UTC(2026, 11, 15, 9)],
  ['2024-02-29T00:00:00Z', Date.UTC(2024, 1, 29)],
  ['2026-02-29T00:00:00Z', undefined],
  ['2026-02-30T00:00:00Z', undefined],
  ['2026-13-01T00:00:00Z', undefined],
  ['2026-12-15T24:00:00Z', undefined],
  ['2026-12-15', undefined],
  ['2026-12-15T09:00:00', undefined],
  ['2026-12-15 09:00:00Z', undefined],
  ['12/15/2026', undefined],
  ['2026-12-15T09:00:00+24:00', undefined],
  ['', undefined],
])('%s', (text, time) => {
  expect(parseTime(text)).toBe(time);
});
