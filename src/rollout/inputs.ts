import { CodedError } from '../error.ts';
import type { Duration } from './duration.ts';
import { durationMs } from './duration.ts';
import type { SourceInterval } from './observed.ts';
import {
  anyText,
  count,
  flag,
  list,
  type Misfit,
  oneOf,
  optional,
  positive,
  record,
  type Shape,
  text,
} from './shape.ts';
import { type RolloutStage, stages } from './stage.ts';

/** All that a decision for one rollout in one namespace follows from: plain JSON. Times are milliseconds since 1970. */
export interface DecisionInputs {
  readonly now: number;
  readonly rollout: string;
  readonly namespace: { readonly uid: string; readonly name: string };
  readonly plan: DecisionPlan;
  readonly cell: Cell;
  readonly policy: PolicyState;
  /** When a complete scan last listed the namespace. */
  readonly listedAt?: number | null;
  /** Whether any source that sees pods as they run has ever reported. */
  readonly liveSource: boolean;
  readonly subjects: readonly Subject[];
  readonly findings: readonly Finding[];
  readonly contracts: readonly Contract[];
  readonly rejections: readonly Rejection[];
  /** What the decision that promoted to Enforce had judged clean. */
  readonly promised: readonly Promised[];
  /** The sources that must have been up for time to count, and when each was. */
  readonly required: readonly string[];
  readonly observed: readonly SourceInterval[];
  readonly scans: readonly Scan[];
  readonly approvals: readonly Approval[];
  readonly checks: readonly CheckAnswer[];
  /** Pods without a template that were admitted clean since `cell.since`. */
  readonly ephemeralAdmitted: number;
  /** Why the namespace's labels cannot take the next step; empty when they can. */
  readonly obstacle: string;
  /**
   * The admission policy, compiled from contracts and in force here, that holds the level in place of the label
   * `enforce`; empty for none. Only of Pod Security.
   */
  readonly compiledForm: string;
  readonly shares: Shares;
}

export type Mode = 'Observe' | 'Propose' | 'Auto';
export type SilentEvidence = 'Template' | 'Probe' | 'Live';
export type Source = 'template' | 'live' | 'admission' | 'probe';

export interface DecisionPlan {
  readonly mode: Mode;
  readonly suspend: boolean;
  readonly gates: { readonly warn: Gate; readonly enforce: Gate };
  readonly demotion: Demotion;
  /** The stage at which a namespace begins. */
  readonly begin: 'Audit' | 'Warn' | 'Enforce';
}

/** A gate with every default filled in. */
export interface Gate {
  /** Whether open violations hold the step. Only a step to Warn may allow them: warnings are how they are heard of. */
  readonly violations: 'Hold' | 'Allow';
  readonly window: Duration;
  readonly maxGap: Duration;
  readonly scans: number;
  readonly freshness: Duration;
  readonly silentWorkloads: SilentEvidence;
  readonly minEphemeralAdmissions: number;
  readonly approvals: number;
  /** Names of the outside opinions asked for. */
  readonly checks: readonly string[];
}

export interface Demotion {
  readonly action: 'Propose' | 'Demote' | 'Quarantine';
  readonly rejections: number;
  readonly workloads: number;
  readonly window: Duration;
  readonly cooldown: Duration;
  readonly maxDemotions: number;
}

export interface Cell {
  readonly stage: RolloutStage;
  readonly since: number;
  /** The policy revision under which the stage was reached. */
  readonly revision: string;
  readonly demotions: number;
  readonly lastDemotedAt?: number | null;
}

export interface PolicyState {
  readonly revision: string;
  /** When this revision was first seen. */
  readonly since: number;
  /** False where a changed policy cannot stand beside the old one, and so must begin anew. */
  readonly holdsBoth: boolean;
  /** False of Pod Security, which would refuse what a contract excuses. */
  readonly knowsContracts: boolean;
  /** The old revision judged again beside the new one, over every recorded spec of the namespace. */
  readonly replay?: Replay | null;
}

export interface Replay {
  readonly from: string;
  /** When the old revision was first seen. */
  readonly fromSince: number;
  readonly to: string;
  readonly specs: number;
  readonly different: number;
  /** Specs that were not recorded, or that hold a hash where the policy reads a value. */
  readonly unreplayable: number;
}

export interface Subject {
  readonly id: string;
  /** The hash of its pod template now. */
  readonly hash: string;
  /** Whether its template asks for pods all the time. */
  readonly wantsPods: boolean;
  readonly lastRanAt?: number | null;
  readonly evidence: readonly Evidence[];
}

export interface Evidence {
  readonly source: Source;
  readonly at: number;
  readonly hash: string;
  readonly revision: string;
}

export interface Finding {
  readonly subject: string;
  readonly policy: string;
  readonly field: string;
  readonly verdict: 'fail' | 'error';
  readonly lastSeen: number;
  readonly closedAt?: number | null;
}

/** A contract as far as it touches one workload and one check. Without `field` it covers every field. */
export interface Contract {
  readonly id: string;
  readonly name: string;
  readonly subject: string;
  readonly policy: string;
  readonly field?: string | null;
  readonly validFrom: number;
  readonly honouredUntil: number;
  readonly approved: boolean;
  readonly revoked: boolean;
  readonly quarantine: boolean;
  /** Whether the compiled form of the contract is in force here, at this level or above. */
  readonly compiled: boolean;
}

export interface Rejection {
  /** The uid of the pod or of the request. */
  readonly id: string;
  readonly subject: string;
  readonly hash: string;
  readonly policy: string;
  readonly field: string;
  readonly at: number;
  /** Seen by something that no tenant can write. */
  readonly confirmed: boolean;
  readonly critical: boolean;
}

export interface Promised {
  readonly subject: string;
  readonly hash: string;
}

export interface Scan {
  readonly startedAt: number;
  readonly endedAt: number;
  readonly complete: boolean;
  readonly revision: string;
}

export interface Approval {
  readonly by: string;
  readonly to: RolloutStage;
  readonly since: number;
  readonly revision: string;
  readonly at: number;
}

export interface CheckAnswer {
  readonly name: string;
  readonly at: number;
  readonly answer: 'Pass' | 'Fail' | 'Unknown';
}

/** What the rest of the plan leaves for this namespace. Each reason is empty when nothing stands in the way. */
export interface Shares {
  readonly window: string;
  readonly wave: string;
  readonly after: string;
  readonly paused: string;
  readonly budget: string;
  /** Whether pods of Pod Security rollouts may be excused one by one here. */
  readonly quarantine: boolean;
}

export class InputsError extends CodedError<'INPUTS_INVALID' | 'CLOCK_SET_BACK'> {
  override readonly name = 'InputsError';
}

const duration: Shape = (value) =>
  typeof value === 'string' && durationMs(value) !== undefined
    ? undefined
    : { path: '', expected: 'a duration such as 14d', found: value };

const gate: Shape = record({
  violations: oneOf('Hold', 'Allow'),
  window: duration,
  maxGap: duration,
  scans: positive,
  freshness: duration,
  silentWorkloads: oneOf('Template', 'Probe', 'Live'),
  minEphemeralAdmissions: count,
  approvals: count,
  checks: list(text),
});

const shapeOf = (algorithm: number): Shape =>
  record({
    now: count,
    rollout: text,
    namespace: record({ uid: text, name: text }),
    plan: record({
      mode: oneOf('Observe', 'Propose', 'Auto'),
      suspend: flag,
      gates: record({ warn: gate, enforce: gate }),
      demotion: record({
        action: oneOf('Propose', 'Demote', 'Quarantine'),
        rejections: positive,
        workloads: positive,
        window: duration,
        cooldown: duration,
        maxDemotions: positive,
      }),
      begin: oneOf('Audit', 'Warn', 'Enforce'),
    }),
    cell: record({
      stage: oneOf(...stages),
      since: count,
      revision: text,
      demotions: count,
      lastDemotedAt: optional(count),
    }),
    policy: record({
      revision: text,
      since: count,
      holdsBoth: flag,
      ...(algorithm === 1 ? {} : { knowsContracts: flag }),
      replay: optional(
        record({
          from: text,
          fromSince: count,
          to: text,
          specs: count,
          different: count,
          unreplayable: count,
        }),
      ),
    }),
    listedAt: optional(count),
    liveSource: flag,
    subjects: list(
      record({
        id: text,
        hash: text,
        wantsPods: flag,
        lastRanAt: optional(count),
        evidence: list(
          record({
            source: oneOf('template', 'live', 'admission', 'probe'),
            at: count,
            hash: text,
            revision: text,
          }),
        ),
      }),
    ),
    findings: list(
      record({
        subject: text,
        policy: text,
        field: anyText,
        verdict: oneOf('fail', 'error'),
        lastSeen: count,
        closedAt: optional(count),
      }),
    ),
    contracts: list(
      record({
        id: text,
        name: text,
        subject: text,
        policy: text,
        field: optional(anyText),
        validFrom: count,
        honouredUntil: count,
        approved: flag,
        revoked: flag,
        quarantine: flag,
        ...(algorithm === 1 ? {} : { compiled: flag }),
      }),
    ),
    rejections: list(
      record({
        id: text,
        subject: text,
        hash: text,
        policy: text,
        field: anyText,
        at: count,
        confirmed: flag,
        critical: flag,
      }),
    ),
    promised: list(record({ subject: text, hash: text })),
    required: list(text),
    observed: list(record({ source: text, from: count, to: count })),
    scans: list(record({ startedAt: count, endedAt: count, complete: flag, revision: text })),
    approvals: list(record({ by: text, to: oneOf(...stages), since: count, revision: text, at: count })),
    checks: list(record({ name: text, at: count, answer: oneOf('Pass', 'Fail', 'Unknown') })),
    ephemeralAdmitted: count,
    obstacle: anyText,
    ...(algorithm === 1 ? {} : { compiledForm: anyText }),
    shares: record({
      window: anyText,
      wave: anyText,
      after: anyText,
      paused: anyText,
      budget: anyText,
      quarantine: flag,
    }),
  });

/** The newest way to decide. Raised whenever the same inputs could give another decision; `verify` keeps the ones before. */
export const algorithm = 2;

/** What the inputs of each algorithm look like. */
const shapes: readonly Shape[] = Array.from({ length: algorithm }, (_, index) => shapeOf(index + 1));

/** The inputs, when all of them are what they must be. Anything missing, unknown, doubled or to come is an error. */
export function checkedInputs(value: unknown, by: number = algorithm): DecisionInputs {
  const misfit = (shapes[by - 1] as Shape)(value);
  if (misfit !== undefined) throw new InputsError('INPUTS_INVALID', misfitText(misfit));
  const inputs = value as DecisionInputs;
  for (const [name, ids] of [
    ['subjects', inputs.subjects.map((subject) => subject.id)],
    ['contracts', inputs.contracts.map((contract) => contract.id)],
    ['rejections', inputs.rejections.map((rejection) => rejection.id)],
    ['checks', inputs.checks.map((check) => check.name)],
  ] as const) {
    const twice = firstDouble(ids);
    if (twice !== undefined)
      throw new InputsError(
        'INPUTS_INVALID',
        `inputs.${name}: expected each id once, found "${twice}" twice`,
      );
  }
  refuseTheFuture(inputs);
  return inputs;
}

function misfitText({ path, expected, found }: Misfit): string {
  return `inputs${path}: expected ${expected}, found ${JSON.stringify(found) ?? 'nothing'}`;
}

function firstDouble(ids: readonly string[]): string | undefined {
  const seen = new Set<string>();
  for (const id of ids) {
    if (seen.has(id)) return id;
    seen.add(id);
  }
  return undefined;
}

/** Contracts may begin and end whenever they like; all else was seen, and so lies in the past. */
function refuseTheFuture({ now, ...inputs }: DecisionInputs): void {
  const check = (name: string, time: number | null | undefined): void => {
    if (time !== undefined && time !== null && time > now)
      throw new InputsError(
        'CLOCK_SET_BACK',
        `inputs.${name}: expected a time up to now (${timeText(now)}), found ${timeText(time)}; was the clock set back?`,
      );
  };
  check('cell.since', inputs.cell.since);
  check('cell.lastDemotedAt', inputs.cell.lastDemotedAt);
  check('policy.since', inputs.policy.since);
  check('policy.replay.fromSince', inputs.policy.replay?.fromSince);
  check('listedAt', inputs.listedAt);
  for (const subject of inputs.subjects) {
    check('subjects.lastRanAt', subject.lastRanAt);
    for (const evidence of subject.evidence) check('subjects.evidence.at', evidence.at);
  }
  for (const finding of inputs.findings) {
    check('findings.lastSeen', finding.lastSeen);
    check('findings.closedAt', finding.closedAt);
  }
  for (const rejection of inputs.rejections) check('rejections.at', rejection.at);
  for (const interval of inputs.observed) check('observed.to', interval.to);
  for (const scan of inputs.scans) check('scans.endedAt', Math.max(scan.startedAt, scan.endedAt));
  for (const approval of inputs.approvals) check('approvals.at', approval.at);
  for (const answer of inputs.checks) check('checks.at', answer.at);
}

/** Times too far off for a date are shown as the number they are. */
function timeText(time: number): string {
  return time <= 8.64e15 ? new Date(time).toISOString() : String(time);
}
