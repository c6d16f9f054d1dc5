import type { CellHistory, ContractOverview, Move, Trends } from './overview.ts';
import { stageAt } from './stage-history.ts';
import type { ViolatingByDay } from './violating-by-day.ts';

const day = 86_400_000;

export interface TrendSources {
  readonly since: number;
  readonly now: number;
  readonly cells: readonly CellHistory[];
  readonly contracts: readonly ContractOverview[];
  readonly moves: readonly Move[];
  readonly violating: ViolatingByDay;
  /** How many namespaces there were at a time. */
  readonly namespacesAt: (at: number) => number;
}

const debtAges: readonly { readonly age: string; readonly from: number; readonly to: number }[] = [
  { age: 'up to 30 days', from: 0, to: 30 * day },
  { age: '31 to 90 days', from: 30 * day, to: 90 * day },
  { age: 'over 90 days', from: 90 * day, to: Number.POSITIVE_INFINITY },
];

export function trendsOf(sources: TrendSources): Trends {
  const days = daysBetween(sources.since, sources.now);
  const rollouts = [...new Set(sources.cells.map((cell) => cell.rollout))];
  return {
    days,
    enforced: rollouts.map((rollout) => ({
      rollout,
      share: days.map((at) =>
        enforcedShare(
          sources.cells.filter((cell) => cell.rollout === rollout),
          at,
        ),
      ),
    })),
    exempt: days.map((at) => exemptShare(sources, at)),
    violating: sources.violating.rollouts.map((rollout) => ({
      rollout,
      workloads: days.map((at) => sources.violating.at(rollout, at, looksBack(days))),
    })),
    debt: debtAges.map(({ age, from, to }) => ({
      age,
      count: days.map(
        (at) => inForce(sources.contracts, at).filter((one) => inAge(at - one.debtSince, from, to)).length,
      ),
    })),
    timeToEnforce: timesToEnforce(sources.cells),
    events: eventsOf(sources.moves, sources.cells),
    regressions: sources.moves
      .filter(({ kind, state }) => (kind === 'Demote' || kind === 'Quarantine') && state === 'done')
      .map(({ at, kind, namespace }) => ({ at, kind, namespace })),
  };
}

/** At most a hundred and twenty points, whole days apart, the last of them now. */
function daysBetween(since: number, now: number): number[] {
  const step = Math.max(1, Math.ceil((now - since) / day / 120)) * day;
  const days: number[] = [];
  for (let at = now; at > since && days.length < 200; at -= step) days.unshift(at);
  return days.length === 0 ? [now] : days;
}

/** A point stands for the days since the one before it; and today may not have been scanned yet. */
function looksBack([first = 0, second = first]: readonly number[]): number {
  return Math.max(1, Math.round((second - first) / day) - 1);
}

function enforcedShare(cells: readonly CellHistory[], at: number): number | null {
  const there = cells.filter((cell) => cell.from <= at && (cell.gone === null || cell.gone > at));
  if (there.length === 0) return null;
  return there.filter((cell) => stageAt(cell.history, at) === 'Enforce').length / there.length;
}

function inForce(contracts: readonly ContractOverview[], at: number): ContractOverview[] {
  return contracts.filter(({ inForce: term }) => term !== null && term.from <= at && at < term.to);
}

function exemptShare({ contracts, namespacesAt }: TrendSources, at: number): number | null {
  const all = namespacesAt(at);
  if (all === 0) return null;
  const excused = new Set(inForce(contracts, at).map(({ name }) => name.slice(0, name.indexOf('/'))));
  return Math.min(1, excused.size / all);
}

function inAge(age: number, from: number, to: number): boolean {
  return age >= from && age < to;
}

/** From the first stage of the rollout, or the first sight of the namespace, to the first time it enforced. */
function timesToEnforce(cells: readonly CellHistory[]): Trends['timeToEnforce'] {
  return cells
    .flatMap(({ rollout, namespace, history }) => {
      const reached = history.find((span) => span.stage === 'Enforce');
      const began = history.find((span) => span.stage !== 'None');
      if (reached === undefined || began === undefined || reached === history[0]) return [];
      return [{ rollout, namespace, at: reached.from, took: reached.from - began.from }];
    })
    .sort((a, b) => a.at - b.at || (a.namespace < b.namespace ? -1 : 1));
}

/** A change that asks more of a tenth of a rollout's namespaces on one day. */
function eventsOf(moves: readonly Move[], cells: readonly CellHistory[]): Trends['events'] {
  const texts: Readonly<Record<string, string>> = { PinRaised: 'pin raised', Restage: 'policy changed' };
  const groups = Map.groupBy(
    moves.filter(({ kind, state }) => kind in texts && (state === 'done' || state === 'seen')),
    ({ kind, rollout, at }) => `${Math.floor(at / day)}\n${rollout}\n${kind}`,
  );
  return [...groups.values()].flatMap((list) => {
    const [first] = list as [Move];
    const all = cells.filter((cell) => cell.rollout === first.rollout).length;
    if (list.length < Math.max(2, all / 10)) return [];
    return [{ at: first.at, text: `${first.rollout}: ${texts[first.kind]}` }];
  });
}
