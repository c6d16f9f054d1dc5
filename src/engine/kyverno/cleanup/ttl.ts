import { parseDuration } from '../../../kube/duration.ts';
import { type JsonObject, own } from '../../../kube/json.ts';
import { objectAt, textAt } from '../read.ts';

/** Whatever bears this label is deleted when its time has come. */
export const ttlLabel = 'cleanup.kyverno.io/ttl';

/**
 * When an object is deleted for its label; null for one without, or one that is being deleted already; a text for a label
 * that Kyverno cannot read and ignores (kyverno v1.19 pkg/controllers/ttl). What has no creation time is created `now`.
 */
export function expiryOf(object: JsonObject, now: Date): Date | string | null {
  const metadata = own(object, 'metadata');
  const ttl = own(objectAt(metadata, 'labels'), ttlLabel);
  if (typeof ttl !== 'string' || (own(metadata, 'deletionTimestamp') ?? null) !== null) return null;
  const milliseconds = durationOf(ttl);
  if (milliseconds !== null) {
    const created = Date.parse(textAt(metadata, 'creationTimestamp'));
    return new Date((Number.isNaN(created) ? now.getTime() : created) + milliseconds);
  }
  return (
    dateOf(ttl) ??
    `the label ${ttlLabel} is ${JSON.stringify(ttl)}: expected a duration such as 2h or 5d, or a date such as 2026-01-31 or 2026-01-31T120000Z`
  );
}

/** In milliseconds: a Go duration, or numbers with longer units, as `1d12h` (kube-openapi strfmt.ParseDuration). */
function durationOf(text: string): number | null {
  const nanoseconds = parseDuration(text);
  if (typeof nanoseconds !== 'string') return Number(nanoseconds) / 1e6;
  let sum: number | null = null;
  for (const [, digits, letters = ''] of text.matchAll(/([0-9]+)\s*([A-Za-zµ]+)/g)) {
    const unit = letters.toLowerCase();
    const found = units.find(
      ([names]) => names.includes(unit) || unit.startsWith(names.at(-1) ?? unit.concat(' ')),
    );
    if (found !== undefined) sum = (sum ?? 0) + Number(digits) * found[1];
  }
  return sum;
}

/** Of the last name of each also longer words count: `days`. */
const units: readonly (readonly [names: readonly string[], milliseconds: number])[] = [
  [['ns', 'nano'], 1e-6],
  [['us', 'µs', 'micro'], 1e-3],
  [['ms', 'milli'], 1],
  [['s', 'sec'], 1000],
  [['m', 'min'], 60_000],
  [['h', 'hr', 'hour'], 3_600_000],
  [['d', 'day'], 86_400_000],
  [['w', 'wk', 'week'], 604_800_000],
];

/** `2026-01-31` or `2026-01-31T120000Z`. */
function dateOf(text: string): Date | null {
  const match = /^(\d{4})-(\d{2})-(\d{2})(?:T(\d{2})(\d{2})(\d{2})Z)?$/.exec(text);
  if (match === null) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match
    .slice(1)
    .map((part) => Number(part ?? 0));
  const date = new Date(Date.UTC(year, month - 1, day, hour, minute, second));
  const exact = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return exact && hour < 24 && minute < 60 && second < 60 ? date : null;
}
