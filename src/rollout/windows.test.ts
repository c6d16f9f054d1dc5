import { describe, expect, test } from 'vitest';
import { parseCron } from './cron.ts';
import { type ChangeWindow, windowProblem, windowState } from './windows.ts';
import { localTime, timeOf } from './zone.ts';

const zurich = 'Europe/Zurich';
const office: ChangeWindow = { kind: 'Allow', schedule: '0 9 * * 1-4', duration: '6h', timeZone: zurich };
const freeze: ChangeWindow = {
  kind: 'Deny',
  from: '2026-12-15',
  until: '2027-01-05',
  timeZone: zurich,
  reason: 'year-end',
};

describe('windows', () => {
  test.each([
    ['no window', [], '2026-11-22T03:00:00Z', true],
    ['Monday at 9 in Zurich, winter', [office], '2026-11-23T08:00:00Z', true],
    ['a minute before', [office], '2026-11-23T07:59:00Z', false],
    ['Monday at 9 in Zurich, summer', [office], '2026-07-06T07:00:00Z', true],
    ['at the end', [office], '2026-11-23T14:00:00Z', false],
    ['a minute before the end', [office], '2026-11-23T13:59:00Z', true],
    ['Friday', [office], '2026-11-27T10:00:00Z', false],
    ['the freeze wins', [office, freeze], '2026-12-16T09:00:00Z', false],
    ['the first minute of the freeze is local', [freeze], '2026-12-14T23:00:00Z', false],
    ['the minute before it', [freeze], '2026-12-14T22:59:00Z', true],
    ['the last day is inside', [freeze], '2027-01-05T22:59:00Z', false],
    ['and then it ends', [freeze], '2027-01-05T23:00:00Z', true],
    [
      'across midnight',
      [{ kind: 'Allow', schedule: '0 22 * * *', duration: '4h' }],
      '2026-11-23T01:30:00Z',
      true,
    ],
    [
      'a scheduled freeze',
      [{ kind: 'Deny', schedule: '0 0 * * 5', duration: '3d' }],
      '2026-11-29T12:00:00Z',
      false,
    ],
  ] satisfies [string, ChangeWindow[], string, boolean][])('%s', (_, windows, time, open) => {
    expect(windowState(windows, Date.parse(time)).open).toBe(open);
  });

  test.each([
    ['over the weekend', [office], '2026-11-27T10:00:00Z', '2026-11-30T08:00:00.000Z'],
    [
      'after the freeze, at the next office hours',
      [office, freeze],
      '2026-12-20T09:00:00Z',
      '2027-01-06T08:00:00.000Z',
    ],
    [
      'in the middle of an allow window, when the deny ends',
      [
        { kind: 'Allow', schedule: '0 8 * * *', duration: '8h' },
        { kind: 'Deny', schedule: '0 8 * * *', duration: '2h' },
      ],
      '2026-11-23T09:00:00Z',
      '2026-11-23T10:00:00.000Z',
    ],
    [
      'never',
      [
        { kind: 'Allow', schedule: '0 8 * * *', duration: '2h' },
        { kind: 'Deny', schedule: '0 7 * * *', duration: '4h' },
      ],
      '2026-11-23T09:00:00Z',
      null,
    ],
  ] satisfies [string, ChangeWindow[], string, string | null][])(
    'opens next %s',
    (_, windows, time, expected) => {
      const { open, opensAt } = windowState(windows, Date.parse(time));
      expect(open).toBe(false);
      expect(opensAt === null ? null : new Date(opensAt).toISOString()).toBe(expected);
    },
  );

  test('the reason is the freeze’s own', () => {
    expect(windowState([freeze], Date.parse('2026-12-20T00:00:00Z')).reason).toBe('change freeze: year-end');
    expect(windowState([office], Date.parse('2026-11-22T00:00:00Z')).reason).toBe(
      'outside the change windows',
    );
  });

  test.each([
    [office, ''],
    [freeze, ''],
    [
      { kind: 'Allow', schedule: '0 9 30 2 *', duration: '1h' },
      'schedule: "0 9 30 2 *" names no day of any year',
    ],
    [{ kind: 'Allow', schedule: '0 9 29 2 MON', duration: '1h' }, ''],
    [
      { kind: 'Allow', schedule: '0 9 * *', duration: '1h' },
      'schedule: expected five cron fields such as "0 9 * * 1-5", found "0 9 * *"',
    ],
    [
      { kind: 'Allow', schedule: '61 9 * * *', duration: '1h' },
      'schedule: expected minute from 0 to 59, found "61"',
    ],
    [
      { kind: 'Allow', schedule: '0 9 * * FOO', duration: '1h' },
      'schedule: expected day of the week from 0 to 7, found "FOO"',
    ],
    [
      { kind: 'Allow', schedule: '0 9-8 * * *', duration: '1h' },
      'schedule: expected hour from 0 to 23, found "9-8"',
    ],
    [
      { kind: 'Allow', schedule: '*/0 * * * *', duration: '1h' },
      'schedule: expected minute from 0 to 59, found "*/0"',
    ],
    [{ kind: 'Allow', schedule: '0 9 * * *' }, 'a window is schedule and duration, or from and until'],
    [
      { kind: 'Deny', from: '2027-01-05', until: '2026-12-15' },
      'from 2027-01-05 lies after until 2026-12-15',
    ],
    [{ kind: 'Deny', from: '2027-01-05' }, 'a window is schedule and duration, or from and until'],
    [
      { ...office, timeZone: 'Mars/Olympus' },
      'timeZone: expected an IANA time zone such as Europe/Zurich, found "Mars/Olympus"',
    ],
  ] satisfies [ChangeWindow, string][])('what is impossible is said: %j', (window, expected) => {
    expect(windowProblem(window)).toBe(expected);
  });
});

describe('clocks', () => {
  test('a reading that spring skips is that much later, and of two in autumn the first counts', () => {
    const at = (month: number, day: number, hour: number, minute: number): string =>
      new Date(timeOf({ year: 2026, month, day, hour, minute }, zurich)).toISOString();
    expect(at(3, 29, 2, 30)).toBe('2026-03-29T01:30:00.000Z');
    expect(at(3, 29, 1, 59)).toBe('2026-03-29T00:59:00.000Z');
    expect(at(3, 29, 3, 0)).toBe('2026-03-29T01:00:00.000Z');
    expect(at(10, 25, 2, 30)).toBe('2026-10-25T00:30:00.000Z');
    expect(at(10, 25, 3, 0)).toBe('2026-10-25T02:00:00.000Z');
  });

  test.each([
    'Europe/Zurich',
    'America/New_York',
    'Asia/Kolkata',
    'Australia/Lord_Howe',
    'Pacific/Apia',
    'Etc/UTC',
  ])('every hour of a year in %s is read back', (zone) => {
    for (let time = Date.UTC(2026, 0, 1); time < Date.UTC(2027, 0, 1); time += 3_600_000) {
      const back = timeOf(localTime(time, zone), zone);
      expect(localTime(back, zone)).toEqual(localTime(time, zone));
    }
  });

  test('with both day fields, either is enough', () => {
    const cron = parseCron('0 0 1 * 1');
    expect(typeof cron === 'string' ? cron : cron.eitherDay).toBe(true);
    expect(parseCron('0 0 */2 * 1')).toMatchObject({ eitherDay: false });
    expect(parseCron('0 0 * * 7')).toMatchObject({ weekdays: new Set([0]) });
  });
});
