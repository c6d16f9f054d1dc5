/** A time in which one source was up; `to` is not part of it. */
export interface Interval {
  readonly from: number;
  readonly to: number;
}

/** The same times without overlaps, in order. Empty and reversed intervals vanish. */
export function union(intervals: readonly Interval[]): Interval[] {
  const merged: { from: number; to: number }[] = [];
  for (const { from, to } of intervals.toSorted((a, b) => a.from - b.from)) {
    if (to <= from) continue;
    const last = merged.at(-1);
    if (last !== undefined && from <= last.to) last.to = Math.max(last.to, to);
    else merged.push({ from, to });
  }
  return merged;
}

/** The times that are in both. Each list must be a union already. */
export function intersection(left: readonly Interval[], right: readonly Interval[]): Interval[] {
  const common: Interval[] = [];
  for (let i = 0, j = 0; i < left.length && j < right.length; ) {
    const a = left[i] as Interval;
    const b = right[j] as Interval;
    const from = Math.max(a.from, b.from);
    const to = Math.min(a.to, b.to);
    if (from < to) common.push({ from, to });
    if (a.to < b.to) i++;
    else j++;
  }
  return common;
}

/** `union` without what `holes` covers. */
export function without(intervals: readonly Interval[], holes: readonly Interval[]): Interval[] {
  const kept: Interval[] = [];
  const blind = union(holes);
  for (const { from, to } of union(intervals)) {
    let start = from;
    for (const hole of blind) {
      if (hole.to <= start || hole.from >= to) continue;
      if (hole.from > start) kept.push({ from: start, to: hole.from });
      start = Math.max(start, hole.to);
    }
    if (start < to) kept.push({ from: start, to });
  }
  return kept;
}

export interface SourceInterval extends Interval {
  readonly source: string;
}

/** The times from `from` to `to` in which every required source was up. No required source: no observed time. */
export function observedIntervals(
  intervals: readonly SourceInterval[],
  required: readonly string[],
  from: number,
  to: number,
): Interval[] {
  if (required.length === 0) return [];
  let observed: Interval[] = from < to ? [{ from, to }] : [];
  for (const source of required) {
    observed = intersection(observed, union(intervals.filter((interval) => interval.source === source)));
  }
  return observed;
}

export function totalTime(intervals: readonly Interval[]): number {
  let sum = 0;
  for (const { from, to } of intervals) sum += to - from;
  return sum;
}

/**
 * What complete scans vouch for: the time between two of them that lie at most `maxGap` apart. What lies before the
 * first, after the last or in a longer gap was blind.
 */
export function vouchedFor(starts: readonly number[], maxGap: number): Interval[] {
  const sorted = starts.toSorted((a, b) => a - b);
  const pairs: Interval[] = [];
  for (let index = 1; index < sorted.length; index++) {
    const from = sorted[index - 1] as number;
    const to = sorted[index] as number;
    if (to - from <= maxGap) pairs.push({ from, to });
  }
  return union(pairs);
}
