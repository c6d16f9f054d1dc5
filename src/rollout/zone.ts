/** A wall clock reading. */
export interface LocalTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
}

/** True for an IANA time zone that this system knows. */
export function isTimeZone(zone: string): boolean {
  try {
    formatOf(zone);
    return true;
  } catch {
    return false;
  }
}

/** What a clock in `zone` shows at `time`. */
export function localTime(time: number, zone: string): LocalTime {
  const shown = new Date(time + offsetAt(time, zone));
  return {
    year: shown.getUTCFullYear(),
    month: shown.getUTCMonth() + 1,
    day: shown.getUTCDate(),
    hour: shown.getUTCHours(),
    minute: shown.getUTCMinutes(),
  };
}

/**
 * When a clock in `zone` shows that reading. One that is skipped in spring is taken as that much later; of two in
 * autumn it is the first.
 */
export function timeOf({ year, month, day, hour, minute }: LocalTime, zone: string): number {
  const shown = Date.UTC(year, month - 1, day, hour, minute);
  const before = shown - offsetAt(shown - dayMs, zone);
  if (before + offsetAt(before, zone) === shown) return before;
  const after = shown - offsetAt(shown + dayMs, zone);
  return after + offsetAt(after, zone) === shown ? after : before;
}

export const dayMs = 86_400_000;

/** How far the clocks of `zone` are ahead of UTC at `time`. */
function offsetAt(time: number, zone: string): number {
  const parts: Record<string, number> = {};
  for (const { type, value } of formatOf(zone).formatToParts(time)) parts[type] = Number(value);
  const shown = Date.UTC(
    parts.year as number,
    (parts.month as number) - 1,
    parts.day,
    parts.hour,
    parts.minute,
    parts.second,
  );
  return shown - Math.floor(time / 1000) * 1000;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      calendar: 'iso8601',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formats.set(zone, format);
  }
  return format;
}
