import type { Interval, SourceInterval } from '../../rollout/observed.ts';
import { union, vouchedFor, without } from '../../rollout/observed.ts';
import type { ScopeFacts } from '../../rollout/scope-facts.ts';

/**
 * When we were blind: between complete scans that lie too far apart, and where a source that once reported was silent.
 * Time before the first report of anything is no gap, and neither is that since the last scan while the next is not late.
 */
export function blindTime(facts: ScopeFacts, maxGap: number, now: number): Interval[] {
  const starts = facts.scans.filter((scan) => scan.complete === 1).map((scan) => scan.started_at);
  const gaps = silent(vouchedFor(starts, maxGap), Math.min(...starts), Math.max(...starts), maxGap, now);
  for (const source of facts.live) {
    const up = union(facts.uptime.filter((one) => one.source === source));
    gaps.push(...silent(up, up[0]?.from ?? now, up.at(-1)?.to ?? now, maxGap, now));
  }
  return union([...gaps, ...facts.blind.map(({ from, to }: SourceInterval) => ({ from, to }))]);
}

function silent(
  up: readonly Interval[],
  first: number,
  last: number,
  maxGap: number,
  now: number,
): Interval[] {
  if (!Number.isFinite(first)) return [];
  const late = now - last > maxGap ? now : last;
  return without([{ from: first, to: late }], up);
}
