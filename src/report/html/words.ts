import { durationText } from '../../rollout/duration.ts';
import type { RolloutStage } from '../../rollout/stage.ts';
import { thousands } from '../terminal/layout.ts';

export { count, thousands } from '../terminal/layout.ts';

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `22 Nov 2026`. All times are UTC. */
export function dateText(time: number): string {
  const date = new Date(time);
  return `${date.getUTCDate()} ${months[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
}

export function monthText(time: number): string {
  return months[new Date(time).getUTCMonth()] ?? '';
}

/** `22 Nov 2026, 09:00 UTC`. */
export function timeText(time: number): string {
  return `${dateText(time)}, ${new Date(time).toISOString().slice(11, 16)} UTC`;
}

const day = 86_400_000;

/** In days where there are many, else with the two largest units. */
export function spanText(ms: number): string {
  return ms >= 10 * day
    ? `${thousands(Math.floor(ms / day))}\u00a0days`
    : durationText(ms).replace(' ', '\u00a0');
}

export function percent(share: number): string {
  const value = Math.round(share * 100);
  // Neither all nor none is said of almost all and almost none.
  if (value === 100 && share < 1) return '99\u00a0%';
  return value === 0 && share > 0 ? '1\u00a0%' : `${value}\u00a0%`;
}

export const stageWords: Readonly<Record<RolloutStage, string>> = {
  None: 'not begun',
  Audit: 'audit',
  Warn: 'warn',
  Enforce: 'enforce',
};
