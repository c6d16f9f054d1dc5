import { describe, expect, test } from 'vitest';
import type { Json } from '../../../kube/json.ts';
import { answer } from '../testing.ts';

/** Times in Go's layouts; the answers are upstream's. */

describe('arithmetic', () => {
  test.each<[string, Json, Json]>([
    ["time_add('2024-02-28T23:30:00Z', '1h')", null, '2024-02-29T00:30:00Z'],
    ["time_add('2024-02-28T23:30:00Z', '-24h')", null, '2024-02-27T23:30:00Z'],
    ["time_add('2024-02-28T23:30:00Z', '1x')", null, 'error: time: unknown unit "x" in duration "1x"'],
    ["time_add('2024-02-28T23:30:00+05:30', '1h')", null, '2024-02-29T00:30:00+05:30'],
    ["time_diff('2024-02-28T23:30:00Z', '2024-03-01T00:00:00Z')", null, '24h30m0s'],
    ["time_diff('2024-02-28T23:30:00Z', '0001-01-01T00:00:00Z')", null, '-2562047h47m16.854775808s'],
    ["time_before('2024-02-28T23:30:00Z', '2024-02-28T23:30:01Z')", null, true],
    ["time_after('2024-02-28T23:30:00Z', '2024-02-29T00:30:00+01:00')", null, false],
    ["time_between('2024-02-28T23:30:00Z', '2024-01-01T00:00:00Z', '2025-01-01T00:00:00Z')", null, true],
    ["time_between('2024-02-28T23:30:00Z', '2024-02-28T23:30:00Z', '2025-01-01T00:00:00Z')", null, false],
    ["time_truncate('2024-02-28T23:30:00Z', '24h')", null, '2024-02-28T00:00:00Z'],
    ["time_truncate('2024-02-28T23:30:00Z', '0s')", null, '2024-02-28T23:30:00Z'],
    ["time_truncate('2024-02-28T23:30:00.123456789Z', '7m')", null, '2024-02-28T23:24:00Z'],
    ["time_to_cron('2024-02-28T23:30:00Z')", null, '30 23 28 2 3'],
    ["time_to_cron('2024-02-28T23:30:00-07:00')", null, '30 23 28 2 3'],
    ["time_utc('2024-02-28T23:30:00-07:00')", null, '2024-02-29T06:30:00Z'],
    ["time_since('', '2024-02-28T23:30:00Z', '2024-03-01T00:00:00Z')", null, '24h30m0s'],
    ["time_since('2006-01-02', '2024-02-28', '2024-03-01')", null, '48h0m0s'],
  ])('%s of %j', (expression, data, expected) => {
    expect(answer(expression, data)).toEqual(expected);
  });
});

describe('what is no RFC 3339', () => {
  test.each<[string, Json, Json]>([
    ['time_utc(@)', '2024-02-30T00:00:00Z', 'error: parsing time "2024-02-30T00:00:00Z": day out of range'],
    ['time_utc(@)', '2024-13-01T00:00:00Z', 'error: parsing time "2024-13-01T00:00:00Z": month out of range'],
    [
      'time_utc(@)',
      '2024-02-28',
      'error: parsing time "2024-02-28" as "2006-01-02T15:04:05Z07:00": cannot parse "" as "T"',
    ],
    ['time_utc(@)', '2024-02-28T24:00:00Z', 'error: parsing time "2024-02-28T24:00:00Z": hour out of range'],
    [
      'time_utc(@)',
      '2024-02-28T23:60:00Z',
      'error: parsing time "2024-02-28T23:60:00Z": minute out of range',
    ],
    [
      'time_utc(@)',
      '2024-02-28T23:30:60Z',
      'error: parsing time "2024-02-28T23:30:60Z": second out of range',
    ],
    [
      'time_utc(@)',
      '2024-02-28T23:30:00',
      'error: parsing time "2024-02-28T23:30:00" as "2006-01-02T15:04:05Z07:00": cannot parse "" as "Z07:00"',
    ],
    [
      'time_utc(@)',
      '2024-02-28T23:30:00+25:00',
      'error: parsing time "2024-02-28T23:30:00+25:00": time zone offset hour out of range',
    ],
    [
      'time_utc(@)',
      '2024-02-28T23:30:00 Z',
      'error: parsing time "2024-02-28T23:30:00 Z" as "2006-01-02T15:04:05Z07:00": cannot parse " Z" as "Z07:00"',
    ],
    [
      'time_utc(@)',
      'é',
      'error: parsing time "\\xc3\\xa9" as "2006-01-02T15:04:05Z07:00": cannot parse "\\xc3\\xa9" as "2006"',
    ],
    ['time_utc(@)', '', 'error: parsing time "" as "2006-01-02T15:04:05Z07:00": cannot parse "" as "2006"'],
    ['time_utc(@)', '2024-02-28T23:30:00Zx', 'error: parsing time "2024-02-28T23:30:00Zx": extra text: "x"'],
    [
      'time_utc(@)',
      '2024-2-28T23:30:00Z',
      'error: parsing time "2024-2-28T23:30:00Z" as "2006-01-02T15:04:05Z07:00": cannot parse "2-28T23:30:00Z" as "01"',
    ],
    [
      'time_utc(@)',
      '2024-02-28t23:30:00Z',
      'error: parsing time "2024-02-28t23:30:00Z" as "2006-01-02T15:04:05Z07:00": cannot parse "t23:30:00Z" as "T"',
    ],
  ])('%s of %j', (expression, data, expected) => {
    expect(answer(expression, data)).toEqual(expected);
  });
});

describe('time_parse', () => {
  test.each<[string, Json, Json]>([
    ['time_parse(@[0], @[1])', ['123', '1706000000'], '2024-01-23T08:53:20Z'],
    ['time_parse(@[0], @[1])', ['123', 'x'], 'error: strconv.ParseInt: parsing "x": invalid syntax'],
    [
      'time_parse(@[0], @[1])',
      ['1', '99999999999999999999'],
      'error: strconv.ParseInt: parsing "99999999999999999999": value out of range',
    ],
    ['time_parse(@[0], @[1])', ['2006-01-02', '2024-02-29'], '2024-02-29T00:00:00Z'],
    [
      'time_parse(@[0], @[1])',
      ['Mon Jan _2 15:04:05 2006', 'Wed Feb  7 01:02:03 2024'],
      '2024-02-07T01:02:03Z',
    ],
    [
      'time_parse(@[0], @[1])',
      ['Mon, 02 Jan 2006 15:04:05 MST', 'Wed, 07 Feb 2024 01:02:03 PST'],
      '2024-02-07T01:02:03Z',
    ],
    ['time_parse(@[0], @[1])', ['02 Jan 06 15:04 MST', '07 Feb 24 01:02 GMT+3'], '2024-02-07T04:02:00+03:00'],
    [
      'time_parse(@[0], @[1])',
      ['02 Jan 06 15:04 -0700', '07 Feb 69 01:02 -0830'],
      '1969-02-07T01:02:00-08:30',
    ],
    ['time_parse(@[0], @[1])', ['3:04PM', '12:00AM'], '0000-01-01T00:00:00Z'],
    [
      'time_parse(@[0], @[1])',
      ['3:04PM', '1:00pm'],
      'error: parsing time "1:00pm" as "3:04PM": cannot parse "pm" as "PM"',
    ],
    ['time_parse(@[0], @[1])', ['15:04:05', '01:02:03.5'], '0000-01-01T01:02:03Z'],
    [
      'time_parse(@[0], @[1])',
      ['15:04:05.000', '01:02:03.5'],
      'error: parsing time "01:02:03.5" as "15:04:05.000": cannot parse ".5" as ".000"',
    ],
    ['time_parse(@[0], @[1])', ['2006-002', '2024-366'], '2024-12-31T00:00:00Z'],
    [
      'time_parse(@[0], @[1])',
      ['2006-002', '2023-366'],
      'error: parsing time "2023-366": day-of-year out of range',
    ],
    [
      'time_parse(@[0], @[1])',
      ['2006 __2 Jan', '2024  60 Mar'],
      'error: parsing time "2024  60 Mar": day-of-year does not match month',
    ],
    ['time_parse(@[0], @[1])', ['January 2, 2006', 'february 29, 2024'], '2024-02-29T00:00:00Z'],
    ['time_parse(@[0], @[1])', ['Month 2', 'Month 3'], '0000-01-03T00:00:00Z'],
    [
      'time_parse(@[0], @[1])',
      ['2006-01-02T15:04:05.999Z07', '2024-02-28T01:02:03+05'],
      '2024-02-28T01:02:03+05:00',
    ],
    [
      'time_parse(@[0], @[1])',
      ['2006-01-02 15:04:05 -07:00:00', '2024-02-28 01:02:03 +05:30:15'],
      '2024-02-28T01:02:03+05:30',
    ],
    ['time_parse(@[0], @[1])', ['2006', '2024x'], 'error: strconv.ParseInt: parsing "2024x": invalid syntax'],
    ['time_parse(@[0], @[1])', ['2006', '24'], '1970-01-01T00:00:24Z'],
    ['time_parse(@[0], @[1])', ['01', '13'], '1970-01-01T00:00:13Z'],
    [
      'time_parse(@[0], @[1])',
      ['Z07:00', '+2400'],
      'error: parsing time "+2400" as "Z07:00": cannot parse "+2400" as "Z07:00"',
    ],
    [
      'time_parse(@[0], @[1])',
      ['Z07:00', '+24:61'],
      'error: parsing time "+24:61": time zone offset minute out of range',
    ],
    [
      'time_parse(@[0], @[1])',
      ['MST', 'ABCDEF'],
      'error: parsing time "ABCDEF" as "MST": cannot parse "ABCDEF" as "MST"',
    ],
    ['time_parse(@[0], @[1])', ['_2006', '_2024'], '2024-01-01T00:00:00Z'],
    ['time_parse(@[0], @[1])', ['2006  01', '2024 02'], '2024-02-01T00:00:00Z'],
  ])('%s of %j', (expression, data, expected) => {
    expect(answer(expression, data)).toEqual(expected);
  });
});
