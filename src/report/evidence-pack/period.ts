/** The time an auditor asks about. */
export interface Period {
  readonly from: number;
  readonly until: number;
}

const day = 86_400_000;

/** Whole days are counted, so that nobody has to think of hours. */
export function daysOf(ms: number): number {
  return Math.round((ms / day) * 10) / 10;
}

/** The beginning of a day such as 2026-10-01, in UTC; undefined for what is no day. */
export function dayStart(text: string): number | undefined {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return undefined;
  const time = Date.parse(`${text}T00:00:00Z`);
  return Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== text ? undefined : time;
}

/** The end of that day. */
export function dayEnd(text: string): number | undefined {
  const start = dayStart(text);
  return start === undefined ? undefined : start + day;
}
