import { parseDuration, printDuration } from '../../../kube/duration.ts';
import { JMESPathError } from '../error.ts';
import { parseInt64 } from '../go-number.ts';
import {
  addNanos,
  formatRfc3339,
  fromDate,
  inNanos,
  parseTime,
  partsOf,
  RFC3339,
  type Time,
} from '../go-time.ts';
import type { Run } from '../run.ts';
import type { Value } from '../value.ts';
import { type FunctionEntry, functionError, textArg } from './entry.ts';

export const timeFunctions: readonly FunctionEntry[] = [
  {
    name: 'time_since',
    args: [['string'], ['string'], ['string']],
    returns: 'string',
    note: 'From the second argument to the third, or to now when that is empty; the first is the layout of both.',
    call: timeSince,
  },
  clock('time_now', 'Now.'),
  clock('time_now_utc', 'Now, in UTC.'),
  {
    name: 'time_add',
    args: [['string'], ['string']],
    returns: 'string',
    note: 'A time, later by a duration.',
    call: (args) => formatRfc3339(addNanos(timeArg(args, 0), durationArg(args, 1))),
  },
  {
    name: 'time_parse',
    args: [['string'], ['string']],
    returns: 'string',
    note: 'A time in the layout of the first argument, or in seconds since 1970 when that is a number.',
    call: timeParse,
  },
  {
    name: 'time_to_cron',
    args: [['string']],
    returns: 'string',
    note: 'The cron schedule that begins at a time.',
    call: (args) => {
      const date = partsOf(timeArg(args, 0));
      const month = date.getUTCMonth() + 1;
      return [date.getUTCMinutes(), date.getUTCHours(), date.getUTCDate(), month, date.getUTCDay()].join(' ');
    },
  },
  {
    name: 'time_utc',
    args: [['string']],
    returns: 'string',
    note: 'A time, in UTC.',
    call: (args) => formatRfc3339({ ...timeArg(args, 0), offset: 0 }),
  },
  {
    name: 'time_diff',
    args: [['string'], ['string']],
    returns: 'string',
    note: 'The duration from the first time to the second.',
    call: (args) => between(timeArg(args, 0), timeArg(args, 1)),
  },
  {
    name: 'time_before',
    args: [['string'], ['string']],
    returns: 'bool',
    note: 'Whether the first time lies before the second.',
    call: (args) => isBefore(timeArg(args, 0), timeArg(args, 1)),
  },
  {
    name: 'time_after',
    args: [['string'], ['string']],
    returns: 'bool',
    note: 'Whether the first time lies after the second.',
    call: (args) => isAfter(timeArg(args, 0), timeArg(args, 1)),
  },
  {
    name: 'time_between',
    args: [['string'], ['string'], ['string']],
    returns: 'bool',
    note: 'Whether the first time lies after the second and before the third.',
    call: (args) => {
      const [time, start, end] = [timeArg(args, 0), timeArg(args, 1), timeArg(args, 2)];
      return isBefore(start, time) && isBefore(time, end);
    },
  },
  {
    name: 'time_truncate',
    args: [['string'], ['string']],
    returns: 'string',
    note: 'A time, rounded down to a multiple of a duration since year 1.',
    call: (args) => formatRfc3339(truncate(timeArg(args, 0), durationArg(args, 1))),
  },
];

function clock(name: string, note: string): FunctionEntry {
  return { name, args: [], returns: 'string', note, call: (_, run) => formatRfc3339(now(name, run)) };
}

function now(name: string, run: Run): Time {
  const { now } = run.options;
  if (now === undefined) throw functionError(name, 'the time is not known here');
  return fromDate(now);
}

function timeArg(args: readonly Value[], index: number): Time {
  return parseTime(RFC3339, textArg(args, index));
}

function durationArg(args: readonly Value[], index: number): bigint {
  const duration = parseDuration(textArg(args, index));
  if (typeof duration === 'string') throw new JMESPathError(duration);
  return duration;
}

function timeSince(args: readonly Value[], run: Run): string {
  const layout = textArg(args, 0) || RFC3339;
  const start = parseTime(layout, textArg(args, 1));
  const end = textArg(args, 2) === '' ? now('time_since', run) : parseTime(layout, textArg(args, 2));
  return between(start, end);
}

function timeParse(args: readonly Value[]): string {
  const [layout, text] = [textArg(args, 0), textArg(args, 1)];
  if (typeof parseInt64(layout) === 'string') return formatRfc3339(parseTime(layout, text));
  const seconds = parseInt64(text);
  if (typeof seconds === 'string') throw new JMESPathError(seconds);
  return formatRfc3339({ seconds: Number(seconds), nanos: 0, offset: 0 });
}

/** Saturates where an int64 of nanoseconds ends, after 292 years. */
function between(start: Time, end: Time): string {
  const nanos = inNanos(end) - inNanos(start);
  const limit = 2n ** 63n;
  return printDuration(nanos >= limit ? limit - 1n : nanos < -limit ? -limit : nanos);
}

function isBefore(a: Time, b: Time): boolean {
  return inNanos(a) < inNanos(b);
}

function isAfter(a: Time, b: Time): boolean {
  return isBefore(b, a);
}

function truncate(time: Time, step: bigint): Time {
  if (step <= 0n) return time;
  const since = inNanos(time) - YEAR_ONE;
  return addNanos(time, -(since % step));
}

/** Nanoseconds from 1970 to Go's zero time. */
const YEAR_ONE = -62_135_596_800_000_000_000n;
