import { type FunctionDecl, member, type Overload } from '../check/declaration.ts';
import { durationType, intType, stringType, timestampType } from '../check/type.ts';
import { CelError } from '../value/error.ts';
import { intValue } from '../value/number.ts';
import type { DurationValue, TimestampValue } from '../value/time.ts';
import { localFields } from '../value/time-zone.ts';
import type { Value } from '../value/value.ts';

type Field = (date: Date, time: TimestampValue) => number;

function read(field: Field): (time: Value, zone?: Value) => Value {
  return (time, zone = 'UTC') => {
    const date = localFields(time as TimestampValue, zone as string);
    return date instanceof CelError ? date : field(date, time as TimestampValue);
  };
}

function getter(
  name: string,
  id: string,
  field: Field,
  inDuration?: readonly [string, bigint],
): FunctionDecl {
  const run = read(field) as NonNullable<Overload['run']>;
  const overloads = [
    member(`timestamp_to_${id}`, [timestampType], intType, run),
    member(`timestamp_to_${id}_with_tz`, [timestampType, stringType], intType, run),
  ];
  if (inDuration) {
    const [durationId, unit] = inDuration;
    overloads.push(
      member(durationId, [durationType], intType, (duration) =>
        intValue((duration as DurationValue).nanos / unit),
      ),
    );
  }
  return { name, overloads };
}

function dayOfYear(date: Date): number {
  const start = new Date(0);
  start.setUTCFullYear(date.getUTCFullYear(), 0, 1);
  return Math.floor((date.getTime() - start.getTime()) / 86_400_000);
}

/** In the specification a duration's milliseconds are what its seconds leave over; cel-go gives the whole in milliseconds. */
export const millisecondsOfSecond: FunctionDecl = {
  name: 'getMilliseconds',
  overloads: [
    member('duration_to_milliseconds', [durationType], intType, (duration) =>
      intValue(((duration as DurationValue).nanos / 1_000_000n) % 1000n),
    ),
  ],
};

/** The fields of timestamps and the lengths of durations. */
export const timeFunctions: readonly FunctionDecl[] = [
  getter('getFullYear', 'year', (date) => date.getUTCFullYear()),
  getter('getMonth', 'month', (date) => date.getUTCMonth()),
  getter('getDayOfYear', 'day_of_year', dayOfYear),
  getter('getDayOfMonth', 'day_of_month', (date) => date.getUTCDate() - 1),
  getter('getDate', 'day_of_month_1_based', (date) => date.getUTCDate()),
  getter('getDayOfWeek', 'day_of_week', (date) => date.getUTCDay()),
  getter('getHours', 'hours', (date) => date.getUTCHours(), ['duration_to_hours', 3_600_000_000_000n]),
  getter('getMinutes', 'minutes', (date) => date.getUTCMinutes(), ['duration_to_minutes', 60_000_000_000n]),
  getter('getSeconds', 'seconds', (date) => date.getUTCSeconds(), ['duration_to_seconds', 1_000_000_000n]),
  getter('getMilliseconds', 'milliseconds', (_, time) => Math.floor(time.nanos / 1_000_000), [
    'duration_to_milliseconds',
    1_000_000n,
  ]),
];
