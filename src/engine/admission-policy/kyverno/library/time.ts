import {
  type DurationValue,
  durationType,
  global,
  type Library,
  type Macro,
  stringType,
  TimestampValue,
  timestampType,
  type Value,
} from '../../../../language/cel/index.ts';

/** The name under which an activation holds the time of the request. */
export const nowVariable = '@now';

/** `time.now()` is the time of the request: an engine reads no clock. */
const now: Macro = {
  name: 'now',
  receiver: true,
  args: 0,
  expand: (helper, target) =>
    target?.kind === 'ident' && target.name === 'time' ? helper.ident(nowVariable) : null,
};

export function nowValue(time: Date): TimestampValue {
  const seconds = Math.floor(time.getTime() / 1000);
  return new TimestampValue(seconds, (time.getTime() - seconds * 1000) * 1_000_000);
}

function toCron(moment?: Value): Value {
  const date = new Date((moment as TimestampValue).seconds * 1000);
  const month = date.getUTCMonth() + 1;
  return `${date.getUTCMinutes()} ${date.getUTCHours()} ${date.getUTCDate()} ${month} ${date.getUTCDay()}`;
}

const billion = 1_000_000_000n;
/** Seconds from the year 1, where Go's Truncate counts from, to 1970. */
const yearOne = 62_135_596_800n;

function truncate(moment?: Value, step?: Value): Value {
  const { seconds, nanos, zone } = moment as TimestampValue;
  const unit = (step as DurationValue).nanos;
  if (unit <= 0n) return moment as Value;
  const sinceYearOne = (BigInt(seconds) + yearOne) * billion + BigInt(nanos);
  const cut = sinceYearOne - (sinceYearOne % unit);
  return new TimestampValue(Number(cut / billion - yearOne), Number(cut % billion), zone);
}

/** kyverno/sdk extensions/cel/libs/time. */
export const timeLibrary: Library = {
  macros: [now],
  variables: { [nowVariable]: timestampType },
  functions: [
    { name: 'time.toCron', overloads: [global('time_to_cron', [timestampType], stringType, toCron)] },
    {
      name: 'time.truncate',
      overloads: [global('time_truncate', [timestampType, durationType], timestampType, truncate)],
    },
  ],
};
