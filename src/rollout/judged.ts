import { parseVersion } from '../engine/pod-security/index.ts';
import { digest } from '../evidence/canonical.ts';
import type { EvidenceStore } from '../evidence/open-store.ts';
import type { CellRow, CheckRow, PolicySetRow, ScanRow } from '../evidence/tables.ts';
import type { DecisionInputs, PolicyState } from './inputs.ts';
import { type SourceInterval, vouchedFor, without } from './observed.ts';
import type { PastStep } from './plan.ts';
import type { Pin } from './pod-security-stage.ts';
import type { RolloutPlan } from './rollout-plan.ts';
import type { ScopeFacts } from './scope-facts.ts';
import type { RolloutStage } from './stage.ts';

export interface CheckText extends CheckRow {
  /** As decisions name it. */
  readonly text: string;
}

/** What one rollout is judged by: the revisions of its policies, the scans that judged by them, its cells and steps. */
export class Judged {
  readonly plan: RolloutPlan;
  readonly state: Omit<PolicyState, 'replay'>;
  /** Why no decision can be made at all; empty when one can. */
  readonly problem: string;
  readonly checks: ReadonlyMap<number, CheckText>;
  readonly cells: ReadonlyMap<number, CellRow>;
  readonly steps: readonly PastStep[];
  readonly startedAt: number | null;
  readonly #facts: ScopeFacts;
  /** By policy set, the rollout's revision in it; absent where the set lacks one of its policies. */
  readonly #revisions: ReadonlyMap<number, string>;
  readonly #scans: readonly ScanRow[];
  readonly #intervals: Map<string, SourceInterval[]> = new Map();

  private constructor(
    plan: RolloutPlan,
    facts: ScopeFacts,
    rows: {
      readonly cells: readonly CellRow[];
      readonly steps: readonly PastStep[];
      readonly began: readonly number[];
    },
    now: number,
  ) {
    this.plan = plan;
    this.#facts = facts;
    this.#revisions = revisionsOf(plan, facts.sets);
    this.#scans = facts.scans.filter((scan) => this.#revisions.has(scan.set_id));
    this.checks = new Map(
      facts.checks
        .filter((check) => isOf(plan, check))
        .map((check) => [check.id, { ...check, text: checkText(check) }]),
    );
    this.cells = new Map(rows.cells.map((cell) => [cell.namespace_id, cell]));
    this.steps = rows.steps;
    this.startedAt = rows.began.length === 0 ? null : Math.min(...rows.began);
    const last = this.#scans.at(-1);
    const revision = last === undefined ? 'never judged' : this.#revisionOf(last);
    this.state = {
      revision,
      since: this.#since(revision, now),
      holdsBoth: plan.pin !== null,
      knowsContracts: plan.pin === null,
    };
    this.problem = last === undefined ? neverJudged(plan, facts) : '';
  }

  static async load(
    store: EvidenceStore,
    plan: RolloutPlan,
    facts: ScopeFacts,
    now: number,
  ): Promise<Judged> {
    const steps = await store.db
      .selectFrom('step')
      .innerJoin('namespace', 'namespace.id', 'step.namespace_id')
      .select(['step.id', 'kind', 'to_stage', 'state', 'created_at', 'finished_at', 'pods', 'uid'])
      .where('rollout', '=', plan.name)
      .where('state', 'in', ['done', 'proposed', 'intended'])
      .where('scope', '=', facts.scope)
      .execute();
    const cells = await store.db
      .selectFrom('cell')
      .innerJoin('namespace', 'namespace.id', 'cell.namespace_id')
      .selectAll('cell')
      .where('rollout', '=', plan.name)
      .where('scope', '=', facts.scope)
      .execute();
    const past = steps.map((step) => ({
      id: step.id,
      namespace: step.uid,
      kind: step.kind as PastStep['kind'],
      to: step.to_stage as RolloutStage,
      at: step.finished_at ?? step.created_at,
      pending: step.state !== 'done',
      pods: step.pods,
    }));
    return new Judged(plan, facts, { cells, steps: past, began: steps.map((step) => step.created_at) }, now);
  }

  /** A policy that was changed and changed back began anew with the last change. */
  #since(revision: string, now: number): number {
    let since = this.#scans.at(-1)?.started_at ?? now;
    for (const scan of this.#scans.toReversed()) {
      if (this.#revisionOf(scan) !== revision) break;
      since = scan.started_at;
    }
    return since;
  }

  #revisionOf(scan: ScanRow): string {
    return this.#revisions.get(scan.set_id) as string;
  }

  /** The rollout's revision in a policy set; undefined where the set lacks one of its policies. */
  revisionIn(set: number): string | undefined {
    return this.#revisions.get(set);
  }

  /** The Pod Security level of a revision of before; undefined when no recorded scan judged by it. */
  pinOf(revision: string): Pin | undefined {
    if (this.plan.pin === null) return undefined;
    const [{ rules } = { rules: undefined }] = this.plan.policies;
    for (const { members } of this.#facts.sets)
      for (const member of JSON.parse(members) as { engine: string; policy: string }[])
        if (member.engine === 'PodSecurity' && digest([{ ...member, rules }], 'sets') === revision)
          return pinNamed(member.policy);
    return undefined;
  }

  /** When `revision` was first judged by. */
  firstSeen(revision: string): number | undefined {
    return this.#scans.find((scan) => this.#revisionOf(scan) === revision)?.started_at;
  }

  /** The latest complete scans: no more than a gate asks for, since earlier ones would change nothing. */
  lastScans(revisions: ReadonlySet<string>, count: number): DecisionInputs['scans'] {
    return this.#complete(revisions)
      .slice(-count)
      .map((scan) => ({
        startedAt: scan.started_at,
        endedAt: scan.ended_at,
        complete: true,
        revision: this.#revisionOf(scan),
      }));
  }

  /** When each source was up, as far as it matters to a cell of that age. All cells with the same needs share it. */
  observed(revisions: ReadonlySet<string>, maxGap: number, since: number): SourceInterval[] {
    const key = `${[...revisions].sort().join()} ${maxGap}`;
    let intervals = this.#intervals.get(key);
    if (intervals === undefined) {
      const { blind, uptime, live } = this.#facts;
      const blindOf = (source: string): SourceInterval[] => blind.filter((one) => one.source === source);
      const starts = this.#complete(revisions).map((scan) => scan.started_at);
      intervals = without(vouchedFor(starts, maxGap), blindOf('scan')).map((one) => ({
        source: 'scan',
        ...one,
      }));
      for (const source of live) {
        const up = uptime.filter((one) => one.source === source);
        intervals.push(...without(up, blindOf(source)).map((one) => ({ source, ...one })));
      }
      this.#intervals.set(key, intervals);
    }
    return intervals.filter((one) => one.to > since);
  }

  #complete(revisions: ReadonlySet<string>): ScanRow[] {
    return this.#scans.filter((scan) => scan.complete === 1 && revisions.has(this.#revisionOf(scan)));
  }
}

export function revisionsOf(plan: RolloutPlan, sets: readonly PolicySetRow[]): Map<number, string> {
  const revisions = new Map<number, string>();
  for (const set of sets) {
    const members = JSON.parse(set.members) as { engine: string; policy: string; revision: string }[];
    const own = plan.policies.flatMap(({ engine, name, rules }) => {
      const member = members.find((one) => one.engine === engine && one.policy === name);
      return member === undefined ? [] : [{ ...member, rules }];
    });
    if (own.length === plan.policies.length) revisions.set(set.id, digest(own, 'sets'));
  }
  return revisions;
}

function neverJudged(plan: RolloutPlan, { scope, scans }: ScopeFacts): string {
  if (scans.length === 0)
    return `no scan of ${scope} was recorded: portcullis scan PATH --record --scope ${scope}`;
  const names = plan.policies.map((policy) => `${policy.engine} ${policy.name}`).join(', ');
  return `no recorded scan of ${scope} judged by ${names}: is it spelled right, and do scans read it?`;
}

function pinNamed(name: string): Pin | undefined {
  const [level = '', text = ''] = name.split('@');
  const version = parseVersion(text);
  return version === undefined || (level !== 'baseline' && level !== 'restricted')
    ? undefined
    : { level, version };
}

function isOf({ policies }: RolloutPlan, { engine, policy, rule }: CheckRow): boolean {
  return policies.some(
    (one) => one.engine === engine && one.name === policy && (one.rules?.includes(rule) ?? true),
  );
}

function checkText({ engine, policy, rule }: CheckRow): string {
  return engine === 'PodSecurity' ? `${policy} ${rule}` : `${engine} ${policy} ${rule}`;
}
