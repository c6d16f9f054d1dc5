import { dayMs, localTime, timeOf } from './zone.ts';

/** A schedule of five fields: minute, hour, day of the month, month, day of the week. */
export interface Cron {
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  readonly days: ReadonlySet<number>;
  readonly months: ReadonlySet<number>;
  readonly weekdays: ReadonlySet<number>;
  /** With both day fields restricted, either is enough, as crontab(5) has it. */
  readonly eitherDay: boolean;
}

interface Field {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly words?: readonly string[];
}

const fields: readonly Field[] = [
  { name: 'minute', from: 0, to: 59 },
  { name: 'hour', from: 0, to: 23 },
  { name: 'day of the month', from: 1, to: 31 },
  {
    name: 'month',
    from: 1,
    to: 12,
    words: ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'],
  },
  { name: 'day of the week', from: 0, to: 7, words: ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'] },
];

/** The schedule, or what is wrong with the text. */
export function parseCron(text: string): Cron | string {
  const parts = text.trim().split(/\s+/);
  if (parts.length !== 5) return `expected five cron fields such as "0 9 * * 1-5", found "${text}"`;
  const values: ReadonlySet<number>[] = [];
  for (const [index, field] of fields.entries()) {
    const parsed = parseField(parts[index] as string, field);
    if (typeof parsed === 'string') return parsed;
    values.push(parsed);
  }
  const [minutes, hours, days, months, weekdays] = values as [
    Set<number>,
    Set<number>,
    Set<number>,
    Set<number>,
    Set<number>,
  ];
  return {
    minutes: [...minutes].sort((a, b) => a - b),
    hours: [...hours].sort((a, b) => a - b),
    days,
    months,
    weekdays: new Set([...weekdays].map((weekday) => weekday % 7)),
    eitherDay: !startsWithStar(parts[2] as string) && !startsWithStar(parts[4] as string),
  };
}

function startsWithStar(part: string): boolean {
  return part.startsWith('*') || part === '?';
}

function parseField(text: string, field: Field): ReadonlySet<number> | string {
  const values = new Set<number>();
  for (const item of text.split(',')) {
    const [range = '', step, more] = item.split('/');
    const every = step === undefined ? 1 : wholeNumber(step);
    const [first = '', last, tooMany] =
      range === '*' || range === '?' ? [String(field.from), String(field.to)] : range.split('-');
    const from = valueOf(first, field);
    const to = last === undefined ? (step === undefined ? from : field.to) : valueOf(last, field);
    if (
      more !== undefined ||
      tooMany !== undefined ||
      every === undefined ||
      every < 1 ||
      from === undefined ||
      to === undefined ||
      from > to
    )
      return `expected ${field.name} from ${field.from} to ${field.to}, found "${item}"`;
    for (let value = from; value <= to; value += every) values.add(value);
  }
  return values;
}

function valueOf(text: string, { from, to, words }: Field): number | undefined {
  const word = words?.indexOf(text.toUpperCase()) ?? -1;
  const value = word === -1 ? wholeNumber(text) : word + from;
  return value !== undefined && value >= from && value <= to ? value : undefined;
}

function wholeNumber(text: string): number | undefined {
  return /^\d{1,4}$/.test(text) ? Number(text) : undefined;
}

/** Every start from `from` to `to` (both included), in order, by a clock in `zone`. */
export function* startsBetween(cron: Cron, zone: string, from: number, to: number): Generator<number> {
  const first = localTime(from, zone);
  // A day is stepped through by its date alone, so that days of 23 and of 25 hours are each one day.
  for (let date = Date.UTC(first.year, first.month - 1, first.day); ; date += dayMs) {
    const shown = new Date(date);
    const day = { year: shown.getUTCFullYear(), month: shown.getUTCMonth() + 1, day: shown.getUTCDate() };
    if (timeOf({ ...day, hour: 0, minute: 0 }, zone) > to) return;
    if (!onDay(cron, day.month, day.day, shown.getUTCDay())) continue;
    for (const hour of cron.hours)
      for (const minute of cron.minutes) {
        const time = timeOf({ ...day, hour, minute }, zone);
        if (time >= from && time <= to) yield time;
      }
  }
}

/** True when no date of the calendar is on the schedule, such as 30 February. */
export function neverStarts(cron: Cron): boolean {
  // A leap day falls on each day of the week within 28 years (40 around 2100).
  for (let date = Date.UTC(2024, 0, 1), days = 0; days < 366 * 40; date += dayMs, days++) {
    const shown = new Date(date);
    if (onDay(cron, shown.getUTCMonth() + 1, shown.getUTCDate(), shown.getUTCDay())) return false;
  }
  return true;
}

function onDay(cron: Cron, month: number, day: number, weekday: number): boolean {
  if (!cron.months.has(month)) return false;
  return cron.eitherDay
    ? cron.days.has(day) || cron.weekdays.has(weekday)
    : cron.days.has(day) && cron.weekdays.has(weekday);
}
