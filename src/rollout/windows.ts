import { type Cron, neverStarts, parseCron, startsBetween } from './cron.ts';
import { durationMs } from './duration.ts';
import { dayMs, isTimeZone, timeOf } from './zone.ts';

/** When steps forward may be taken, as Argo CD's sync windows: a deny wins; any allow means "only then". */
export interface ChangeWindow {
  readonly kind: 'Allow' | 'Deny';
  readonly schedule?: string;
  readonly duration?: string;
  readonly timeZone?: string;
  readonly from?: string;
  readonly until?: string;
  readonly reason?: string;
}

export interface WindowState {
  readonly open: boolean;
  /** Why it is closed; empty when it is open. */
  readonly reason: string;
  /** When it opens next, when it is closed and does so within a year. */
  readonly opensAt: number | null;
}

/** What makes the window impossible; empty for a good one. */
export function windowProblem(window: ChangeWindow): string {
  const zone = window.timeZone ?? utc;
  if (!isTimeZone(zone)) return `timeZone: expected an IANA time zone such as Europe/Zurich, found "${zone}"`;
  if (window.schedule !== undefined) {
    if (window.duration === undefined || window.from !== undefined || window.until !== undefined)
      return 'a window is schedule and duration, or from and until';
    const cron = parseCron(window.schedule);
    if (typeof cron === 'string') return `schedule: ${cron}`;
    return neverStarts(cron) ? `schedule: "${window.schedule}" names no day of any year` : '';
  }
  if (window.from === undefined || window.until === undefined || window.duration !== undefined)
    return 'a window is schedule and duration, or from and until';
  return window.from > window.until ? `from ${window.from} lies after until ${window.until}` : '';
}

export function windowState(windows: readonly ChangeWindow[], now: number): WindowState {
  const rules = windows.map(compile);
  const reason = closedBecause(rules, now);
  if (reason === '') return { open: true, reason, opensAt: null };
  return { open: false, reason, opensAt: opensAfter(rules, now) };
}

interface Rule {
  readonly kind: 'Allow' | 'Deny';
  readonly text: string;
  /** Times from `from` to `to` at which it begins or ends. */
  edges(from: number, to: number): Iterable<number>;
  holds(time: number): boolean;
}

const utc = 'Etc/UTC';

function compile(window: ChangeWindow): Rule {
  const zone = window.timeZone ?? utc;
  const { kind } = window;
  if (window.schedule !== undefined) {
    const cron = parseCron(window.schedule) as Cron;
    const length = durationMs(window.duration ?? '') as number;
    return {
      kind,
      text: window.reason ?? `${window.schedule} for ${window.duration} (${zone})`,
      *edges(from, to) {
        for (const start of startsBetween(cron, zone, from - length, to)) {
          yield start;
          yield start + length;
        }
      },
      holds(time) {
        for (const start of startsBetween(cron, zone, time - length, time))
          if (time < start + length) return true;
        return false;
      },
    };
  }
  const from = midnight(window.from as string, zone, 0);
  const until = midnight(window.until as string, zone, 1);
  return {
    kind,
    text: window.reason ?? `${window.from} to ${window.until} (${zone})`,
    edges: () => [from, until],
    holds: (time) => from <= time && time < until,
  };
}

function midnight(date: string, zone: string, daysLater: number): number {
  const shown = new Date(Date.parse(`${date}T00:00:00Z`) + daysLater * dayMs);
  return timeOf(
    {
      year: shown.getUTCFullYear(),
      month: shown.getUTCMonth() + 1,
      day: shown.getUTCDate(),
      hour: 0,
      minute: 0,
    },
    zone,
  );
}

function closedBecause(rules: readonly Rule[], time: number): string {
  const deny = rules.find((rule) => rule.kind === 'Deny' && rule.holds(time));
  if (deny !== undefined) return `change freeze: ${deny.text}`;
  const allows = rules.filter((rule) => rule.kind === 'Allow');
  if (allows.length === 0 || allows.some((rule) => rule.holds(time))) return '';
  return 'outside the change windows';
}

function opensAfter(rules: readonly Rule[], now: number): number | null {
  // Week by week: most windows open soon, and a year of a schedule by the minute is long.
  for (let from = now; from < now + 366 * dayMs; from += 7 * dayMs) {
    const edges = new Set<number>();
    for (const rule of rules)
      for (const edge of rule.edges(from, from + 7 * dayMs))
        if (edge > now && edge <= from + 7 * dayMs) edges.add(edge);
    for (const edge of [...edges].sort((a, b) => a - b)) if (closedBecause(rules, edge) === '') return edge;
  }
  return null;
}
