import { CelError } from './error.ts';
import { MAX_INT, MIN_INT } from './number.ts';
import { quoteGo } from './text.ts';
import type { TimestampValue } from './time.ts';

/** The calendar fields of a moment somewhere, as a Date whose UTC fields are the local ones. */
export function localFields(time: TimestampValue, zone: string): Date | CelError {
  if (zone === '' || zone === 'UTC') return new Date(time.seconds * 1000);
  const colon = zone.indexOf(':');
  if (colon === -1) return inNamedZone(time, zone);
  const hours = atoi(zone.slice(0, colon));
  if (hours instanceof CelError) return hours;
  const minutes = atoi(zone.slice(colon + 1));
  if (minutes instanceof CelError) return minutes;
  const offset = zone.startsWith('-') ? hours * 60 - minutes : hours * 60 + minutes;
  return new Date((time.seconds + offset * 60) * 1000);
}

function atoi(text: string): number | CelError {
  const problem = (what: string): CelError => new CelError(`strconv.Atoi: parsing ${quoteGo(text)}: ${what}`);
  if (!/^[+-]?\d+$/.test(text)) return problem('invalid syntax');
  const value = BigInt(text.replace(/^\+/, ''));
  return value >= MIN_INT && value <= MAX_INT ? Number(value) : problem('value out of range');
}

const formats = new Map<string, Intl.DateTimeFormat | null>();
const MOST_CACHED = 256;

function formatFor(zone: string): Intl.DateTimeFormat | null {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  if (formats.size >= MOST_CACHED) formats.clear();
  const made = makeFormat(zone);
  formats.set(zone, made);
  return made;
}

function makeFormat(zone: string): Intl.DateTimeFormat | null {
  // `+01:00` and the like are Intl's own; Go knows names only, and all of them begin with a capital.
  if (!/^[A-Z]/.test(zone)) return null;
  try {
    const made = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      era: 'short',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    return isMisspelt(zone, made.resolvedOptions().timeZone) ? null : made;
  } catch {
    return null;
  }
}

/** Go reads zones from files, whose names have capitals. */
function isMisspelt(zone: string, resolved: string): boolean {
  return zone !== resolved && zone.toLowerCase() === resolved.toLowerCase();
}

function inNamedZone(time: TimestampValue, zone: string): Date | CelError {
  if (zone === 'Local') return new Date(time.seconds * 1000);
  if (zone.includes('..') || /^[/\\]/.test(zone)) return new CelError('time: invalid location name');
  if (zone.includes('\0')) return new CelError('invalid argument');
  const format = formatFor(zone);
  if (format === null) return new CelError(`unknown time zone ${zone}`);
  const parts = new Map(
    format.formatToParts(new Date(time.seconds * 1000)).map((part) => [part.type, part.value]),
  );
  const field = (name: Intl.DateTimeFormatPartTypes): number => Number(parts.get(name));
  const year = parts.get('era') === 'BC' ? 1 - field('year') : field('year');
  const date = new Date(0);
  date.setUTCFullYear(year, field('month') - 1, field('day'));
  date.setUTCHours(field('hour'), field('minute'), field('second'));
  return date;
}
