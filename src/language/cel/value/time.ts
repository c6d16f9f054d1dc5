import { CelError } from './error.ts';
import { MAX_INT, MIN_INT } from './number.ts';

/** A moment, to the nanosecond, with the offset it was written with (it is printed again with it). */
export class TimestampValue {
  /** Seconds since 1970, rounded down. */
  readonly seconds: number;
  readonly nanos: number;
  /** Minutes east of UTC. */
  readonly zone: number;

  constructor(seconds: number, nanos: number, zone = 0) {
    this.seconds = seconds;
    this.nanos = nanos;
    this.zone = zone;
  }
}

/** A length of time in nanoseconds, within int64. */
export class DurationValue {
  readonly nanos: bigint;

  constructor(nanos: bigint) {
    this.nanos = nanos;
  }
}

const FIRST_SECOND = -62135596800;
const LAST_SECOND = 253402300799;
const BILLION = 1_000_000_000n;

/** A timestamp, or `timestamp overflow` outside the years 1 to 9999. */
export function timestampAt(seconds: number | bigint, nanos: number, zone = 0): TimestampValue | CelError {
  if (seconds < FIRST_SECOND || seconds > LAST_SECOND) return new CelError('timestamp overflow');
  return new TimestampValue(Number(seconds), nanos, zone);
}

const RFC3339 = /^(\d{4})-(\d\d)-(\d\d)T(\d{1,2}):(\d\d):(\d\d)(?:[.,](\d+))?(?:Z|([+-])(\d\d):(\d\d))$/;

/** Parses RFC 3339 as Go's time.Parse does; null when it is none. */
export function parseTimestamp(text: string): TimestampValue | CelError | null {
  const match = RFC3339.exec(text);
  if (match === null) return null;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return null;
  if (hour > 23 || minute > 59 || second > 59) return null;
  const zoneHours = Number(match[9] ?? 0);
  const zoneMinutes = Number(match[10] ?? 0);
  if (zoneHours > 24 || zoneMinutes > 60) return null;
  const zone = (match[8] === '-' ? -1 : 1) * (zoneHours * 60 + zoneMinutes);
  const nanos = Number((match[7] ?? '').slice(0, 9).padEnd(9, '0'));
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute, second);
  return timestampAt(date.getTime() / 1000 - zone * 60, nanos, zone === 0 ? 0 : zone);
}

function daysIn(year: number, month: number): number {
  const date = new Date(0);
  date.setUTCFullYear(year, month, 0);
  return date.getUTCDate();
}

/** As Go's RFC3339Nano: the fraction without trailing zeros, the zone as it was written. */
export function formatTimestamp(time: TimestampValue, utc = false): string {
  const zone = utc ? 0 : time.zone;
  const date = new Date((time.seconds + zone * 60) * 1000);
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${String(date.getUTCFullYear()).padStart(4, '0')}-${two(date.getUTCMonth() + 1)}-${two(date.getUTCDate())}`;
  const clock = `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}`;
  const fraction = time.nanos === 0 ? '' : `.${String(time.nanos).padStart(9, '0').replace(/0+$/, '')}`;
  if (zone === 0) return `${day}T${clock}${fraction}Z`;
  const minutes = Math.abs(zone);
  return `${day}T${clock}${fraction}${zone < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

const UNITS: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1000n,
  µs: 1000n,
  μs: 1000n,
  ms: 1_000_000n,
  s: BILLION,
  m: 60n * BILLION,
  h: 3600n * BILLION,
};

/** Parses `1h30m`, `-1.5s` as Go's time.ParseDuration does; null when it is none. */
export function parseDuration(text: string): DurationValue | null {
  const negative = text.startsWith('-');
  const body = negative || text.startsWith('+') ? text.slice(1) : text;
  if (body === '0') return new DurationValue(0n);
  if (!/^(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+$/.test(body)) return null;
  let nanos = 0n;
  for (const [, whole = '', fraction = '', unit = ''] of body.matchAll(
    /(\d*)(?:\.(\d*))?(ns|us|µs|μs|ms|s|m|h)/g,
  )) {
    const size = UNITS[unit] as bigint;
    nanos += BigInt(whole || '0') * size;
    if (fraction !== '') nanos += (BigInt(fraction) * size) / 10n ** BigInt(fraction.length);
    if (nanos > MAX_INT + 1n) return null;
  }
  const signed = negative ? -nanos : nanos;
  return signed < MIN_INT || signed > MAX_INT ? null : new DurationValue(signed);
}

/** Seconds as a float, as Go's Duration.Seconds gives them. */
export function durationSeconds(duration: DurationValue): number {
  return Number(duration.nanos / BILLION) + Number(duration.nanos % BILLION) / 1e9;
}

function checkedDuration(nanos: bigint): DurationValue | CelError {
  return nanos < MIN_INT || nanos > MAX_INT ? new CelError('integer overflow') : new DurationValue(nanos);
}

export function addDurations(a: DurationValue, b: DurationValue): DurationValue | CelError {
  return checkedDuration(a.nanos + b.nanos);
}

export function subtractDurations(a: DurationValue, b: DurationValue): DurationValue | CelError {
  return checkedDuration(a.nanos - b.nanos);
}

export function negateDuration(duration: DurationValue): DurationValue | CelError {
  return checkedDuration(-duration.nanos);
}

export function moveTimestamp(time: TimestampValue, by: bigint): TimestampValue | CelError {
  const total = BigInt(time.seconds) * BILLION + BigInt(time.nanos) + by;
  const nanos = ((total % BILLION) + BILLION) % BILLION;
  return timestampAt((total - nanos) / BILLION, Number(nanos), time.zone);
}

export function timeBetween(later: TimestampValue, earlier: TimestampValue): DurationValue | CelError {
  // Upstream wants the whole seconds to fit by themselves.
  const whole = checkedDuration(BigInt(later.seconds - earlier.seconds) * BILLION);
  if (whole instanceof CelError) return whole;
  return checkedDuration(whole.nanos + BigInt(later.nanos - earlier.nanos));
}

export function compareTimestamps(a: TimestampValue, b: TimestampValue): number {
  return Math.sign(a.seconds - b.seconds) || Math.sign(a.nanos - b.nanos);
}
