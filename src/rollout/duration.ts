/** `14d`, `36h`, `1d12h30m`: a duration as a HardeningRollout writes it. */
export type Duration = string;

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

const pattern = /^(?:([1-9]\d{0,6})d)?(?:([1-9]\d{0,6})h)?(?:([1-9]\d{0,6})m)?$/;

/** The duration in milliseconds, or undefined for text that is none. */
export function durationMs(text: Duration): number | undefined {
  const match = text === '' ? null : pattern.exec(text);
  if (match === null) return undefined;
  const [, days, hours, minutes] = match;
  return Number(days ?? 0) * day + Number(hours ?? 0) * hour + Number(minutes ?? 0) * minute;
}

/** For people, with the two largest units: `3d 4h`, `11m`, `0m`. */
export function durationText(ms: number): string {
  const parts = [
    [Math.floor(ms / day), 'd'],
    [Math.floor((ms % day) / hour), 'h'],
    [Math.floor((ms % hour) / minute), 'm'],
  ] as const;
  const first = parts.findIndex(([count]) => count > 0);
  if (first === -1) return ms > 0 ? 'under 1m' : '0m';
  return parts
    .slice(first, first + 2)
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count}${unit}`)
    .join(' ');
}
