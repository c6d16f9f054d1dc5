import { describe, expect, test } from 'vitest';
import { CelError } from './error.ts';
import { showDuration } from './show.ts';
import { formatTimestamp, parseDuration, parseTimestamp, TimestampValue } from './time.ts';
import { localFields } from './time-zone.ts';

describe('timestamps', () => {
  test.each([
    ['2020-02-29T12:34:56.789Z', '2020-02-29T12:34:56.789Z'],
    ['2020-01-01T00:00:00+01:30', '2020-01-01T00:00:00+01:30'],
    ['0001-01-01T00:00:00Z', '0001-01-01T00:00:00Z'],
    ['2020-01-01T1:00:00Z', '2020-01-01T01:00:00Z'],
  ])('%s prints as %s', (text, printed) => {
    const time = parseTimestamp(text);
    expect(time instanceof TimestampValue && formatTimestamp(time)).toBe(printed);
  });

  test.each(['2021-02-29T00:00:00Z', '2020-01-01', '2020-01-01t00:00:00Z', '2020-01-01T24:00:00Z', 'x'])(
    '%s is none',
    (text) => {
      expect(parseTimestamp(text)).toBeNull();
    },
  );

  test('lie in the years 1 to 9999', () => {
    expect(parseTimestamp('0000-12-31T23:59:59Z')).toBeInstanceOf(CelError);
    expect(parseTimestamp('9999-12-31T23:59:59-00:01')).toBeInstanceOf(CelError);
  });
});

describe('zones', () => {
  const time = new TimestampValue(1_580_000_000, 0);

  test.each([
    ['UTC', 0],
    ['Europe/Berlin', 1],
    ['America/New_York', -5],
    ['02:00', 2],
    ['-03:30', -3.5],
  ])('%s', (zone, hours) => {
    const local = localFields(time, zone);
    expect(local instanceof CelError ? local.message : local.getTime()).toBe(
      (time.seconds + hours * 3600) * 1000,
    );
  });

  test.each([
    ['No/Where', 'unknown time zone No/Where'],
    ['a:00', 'strconv.Atoi: parsing "a": invalid syntax'],
  ])('%s is none', (zone, problem) => {
    const local = localFields(time, zone);
    expect(local instanceof CelError && local.message).toBe(problem);
  });
});

test.each([
  ['1h30m', '1h30m0s'],
  ['-1.5s', '-1.5s'],
  ['1.000001ms', '1.000001ms'],
  ['+5us', '5µs'],
  ['0', '0s'],
])('the duration %s is %s', (text, shown) => {
  expect(showDuration(parseDuration(text)?.nanos ?? -1n)).toBe(shown);
});

test.each(['', '1', 's', '1x', '1h 2m', '1e9s', '2562047h47m16.854775808s'])('%s is no duration', (text) => {
  expect(parseDuration(text)).toBeNull();
});
