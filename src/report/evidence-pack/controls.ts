import {
  activeChecks,
  checks,
  cisBenchmark,
  type Level,
  parseVersion,
} from '../../engine/pod-security/index.ts';
import { totalTime, union } from '../../rollout/observed.ts';
import type { CellHistory, Overview } from '../overview/overview.ts';
import { type Cell, csvTime } from './csv.ts';
import { daysOf, type Period } from './period.ts';
import type { PackTable } from './table.ts';

/**
 * What benchmarks ask for, and how far it was enforced: a row for each of their identifiers and each check that does it.
 * A check is enforced in a namespace while some rollout whose level holds it is at enforce there.
 */
export function controlsTable(overview: Overview, period: Period): PackTable {
  return {
    file: 'controls.csv',
    about: `a recommendation of the CIS Kubernetes Benchmark ${cisBenchmark} or a section of NIST SP 800-190, and a check that does it`,
    header: [
      'framework',
      'identifier',
      'check',
      'title',
      'level',
      'severity',
      'rollouts',
      'namespaces',
      'namespaces_enforced',
      'namespace_days',
      'namespace_days_enforced',
      'open_findings',
      'excused_findings',
      'from',
      'until',
    ],
    rows: () => rowsOf(overview, period),
  };
}

function* rowsOf(overview: Overview, period: Period): Generator<Cell[]> {
  const levels = pinnedLevels(overview);
  const rows = checks.flatMap((check) => {
    const rollouts = [...levels].filter(([, ids]) => ids.has(check.id)).map(([rollout]) => rollout);
    const enforced = enforcement(
      overview.histories.filter((one) => rollouts.includes(one.rollout)),
      period,
    );
    const open = overview.counts.checks.find((one) => one.engine === 'PodSecurity' && one.rule === check.id);
    const common: Cell[] = [
      check.id,
      check.title,
      check.level,
      check.severity,
      rollouts.join(' '),
      enforced.namespaces,
      enforced.now,
      daysOf(enforced.time),
      daysOf(enforced.enforcedTime),
      open?.open ?? 0,
      open?.excused ?? 0,
      csvTime(period.from),
      csvTime(period.until),
    ];
    return [
      ...check.cis.map((id): Cell[] => [`CIS Kubernetes Benchmark ${cisBenchmark}`, id, ...common]),
      ...check.nist.map((id): Cell[] => ['NIST SP 800-190', id, ...common]),
    ];
  });
  yield* rows.sort(
    (a, b) => compare(`${a[0]}`, `${b[0]}`) || natural(`${a[1]}`, `${b[1]}`) || compare(`${a[2]}`, `${b[2]}`),
  );
}

/** By rollout, the checks that its levels hold. */
function pinnedLevels({ rollouts }: Overview): Map<string, ReadonlySet<string>> {
  return new Map(
    rollouts.map(({ status, policies }) => [
      status.rollout,
      new Set(
        policies.flatMap((policy) => {
          const [, level, pin] = /^PodSecurity (baseline|restricted)@(.+)$/.exec(policy) ?? [];
          const version = pin === undefined ? undefined : parseVersion(pin);
          if (level === undefined || version === undefined) return [];
          return activeChecks(level as Level, version).map(({ check }) => check.id);
        }),
      ),
    ]),
  );
}

function enforcement(histories: readonly CellHistory[], { from, until }: Period) {
  const byNamespace = [...Map.groupBy(histories, (one) => `${one.namespace}\n${one.from}`).values()];
  const within = (start: number, end: number | null) => ({
    from: Math.max(start, from),
    to: Math.min(end ?? until, until),
  });
  let time = 0;
  let enforcedTime = 0;
  let namespaces = 0;
  let now = 0;
  for (const cells of byNamespace) {
    const there = totalTime(union(cells.map((cell) => within(cell.from, cell.gone))));
    if (there === 0) continue;
    namespaces++;
    time += there;
    const spans = cells.flatMap((cell) =>
      cell.history
        .filter((span) => span.stage === 'Enforce')
        .map((span) => within(span.from, span.to ?? cell.gone)),
    );
    enforcedTime += totalTime(union(spans));
    if (spans.some((span) => span.to === until && span.from < until)) now++;
  }
  return { namespaces, now, time, enforcedTime };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** 5.2.10 comes after 5.2.9. */
function natural(a: string, b: string): number {
  const left = a.split('.').map(Number);
  const right = b.split('.').map(Number);
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const difference = (left[index] ?? -1) - (right[index] ?? -1);
    if (difference !== 0) return difference;
  }
  return 0;
}
