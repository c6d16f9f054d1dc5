import type { EvidenceStore } from '../../evidence/open-store.ts';
import type { NamespaceRow } from '../../evidence/tables.ts';
import { ContractCover } from '../../rollout/contract-cover.ts';
import { durationMs } from '../../rollout/duration.ts';
import { type Evaluated, evaluate } from '../../rollout/evaluate.ts';
import type { GatherContext } from '../../rollout/gather.ts';
import type { RolloutPlan } from '../../rollout/rollout-plan.ts';
import { type ScopeFacts, scopeFacts } from '../../rollout/scope-facts.ts';
import type { RolloutStage } from '../../rollout/stage.ts';
import { statusOf } from '../../rollout/status.ts';
import { verify } from '../../rollout/verify.ts';
import { blindTime } from './blind-time.ts';
import { noteCovers, readContracts } from './contract-overview.ts';
import { FindingCounter } from './finding-counts.ts';
import type { ManifestOf } from './how-to-mend.ts';
import { readMoves, type StoredMove } from './moves.ts';
import { openFindings } from './open-findings.ts';
import type { CellHistory, CellOverview, NamespaceOverview, OpenFinding, Overview } from './overview.ts';
import { stageHistory } from './stage-history.ts';
import { trendsOf } from './trends.ts';
import { violatingByDay } from './violating-by-day.ts';

export interface OverviewOptions {
  readonly store: EvidenceStore;
  readonly context: GatherContext;
  readonly version: string;
  /** The most findings to list, each with what to do about it; all are counted. */
  readonly findings: number;
  /** The most moves to list. */
  readonly moves: number;
  /** Whether to make every decision again. */
  readonly verify: boolean;
  readonly manifestOf?: ManifestOf;
}

/** Reads the whole of it. */
export async function readOverview(options: OverviewOptions): Promise<Overview> {
  const { store, context, version } = options;
  const { scope, now, plans, contracts } = context;
  const facts = await scopeFacts(store, scope);
  const evaluated = await evaluate(store, context);
  const rows = await store.db
    .selectFrom('namespace')
    .selectAll()
    .where('scope', '=', scope)
    .orderBy('name')
    .orderBy('id')
    .execute();
  const moves = await readMoves(store, rows);
  // What a step takes along is told by that step.
  const own = moves.filter((move) => move.kind !== 'Along');
  const cells = cellHistories(evaluated, rows, moves);
  const current = rows.filter((row) => row.gone_at === null);
  const { findings, counter, covers } = await readFindings(options, current, cells);
  const contractList = await readContracts(store, scope, contracts, covers, now);
  const since = facts.scans[0]?.started_at ?? now;
  return {
    at: now,
    scope,
    version,
    since,
    evidence: evidenceOf(facts, plans, now),
    rollouts: evaluated.map((one) => ({
      status: statusOf(one),
      policies: one.gathered.plan.policies.map((policy) => `${policy.engine} ${policy.name}`),
    })),
    namespaces: await namespaceOverviews(store, current, evaluated, cells, counter),
    findings,
    counts: counter.result(),
    contracts: contractList,
    moves: own.slice(-options.moves).toReversed(),
    olderMoves: Math.max(0, own.length - options.moves),
    histories: [...cells.values()],
    trends: trendsOf({
      since,
      now,
      cells: [...cells.values()],
      contracts: contractList,
      moves,
      violating: await violatingByDay(store, scope, plans),
      namespacesAt: (at) =>
        rows.filter((row) => row.first_seen <= at && (row.gone_at === null || row.gone_at > at)).length,
    }),
    proof: options.verify ? await verify(store) : null,
  };
}

/** By rollout and id of the namespace. */
type Cells = ReadonlyMap<string, CellHistory & { readonly namespaceId: number }>;

function cellKey(rollout: string, namespaceId: number): string {
  return `${rollout}\n${namespaceId}`;
}

function cellHistories(
  evaluated: readonly Evaluated[],
  rows: readonly NamespaceRow[],
  moves: readonly StoredMove[],
): Cells {
  const byCell = Map.groupBy(
    moves.filter(({ state, kind }) => (state === 'done' || state === 'seen') && kind !== 'Pause'),
    (move) => cellKey(move.rollout, move.namespaceId),
  );
  const cells = new Map<string, CellHistory & { namespaceId: number }>();
  for (const { gathered } of evaluated) {
    const rollout = gathered.plan.name;
    for (const row of rows) {
      const key = cellKey(rollout, row.id);
      const changes = byCell.get(key) ?? [];
      const now = row.gone_at === null ? gathered.cells.get(row.uid) : undefined;
      const last = changes.at(-1);
      if (now === undefined && last === undefined) continue;
      const state = now?.state ?? { stage: (last as StoredMove).to, since: (last as StoredMove).at };
      cells.set(key, {
        rollout,
        namespace: row.name,
        namespaceId: row.id,
        from: row.first_seen,
        gone: row.gone_at,
        history: stageHistory(changes, row.first_seen, state),
      });
    }
  }
  return cells;
}

async function readFindings(
  { store, context, findings: most, manifestOf }: OverviewOptions,
  namespaces: readonly NamespaceRow[],
  cells: Cells,
): Promise<{ findings: OpenFinding[]; counter: FindingCounter; covers: Map<string, number> }> {
  const { contracts, now, plans, podKinds } = context;
  const findings: OpenFinding[] = [];
  const counter = new FindingCounter();
  const covers = new Map<string, number>();
  const stages = new Map<number, RolloutStage | undefined>();
  for (const { namespaceId, history } of cells.values())
    if (history.at(-1)?.stage === 'Enforce') stages.set(namespaceId, 'Enforce');
  for await (const some of openFindings({
    store,
    namespaces,
    plans,
    cover: new ContractCover(contracts, new Date(now), podKinds),
    now,
    mend: most > 0,
    manifestOf: manifestOf ?? (() => undefined),
    ...(podKinds === undefined ? {} : { podKinds }),
    enforcing: (id) => stages.get(id) === 'Enforce',
  })) {
    counter.add(some);
    noteCovers(covers, some);
    findings.push(...some.slice(0, Math.max(0, most - findings.length)));
  }
  return { findings, counter, covers };
}

async function namespaceOverviews(
  store: EvidenceStore,
  rows: readonly NamespaceRow[],
  evaluated: readonly Evaluated[],
  cells: Cells,
  counter: FindingCounter,
): Promise<NamespaceOverview[]> {
  const workloads = await store.db
    .selectFrom('subject')
    .select(['namespace_id', (eb) => eb.fn.countAll<number | string>().as('count')])
    .where('gone_at', 'is', null)
    .groupBy('namespace_id')
    .execute();
  const counts = new Map(workloads.map((row) => [row.namespace_id, Number(row.count)]));
  const statuses = evaluated.map(
    (one) => new Map(statusOf(one).namespaces.map((status) => [status.namespace, status])),
  );
  return rows.map((row) => ({
    name: row.name,
    owner: row.owner,
    firstSeen: row.first_seen,
    workloads: counts.get(row.id) ?? 0,
    cells: evaluated.flatMap(({ gathered }, index): CellOverview[] => {
      const status = statuses[index]?.get(row.name);
      const cell = cells.get(cellKey(gathered.plan.name, row.id));
      if (status === undefined || cell === undefined) return [];
      return [{ rollout: gathered.plan.name, status, history: cell.history }];
    }),
    ...counter.of(row.name),
  }));
}

function evidenceOf(facts: ScopeFacts, plans: readonly RolloutPlan[], now: number): Overview['evidence'] {
  const gaps = plans.flatMap((plan) => plan.waves.map((wave) => durationMs(wave.gates.enforce.maxGap) ?? 0));
  const complete = facts.scans.filter((scan) => scan.complete === 1);
  return {
    scans: facts.scans.length,
    completeScans: complete.length,
    lastComplete: complete.at(-1)?.started_at ?? null,
    sources: facts.live.map((name) => {
      const own = facts.uptime.filter((one) => one.source === name);
      return {
        name,
        since: Math.min(...own.map((one) => one.from)),
        until: Math.max(...own.map((one) => one.to)),
      };
    }),
    blind: blindTime(facts, gaps.length === 0 ? defaultGap : Math.max(...gaps), now),
  };
}

/** As a gate has it that says nothing. */
const defaultGap = 26 * 3_600_000;
