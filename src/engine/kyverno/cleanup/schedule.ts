import { parseDuration } from '../../../kube/duration.ts';

/** When a cleanup policy runs. */
export interface Schedule {
  /** The first time behind `after`, in UTC; null when there is none, as for the 30th of February. */
  next(after: Date): Date | null;
}

interface Field {
  readonly from: number;
  readonly to: number;
  readonly names: readonly string[];
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const days = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

const fields: readonly Field[] = [
  { from: 0, to: 59, names: [] },
  { from: 0, to: 23, names: [] },
  { from: 1, to: 31, names: [] },
  { from: 1, to: 12, names: months },
  { from: 0, to: 6, names: days },
];

const descriptors: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
};

/** Reads the five fields of a cron schedule, or a name for some (robfig/cron v3.0.1, ParseStandard); null for any other text. */
export function parseSchedule(text: string): Schedule | null {
  const every = /^@every (.+)$/.exec(text.trim());
  if (every !== null) return parseEvery(every[1] ?? '');
  const spelled = Object.hasOwn(descriptors, text) ? descriptors[text] : text;
  const parts = (spelled ?? '').trim().split(/\s+/);
  if (parts.length !== fields.length) return null;
  const sets = parts.map((part, index) => parseField(part, fields[index] as Field));
  const [minutes, hours, dates, monthSet, weekdays] = sets;
  if (!minutes || !hours || !dates || !monthSet || !weekdays) return null;
  return new CronSchedule(minutes, hours, dates, monthSet, weekdays);
}

/** Values of a field; `any` for a star, which leaves the choice to the other field of days. */
interface Values {
  readonly values: ReadonlySet<number>;
  readonly any: boolean;
}

function parseField(text: string, field: Field): Values | null {
  const values = new Set<number>();
  let any = false;
  for (const part of text.split(',')) {
    const range = parseRange(part, field);
    if (range === null) return null;
    any ||= range.any;
    for (let value = range.from; value <= range.to; value += range.step) values.add(value);
  }
  return { values, any };
}

interface Range {
  readonly from: number;
  readonly to: number;
  readonly step: number;
  readonly any: boolean;
}

/** `*`, `N`, `N-M`, each with `/STEP`. */
function parseRange(text: string, field: Field): Range | null {
  const [span = '', stepText, more] = text.split('/');
  const step = stepText === undefined ? 1 : parseNumber(stepText, []);
  if (more !== undefined || step === null || step === 0) return null;
  if (span === '*' || span === '?')
    return { from: field.from, to: field.to, step, any: stepText === undefined };
  const [low = '', high, rest] = span.split('-');
  const from = parseNumber(low, field.names, field.from);
  const single = stepText === undefined ? from : field.to;
  const to = high === undefined ? single : parseNumber(high, field.names, field.from);
  if (rest !== undefined || from === null || to === null) return null;
  return from < field.from || to > field.to || from > to ? null : { from, to, step, any: false };
}

function parseNumber(text: string, names: readonly string[], first = 0): number | null {
  const name = names.indexOf(text.toLowerCase());
  if (name >= 0) return name + first;
  return /^[0-9]{1,9}$/.test(text) ? Number(text) : null;
}

function parseEvery(text: string): Schedule | null {
  const nanoseconds = parseDuration(text);
  if (typeof nanoseconds === 'string') return null;
  const seconds = Math.max(1, Math.floor(Number(nanoseconds) / 1e9));
  return { next: (after) => new Date((Math.floor(after.getTime() / 1000) + seconds) * 1000) };
}

/** Beyond the years in which every combination of day and weekday has come. */
const searchedDays = 366 * 30;
const dayLength = 24 * 60 * 60 * 1000;

class CronSchedule implements Schedule {
  readonly #minutes: readonly number[];
  readonly #hours: readonly number[];
  readonly #dates: Values;
  readonly #months: ReadonlySet<number>;
  readonly #weekdays: Values;

  constructor(minutes: Values, hours: Values, dates: Values, monthSet: Values, weekdays: Values) {
    this.#minutes = [...minutes.values].sort((a, b) => a - b);
    this.#hours = [...hours.values].sort((a, b) => a - b);
    this.#dates = dates;
    this.#months = monthSet.values;
    this.#weekdays = weekdays;
  }

  next(after: Date): Date | null {
    const start = Math.floor(after.getTime() / dayLength) * dayLength;
    for (let day = 0; day < searchedDays; day++) {
      const midnight = start + day * dayLength;
      if (!this.#runsOn(new Date(midnight))) continue;
      const found = this.#firstBehind(midnight, after.getTime());
      if (found !== null) return new Date(found);
    }
    return null;
  }

  /** Either field of days will do, unless one of them leaves it open. */
  #runsOn(day: Date): boolean {
    if (!this.#months.has(day.getUTCMonth() + 1)) return false;
    const date = this.#dates.values.has(day.getUTCDate());
    const weekday = this.#weekdays.values.has(day.getUTCDay());
    return this.#dates.any || this.#weekdays.any ? date && weekday : date || weekday;
  }

  #firstBehind(midnight: number, after: number): number | null {
    for (const hour of this.#hours) {
      for (const minute of this.#minutes) {
        const time = midnight + (hour * 60 + minute) * 60_000;
        if (time > after) return time;
      }
    }
    return null;
  }
}
