import { minorOf, type Version } from '../engine/pod-security/index.ts';
import { digest } from '../evidence/canonical.ts';
import type { EvidenceStore } from '../evidence/open-store.ts';
import { chunks } from '../evidence/rows.ts';
import type { CellRow, NamespaceRow, PolicySetRow, ScanRow } from '../evidence/tables.ts';
import type { StandingContract } from '../exception/excuser.ts';
import type { JsonObject } from '../kube/json.ts';
import { namespaceNameLabel } from '../kube/labels.ts';
import type { PodKinds } from '../kube/pod-template.ts';
import { type CellState, cellState, contestedLimit, type StoredCell } from './cell-state.ts';
import { ContractCover } from './contract-cover.ts';
import { durationMs } from './duration.ts';
import type { Approval, CheckAnswer, Contract, DecisionInputs, PolicyState, Replay } from './inputs.ts';
import { type SourceInterval, vouchedFor, without } from './observed.ts';
import type { Aside, PastStep, PlanCell, PlanInputs } from './plan.ts';
import { type Labels, obstacleTo, stageOf } from './pod-security-stage.ts';
import type { RolloutPlan } from './rollout-plan.ts';
import { type RolloutStage, stageAfter } from './stage.ts';
import { labelledStage, stageLabel } from './stage-label.ts';
import { subjectText } from './subject-text.ts';
import { waveOf } from './waves.ts';

/** What is gathered beside what the store holds. */
export interface GatherContext {
  readonly scope: string;
  readonly plans: readonly RolloutPlan[];
  readonly now: number;
  readonly contracts: readonly StandingContract[];
  readonly podKinds?: PodKinds;
  /** Why a namespace is exempt from admission control; undefined when it is not. */
  exempt?(namespace: string): string | undefined;
  /** The labels as they are now, where something newer than the last scan is known. */
  labels?(namespace: string): Labels | undefined;
  /** Whether only named accounts may loosen a stage. */
  readonly guarded?: boolean;
  readonly checks?: ReadonlyMap<string, readonly CheckAnswer[]>;
  replay?(plan: RolloutPlan, namespace: NamespaceRow, from: string, to: string): Promise<Replay | null>;
}

export interface Gathered {
  readonly plan: RolloutPlan;
  readonly inputs: PlanInputs;
  /** By the uid of the namespace: its row, and its cell with how it came to be what it is. */
  readonly cells: ReadonlyMap<string, GatheredCell>;
  /** Why no decision can be made at all; empty when one can. */
  readonly problem: string;
}

export interface GatheredCell {
  readonly namespace: NamespaceRow;
  readonly labels: Labels;
  readonly stored: CellRow | undefined;
  readonly state: CellState;
}

/** Reads everything that the decisions of `plans` follow from. */
export async function gather(store: EvidenceStore, context: GatherContext): Promise<Gathered[]> {
  return new Gatherer(store, context).run();
}

/** What one rollout is judged by: its policies' revisions, and which scans and marks are of them. */
interface Judged {
  readonly plan: RolloutPlan;
  readonly state: Omit<PolicyState, 'replay'>;
  readonly problem: string;
  /** By policy set, the rollout's revision in it; absent where the set lacks one of its policies. */
  readonly revisions: ReadonlyMap<number, string>;
  readonly checkIds: ReadonlyMap<number, CheckText>;
  readonly scans: readonly ScanRow[];
  readonly cells: ReadonlyMap<number, CellRow>;
  readonly steps: readonly PastStep[];
  readonly startedAt: number | null;
  readonly intervals: Map<string, SourceInterval[]>;
}

interface CheckText {
  readonly id: string;
  readonly engine: string;
  readonly policy: string;
  readonly rule: string;
}

class Gatherer {
  readonly #store: EvidenceStore;
  readonly #context: GatherContext;
  #cluster: number | null = null;
  #live: readonly string[] = [];
  #uptime: readonly SourceInterval[] = [];
  #blind: readonly SourceInterval[] = [];
  #liveScans = false;

  constructor(store: EvidenceStore, context: GatherContext) {
    this.#store = store;
    this.#context = context;
  }

  async run(): Promise<Gathered[]> {
    const { scope, plans } = this.#context;
    const { db } = this.#store;
    const scans = await db
      .selectFrom('scan')
      .selectAll()
      .where('scope', '=', scope)
      .orderBy('started_at')
      .execute();
    const sets = await db.selectFrom('policy_set').selectAll().execute();
    const namespaces = await db
      .selectFrom('namespace')
      .selectAll()
      .where('scope', '=', scope)
      .where('gone_at', 'is', null)
      .orderBy('name')
      .execute();
    await this.#sources(scans);
    const judged: Judged[] = [];
    for (const plan of plans) judged.push(await this.#judged(plan, scans, sets));
    const cells = judged.map(() => new Map<string, GatheredCell>());
    const planCells: PlanCell[][] = judged.map(() => []);
    for (const some of chunks(namespaces)) {
      const facts = await this.#facts(some, judged);
      for (const namespace of some) {
        const labels = this.#labelsOf(namespace);
        const states = judged.map((one) => this.#stateOf(one, namespace, labels));
        for (const [index, one] of judged.entries()) {
          if (!one.plan.selector.matches(labels)) continue;
          const state = states[index] as CellState;
          cells[index]?.set(namespace.uid, { namespace, labels, stored: one.cells.get(namespace.id), state });
          planCells[index]?.push(await this.#planCell(one, namespace, labels, state, facts, judged, states));
        }
      }
    }
    return judged.map((one, index) => ({
      plan: one.plan,
      inputs: {
        now: this.#context.now,
        plan: one.plan,
        startedAt: one.startedAt,
        cells: planCells[index] ?? [],
        steps: one.steps,
      },
      cells: cells[index] ?? new Map(),
      problem: one.problem,
    }));
  }

  async #sources(scans: readonly ScanRow[]): Promise<void> {
    const { db } = this.#store;
    const { scope } = this.#context;
    const rows = await db.selectFrom('uptime').selectAll().where('scope', '=', scope).execute();
    const blind = await db.selectFrom('blind').selectAll().where('scope', '=', scope).execute();
    const interval = (row: { component: string; from_ms: number; to_ms: number }): SourceInterval => ({
      source: row.component,
      from: row.from_ms,
      to: row.to_ms,
    });
    this.#uptime = rows.map(interval);
    this.#blind = blind.map(interval);
    this.#live = [...new Set(rows.map((row) => row.component))].sort();
    this.#liveScans = scans.some((scan) => scan.source === 'live');
    const said = scans.findLast((scan) => scan.kubernetes !== '');
    this.#cluster = said === undefined ? null : minorOf(said.kubernetes as Version);
  }

  async #judged(
    plan: RolloutPlan,
    scans: readonly ScanRow[],
    sets: readonly PolicySetRow[],
  ): Promise<Judged> {
    const { db } = this.#store;
    const revisions = new Map<number, string>();
    for (const set of sets) {
      const revision = revisionIn(plan, set);
      if (revision !== undefined) revisions.set(set.id, revision);
    }
    const own = scans.filter((scan) => revisions.has(scan.set_id));
    const last = own.at(-1);
    const revision = last === undefined ? 'never judged' : (revisions.get(last.set_id) as string);
    // A policy that was changed and changed back began anew with the last change.
    let since = last?.started_at ?? this.#context.now;
    for (const scan of own.toReversed()) {
      if (revisions.get(scan.set_id) !== revision) break;
      since = scan.started_at;
    }
    const checks = await db.selectFrom('check').selectAll().execute();
    const steps = await db
      .selectFrom('step')
      .innerJoin('namespace', 'namespace.id', 'step.namespace_id')
      .select(['step.id', 'kind', 'to_stage', 'state', 'created_at', 'finished_at', 'pods', 'uid'])
      .where('rollout', '=', plan.name)
      .where('state', 'in', ['done', 'proposed', 'intended'])
      .where('scope', '=', this.#context.scope)
      .execute();
    const cells = await db.selectFrom('cell').selectAll().where('rollout', '=', plan.name).execute();
    return {
      plan,
      state: { revision, since, holdsBoth: plan.pin !== null },
      problem: last === undefined ? this.#neverJudged(plan, scans) : '',
      revisions,
      checkIds: new Map(
        checks
          .filter((check) => isOf(plan, check))
          .map((check) => [check.id, { ...check, id: checkText(check) }]),
      ),
      scans: own,
      cells: new Map(cells.map((cell) => [cell.namespace_id, cell])),
      steps: steps.map((step) => ({
        id: step.id,
        namespace: step.uid,
        kind: step.kind as PastStep['kind'],
        to: step.to_stage as RolloutStage,
        at: step.finished_at ?? step.created_at,
        pending: step.state !== 'done',
        pods: step.pods,
      })),
      startedAt: steps.length === 0 ? null : Math.min(...steps.map((step) => step.created_at)),
      intervals: new Map(),
    };
  }

  #neverJudged(plan: RolloutPlan, scans: readonly ScanRow[]): string {
    const names = plan.policies.map((policy) => `${policy.engine} ${policy.name}`).join(', ');
    if (scans.length === 0)
      return `no scan of ${this.#context.scope} was recorded: portcullis scan PATH --record --scope ${this.#context.scope}`;
    return `no recorded scan of ${this.#context.scope} judged by ${names}: is it spelled right, and do scans read it?`;
  }

  #labelsOf(namespace: NamespaceRow): Labels {
    const newer = this.#context.labels?.(namespace.name);
    return { ...(newer ?? (JSON.parse(namespace.labels) as Labels)), [namespaceNameLabel]: namespace.name };
  }

  #stateOf({ plan, state, cells }: Judged, namespace: NamespaceRow, labels: Labels): CellState {
    const row = cells.get(namespace.id);
    const stage =
      plan.pin === null
        ? (labelledStage(labels, plan.name) ?? 'Audit')
        : stageOf(labels, plan.pin, this.#cluster);
    // What is newer than the last scan was seen just now.
    const recorded = JSON.parse(namespace.labels) as Labels;
    const newer = this.#context.labels?.(namespace.name);
    const at = newer === undefined || sameLabels(newer, recorded) ? namespace.labels_at : this.#context.now;
    const result = cellState(row === undefined ? undefined : storedCell(row), { stage, at }, state.revision);
    // Pod Security holds both: the labels themselves say what of the new pin is reached.
    return plan.pin === null ? result : { ...result, revision: state.revision };
  }

  async #facts(namespaces: readonly NamespaceRow[], judged: readonly Judged[]): Promise<Facts> {
    const { db } = this.#store;
    const ids = namespaces.map((row) => row.id);
    const checkIds = [...new Set(judged.flatMap((one) => [...one.checkIds.keys()]))];
    const subjects = await db
      .selectFrom('subject')
      .selectAll()
      .where('namespace_id', 'in', ids)
      .where('gone_at', 'is', null)
      .orderBy('id')
      .execute();
    const marks = await db
      .selectFrom('watermark')
      .innerJoin('subject', 'subject.id', 'watermark.subject_id')
      .select(['subject_id', 'source', 'set_id', 'watermark.template_hash', 'at'])
      .where('namespace_id', 'in', ids)
      .where('gone_at', 'is', null)
      .execute();
    const findings =
      checkIds.length === 0
        ? []
        : await db
            .selectFrom('finding')
            .innerJoin('subject', 'subject.id', 'finding.subject_id')
            .select(['subject_id', 'check_id', 'field', 'verdict', 'finding.last_seen', 'closed_at'])
            .where('namespace_id', 'in', ids)
            .where('check_id', 'in', checkIds)
            .execute();
    const rejections = await db
      .selectFrom('rejection')
      .selectAll()
      .where('namespace_id', 'in', ids)
      .execute();
    const approvals = await db.selectFrom('approval').selectAll().where('namespace_id', 'in', ids).execute();
    const promises = await db
      .selectFrom('promise')
      .innerJoin('subject', 'subject.id', 'promise.subject_id')
      .select(['rollout', 'subject_id', 'promise.template_hash', 'namespace_id'])
      .where('namespace_id', 'in', ids)
      .execute();
    const ephemeral = await db
      .selectFrom('rollup')
      .select(['namespace_id', 'day', 'ephemeral'])
      .where('namespace_id', 'in', ids)
      .where('ephemeral', '>', 0)
      .execute();
    const concerned = new ContractCover(
      this.#context.contracts,
      new Date(this.#context.now),
      this.#context.podKinds,
    );
    const withContracts = namespaces.filter((row) => concerned.concerns(row.name)).map((row) => row.id);
    const bodies = new Map<number, string>();
    if (withContracts.length > 0) {
      const rows = await db
        .selectFrom('subject')
        .innerJoin('spec', 'spec.hash', 'subject.spec_hash')
        .select(['subject.id', 'body'])
        .where('namespace_id', 'in', withContracts)
        .execute();
      for (const row of rows) bodies.set(row.id, row.body);
    }
    return {
      subjects: grouped(subjects, (row) => row.namespace_id),
      marks: grouped(marks, (row) => row.subject_id),
      findings: grouped(findings, (row) => row.subject_id),
      rejections: grouped(rejections, (row) => row.namespace_id),
      approvals: grouped(approvals, (row) => row.namespace_id),
      promises: grouped(promises, (row) => row.namespace_id),
      ephemeral: grouped(ephemeral, (row) => row.namespace_id),
      bodies,
      cover: concerned,
    };
  }

  async #planCell(
    judged: Judged,
    namespace: NamespaceRow,
    labels: Labels,
    state: CellState,
    facts: Facts,
    all: readonly Judged[],
    states: readonly CellState[],
  ): Promise<PlanCell> {
    const { plan } = judged;
    const subjects = facts.subjects.get(namespace.id) ?? [];
    const after = plan.after.map((rollout) => {
      const index = all.findIndex((one) => one.plan.name === rollout);
      return { rollout, stage: states[index]?.stage ?? ('None' as const) };
    });
    return {
      labels,
      firstSeen: namespace.first_seen,
      pods: subjects.reduce((sum, subject) => sum + subject.pods, 0),
      lastPodAt: namespace.last_pod_at,
      aside: this.#aside(judged, namespace, labels, state),
      after,
      quarantine: plan.pin === null || this.#context.guarded === true,
      inputs: await this.#inputs(judged, namespace, labels, state, facts),
    };
  }

  #aside({ plan, problem }: Judged, namespace: NamespaceRow, labels: Labels, state: CellState): Aside | null {
    if (problem !== '') return { state: 'Invalid', reason: problem, next: 'portcullis evidence status' };
    const exempt = this.#context.exempt?.(namespace.name);
    if (exempt !== undefined)
      return {
        state: 'Exempt',
        reason: exempt,
        next: 'nothing is judged here; take it out of the exemptions, or out of the selector',
      };
    if (state.contested >= contestedLimit)
      return {
        state: 'Conflict',
        reason: `somebody else lowered the stage ${state.contested} times after it was raised`,
        next: `find out who writes the labels of ${namespace.name}, then: portcullis rollout promote ${plan.name} ${namespace.name} --take-over`,
      };
    if (plan.pin === null && labelledStage(labels, plan.name) === undefined)
      return {
        state: 'Invalid',
        reason: `label ${stageLabel(plan.name)}: expected audit, warn or enforce, found "${labels[stageLabel(plan.name)]}"`,
        next: 'set the label right, or remove it',
      };
    return null;
  }

  async #inputs(
    judged: Judged,
    namespace: NamespaceRow,
    labels: Labels,
    state: CellState,
    facts: Facts,
  ): Promise<PlanCell['inputs']> {
    const { plan, revisions, checkIds } = judged;
    const { now } = this.#context;
    const enforcing = state.stage === 'Enforce';
    const wave = waveOf(plan.waves, labels);
    const gates = plan.waves[typeof wave === 'number' ? wave : 0]?.gates;
    const gate = state.stage === 'Warn' ? gates?.enforce : gates?.warn;
    const rows = facts.subjects.get(namespace.id) ?? [];
    const names = new Map(rows.map((row) => [row.id, subjectText(row)]));
    const contracts = new Map<string, Contract>();
    const cover = (subjectId: number, check: CheckText, field: string): void => {
      const body = facts.bodies.get(subjectId);
      if (body === undefined) return;
      const found = {
        subject: names.get(subjectId) as string,
        policy: check.id,
        field,
        engine: check.engine,
        policyName: check.policy,
        rule: check.rule,
      };
      for (const contract of facts.cover.contractsFor(found, JSON.parse(body) as JsonObject, enforcing))
        contracts.set(contract.id, contract);
    };

    // At the last stage only broken promises matter: what else is known would but make the proof longer.
    const findings: DecisionInputs['findings'][number][] = [];
    if (!enforcing)
      for (const row of rows)
        for (const finding of facts.findings.get(row.id) ?? []) {
          const check = checkIds.get(finding.check_id);
          if (check === undefined) continue;
          if (finding.closed_at !== null && finding.closed_at <= state.since) continue;
          cover(row.id, check, finding.field);
          findings.push({
            subject: names.get(row.id) as string,
            policy: check.id,
            field: finding.field,
            verdict: finding.verdict as 'fail' | 'error',
            lastSeen: finding.last_seen,
            closedAt: finding.closed_at,
          });
        }
    const window = durationMs(plan.demotion.window) as number;
    const rejections: DecisionInputs['rejections'][number][] = [];
    if (enforcing)
      for (const rejection of facts.rejections.get(namespace.id) ?? []) {
        const check = checkIds.get(rejection.check_id);
        const subject = names.get(rejection.subject_id);
        if (check === undefined || subject === undefined || rejection.at <= now - window) continue;
        cover(rejection.subject_id, check, rejection.field);
        rejections.push({
          // One refusal may name several checks and fields; it is one refusal all the same.
          id: rejection.id,
          subject,
          hash: rejection.template_hash,
          policy: check.id,
          field: rejection.field,
          at: rejection.at,
          confirmed: rejection.confirmed === 1,
          critical: rejection.critical === 1,
        });
      }
    const replay = await this.#replay(judged, namespace, state);
    const counting = new Set([judged.state.revision, state.revision]);
    return {
      namespace: { uid: namespace.uid, name: namespace.name },
      cell: {
        stage: state.stage,
        since: state.since,
        revision: state.revision,
        demotions: state.demotions,
        lastDemotedAt: state.lastDemotedAt,
      },
      policy: { ...judged.state, replay },
      listedAt: namespace.listed_at,
      liveSource: this.#live.length > 0 || this.#liveScans,
      subjects: enforcing
        ? []
        : rows.map((row) => ({
            id: names.get(row.id) as string,
            hash: row.template_hash,
            wantsPods: row.wants_pods === 1,
            lastRanAt: row.last_ran_at,
            evidence: (facts.marks.get(row.id) ?? [])
              .filter((mark) => revisions.has(mark.set_id))
              .map((mark) => ({
                source: mark.source as 'template',
                at: mark.at,
                hash: mark.template_hash,
                revision: revisions.get(mark.set_id) as string,
              })),
          })),
      findings,
      contracts: [...contracts.values()],
      rejections: oncePerRefusal(rejections, [...contracts.values()]),
      promised: (facts.promises.get(namespace.id) ?? [])
        .filter((promise) => promise.rollout === plan.name && names.has(promise.subject_id))
        .map((promise) => ({
          subject: names.get(promise.subject_id) as string,
          hash: promise.template_hash,
        })),
      required: ['scan', ...this.#live],
      observed: enforcing
        ? []
        : this.#observed(judged, counting, durationMs(gate?.maxGap ?? '26h') as number, state.since),
      scans: enforcing ? [] : lastScans(judged, counting, gate?.scans ?? 1),
      approvals: (facts.approvals.get(namespace.id) ?? [])
        .filter((approval) => approval.rollout === plan.name)
        .map(
          ({ by, to_stage, since, revision, at }): Approval => ({
            by,
            to: to_stage as RolloutStage,
            since,
            revision,
            at,
          }),
        ),
      checks: this.#context.checks?.get(plan.name) ?? [],
      ephemeralAdmitted: (facts.ephemeral.get(namespace.id) ?? [])
        .filter((row) => row.day * 86_400_000 >= state.since)
        .reduce((sum, row) => sum + row.ephemeral, 0),
      obstacle: this.#obstacle(judged, labels, state),
    };
  }

  #obstacle({ plan }: Judged, labels: Labels, state: CellState): string {
    const to = stageAfter(state.stage);
    return plan.pin === null || to === undefined ? '' : obstacleTo(to, labels, plan.pin, this.#cluster);
  }

  async #replay(
    { plan, state: policy }: Judged,
    namespace: NamespaceRow,
    state: CellState,
  ): Promise<Replay | null> {
    if (policy.holdsBoth || state.revision === policy.revision) return null;
    return (await this.#context.replay?.(plan, namespace, state.revision, policy.revision)) ?? null;
  }

  /** When each source was up, as far as it matters to a cell of that age. Shared by all cells with the same needs. */
  #observed(judged: Judged, revisions: ReadonlySet<string>, maxGap: number, since: number): SourceInterval[] {
    const key = `${[...revisions].sort().join()} ${maxGap}`;
    let intervals = judged.intervals.get(key);
    if (intervals === undefined) {
      const starts = completeScans(judged, revisions).map((scan) => scan.started_at);
      const blindOf = (source: string): SourceInterval[] =>
        this.#blind.filter((one) => one.source === source);
      intervals = without(vouchedFor(starts, maxGap), blindOf('scan')).map((one) => ({
        source: 'scan',
        ...one,
      }));
      for (const source of this.#live) {
        const up = this.#uptime.filter((one) => one.source === source);
        intervals.push(...without(up, blindOf(source)).map((one) => ({ source, ...one })));
      }
      judged.intervals.set(key, intervals);
    }
    return intervals.filter((one) => one.to > since);
  }
}

interface Facts {
  readonly subjects: Grouped<{
    id: number;
    api_group: string;
    kind: string;
    name: string;
    template_hash: string;
    wants_pods: number;
    pods: number;
    last_ran_at: number | null;
  }>;
  readonly marks: Grouped<{ source: string; set_id: number; template_hash: string; at: number }>;
  readonly findings: Grouped<{
    check_id: number;
    field: string;
    verdict: string;
    last_seen: number;
    closed_at: number | null;
  }>;
  readonly rejections: Grouped<{
    id: string;
    subject_id: number;
    template_hash: string;
    check_id: number;
    field: string;
    at: number;
    confirmed: number;
    critical: number;
  }>;
  readonly approvals: Grouped<{
    rollout: string;
    by: string;
    to_stage: string;
    since: number;
    revision: string;
    at: number;
  }>;
  readonly promises: Grouped<{ rollout: string; subject_id: number; template_hash: string }>;
  readonly ephemeral: Grouped<{ day: number; ephemeral: number }>;
  readonly bodies: ReadonlyMap<number, string>;
  readonly cover: ContractCover;
}

type Grouped<T> = ReadonlyMap<number, readonly T[]>;

function grouped<T>(rows: readonly T[], keyOf: (row: T) => number): Map<number, T[]> {
  const groups = new Map<number, T[]>();
  for (const row of rows) {
    const key = keyOf(row);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  return groups;
}

/** The rollout's revision in a set: the hash of its policies' revisions there. */
export function revisionIn(plan: RolloutPlan, set: Pick<PolicySetRow, 'members'>): string | undefined {
  const members = JSON.parse(set.members) as { engine: string; policy: string; revision: string }[];
  const own = plan.policies.map((policy) =>
    members.find((member) => member.engine === policy.engine && member.policy === policy.name),
  );
  if (own.some((member) => member === undefined)) return undefined;
  return digest(
    own.map((member, index) => ({ ...member, rules: plan.policies[index]?.rules ?? null })),
    'sets',
  );
}

function isOf(plan: RolloutPlan, check: { engine: string; policy: string; rule: string }): boolean {
  return plan.policies.some(
    (policy) =>
      policy.engine === check.engine &&
      policy.name === check.policy &&
      (policy.rules === null || policy.rules.includes(check.rule)),
  );
}

function checkText({ engine, policy, rule }: { engine: string; policy: string; rule: string }): string {
  return engine === 'PodSecurity' ? `${policy} ${rule}` : `${engine} ${policy} ${rule}`;
}

function storedCell(row: CellRow): StoredCell {
  return {
    stage: row.stage as RolloutStage,
    since: row.since,
    revision: row.revision,
    demotions: row.demotions,
    lastDemotedAt: row.last_demoted_at,
    contested: row.contested,
  };
}

function completeScans({ scans, revisions }: Judged, counting: ReadonlySet<string>): ScanRow[] {
  return scans.filter((scan) => scan.complete === 1 && counting.has(revisions.get(scan.set_id) as string));
}

/** No more than the gate asks for: earlier ones would change nothing. */
function lastScans(judged: Judged, counting: ReadonlySet<string>, count: number): DecisionInputs['scans'] {
  return completeScans(judged, counting)
    .slice(-count)
    .map((scan) => ({
      startedAt: scan.started_at,
      endedAt: scan.ended_at,
      complete: true,
      revision: judged.revisions.get(scan.set_id) as string,
    }));
}

/**
 * A refused pod counts once, by what no contract covers: of several checks and fields the first that a contract covers
 * stands for the refusal, since a refusal that any contract ever covered is no regression.
 */
function oncePerRefusal(
  rejections: DecisionInputs['rejections'],
  contracts: readonly Contract[],
): DecisionInputs['rejections'] {
  const byId = new Map<string, DecisionInputs['rejections'][number]>();
  const covered = (one: DecisionInputs['rejections'][number]): boolean =>
    contracts.some(
      (contract) =>
        contract.subject === one.subject && contract.policy === one.policy && contract.field === one.field,
    );
  for (const rejection of rejections.toSorted((a, b) =>
    `${a.policy} ${a.field}` < `${b.policy} ${b.field}` ? -1 : 1,
  )) {
    const known = byId.get(rejection.id);
    const critical = rejection.critical || known?.critical === true;
    if (known === undefined || (covered(rejection) && !covered(known)))
      byId.set(rejection.id, { ...rejection, critical });
    else if (critical && !known.critical) byId.set(rejection.id, { ...known, critical });
  }
  return [...byId.values()];
}

function sameLabels(a: Labels, b: Labels): boolean {
  const keys = Object.keys(a).filter((key) => key !== namespaceNameLabel);
  return (
    keys.length === Object.keys(b).filter((key) => key !== namespaceNameLabel).length &&
    keys.every((key) => a[key] === b[key])
  );
}
