import { digest } from '../evidence/canonical.ts';
import { durationMs } from './duration.ts';
import { evaluateGate, type GateResult } from './gate.ts';
import { algorithm, checkedInputs, type DecisionInputs, type Promised } from './inputs.ts';
import type { Reason } from './reason.ts';
import { noQuarantine, regressions } from './regression.ts';
import { type RolloutStage, stageAfter } from './stage.ts';

export type Action = 'Hold' | 'Promote' | 'Propose' | 'Demote' | 'Quarantine' | 'Restage' | 'Pause';
export type StepKind = 'Promote' | 'Demote' | 'Quarantine' | 'Restage' | 'Pause';

/** One move of one namespace. Its id is the same however often it is decided. */
export interface Step {
  readonly id: string;
  readonly kind: StepKind;
  readonly from: RolloutStage;
  readonly to: RolloutStage;
}

/** The answer for one rollout and one namespace. */
export interface Decision {
  readonly algorithm: number;
  /** The hash of the inputs and the algorithm. */
  readonly id: string;
  readonly action: Action;
  /** What is done or proposed; with Hold, what would be done were it allowed to. */
  readonly step: Step | null;
  /** What the evidence says of the next stage; None where there is no gate. */
  readonly gate: 'Pass' | 'Fail' | 'Inconclusive' | 'None';
  readonly reasons: readonly Reason[];
  readonly blockers: readonly Reason[];
  readonly unknown: readonly Reason[];
  readonly waiting: readonly Reason[];
  readonly clean: Clean | null;
  /** With a step to Enforce, what was judged clean: the promise that a later refusal would break. */
  readonly promised: readonly Promised[];
  /** The refusals that broke a promise. */
  readonly broken: readonly string[];
}

export interface Clean {
  readonly since: number;
  readonly observed: number;
  readonly window: number;
  readonly covered: number;
  readonly workloads: number;
}

/** Decides. The inputs are any value: what is not exactly as it must be is an `InputsError`, never a pass. */
export function decide(value: unknown): Decision {
  return decideBy(algorithm, value);
}

/**
 * As an earlier algorithm decided. 1: Pod Security was enforced over excused workloads, and a scan that vouches for no
 * time was called no report.
 */
export function decideBy(by: number, value: unknown): Decision {
  const inputs = checkedInputs(value, by);
  const outcome = outcomeOf(inputs, by);
  return { algorithm: by, id: digest({ algorithm: by, inputs: digest(inputs, 'sets') }), ...outcome };
}

type Outcome = Omit<Decision, 'algorithm' | 'id'>;

function outcomeOf(inputs: DecisionInputs, by: number): Outcome {
  const { cell, policy } = inputs;
  const changed = cell.revision !== policy.revision;
  const carried = changed && carriesOver(inputs);
  // A changed policy has proved nothing: where it cannot stand beside the old one, it begins anew.
  if (changed && !carried && !policy.holdsBoth && cell.stage !== 'None' && cell.stage !== 'Audit')
    return acting(inputs, 'Restage', 'Audit', [
      { code: 'PolicyChanged', message: 'the policy changed; its new revision begins at audit' },
    ]);
  if (cell.stage === 'Enforce') return enforced(inputs);
  return forward(inputs, carried, by);
}

/** Evidence carries over to a new revision only when every recorded spec was judged alike by both. */
function carriesOver({ cell, policy }: DecisionInputs): boolean {
  const replay = policy.replay ?? undefined;
  return (
    replay !== undefined &&
    replay.from === cell.revision &&
    replay.to === policy.revision &&
    replay.specs > 0 &&
    replay.different === 0 &&
    replay.unreplayable === 0
  );
}

function enforced(inputs: DecisionInputs): Outcome {
  const broken = regressions(inputs);
  if (broken.length === 0) return hold([{ code: 'FinalStage', message: 'enforced' }]);
  const workloads = [...new Set(broken.map((rejection) => rejection.subject))].sort();
  const { policy, plan } = inputs;
  const first = Math.min(...broken.map((rejection) => rejection.at));
  const reasons: Reason[] = [
    {
      code: 'Regressions',
      message: `${broken.length} refusals of what was judged clean, in ${workloads.length} workloads`,
      about: workloads,
    },
  ];
  const ids = broken.map((rejection) => rejection.id);
  if (policy.since > first - (durationMs(plan.demotion.window) as number)) {
    reasons.push({
      code: 'PolicyAccused',
      message: 'the policy changed just before: it is to blame, not the workloads',
    });
    return { ...acting(inputs, 'Pause', 'Enforce', reasons), broken: ids };
  }
  if (plan.demotion.action === 'Quarantine') {
    const why = noQuarantine(inputs, broken);
    if (why === undefined) {
      const excused = new Set(broken.map(({ subject, policy }) => `${subject} ${policy}`));
      const about = [...excused].sort();
      return { ...acting(inputs, 'Quarantine', 'Enforce', reasons, { about }), broken: ids };
    }
    reasons.push({ code: 'NoQuarantine', message: `no quarantine: ${why}` });
    return { ...acting(inputs, 'Demote', 'Warn', reasons, { propose: true }), broken: ids };
  }
  const propose = plan.demotion.action === 'Propose';
  return { ...acting(inputs, 'Demote', 'Warn', reasons, { propose }), broken: ids };
}

function forward(inputs: DecisionInputs, carried: boolean, by: number): Outcome {
  const { cell, policy, plan } = inputs;
  const to = cell.stage === 'None' ? plan.begin : stageAfter(cell.stage);
  if (to === undefined) throw new Error('unreachable: the last stage has been dealt with');
  const reasons: Reason[] = [];
  if (carried)
    reasons.push({
      code: 'CarriedOver',
      message: `the policy changed; ${policy.replay?.specs} recorded specs are judged alike by both`,
    });
  const begins = cell.stage === 'None';
  const gate = to === 'Enforce' ? plan.gates.enforce : plan.gates.warn;
  const revisions = new Set(carried ? [policy.revision, cell.revision] : [policy.revision]);
  const since = carried
    ? Math.min(policy.since, (policy.replay as { fromSince: number }).fromSince)
    : policy.since;
  const result = evaluateGate(inputs, gate, to, { revisions, since, by });
  const asked = begins ? beginning(result, to) : result;
  const waiting = waits(inputs, to, gate.approvals);
  const outcome = {
    gate: begins && to === 'Audit' ? ('None' as const) : verdict(asked),
    blockers: asked.blockers,
    unknown: asked.unknown,
    waiting,
    clean: {
      since: result.windowStart,
      observed: result.observed,
      window: durationMs(gate.window) as number,
      covered: result.covered,
      workloads: inputs.subjects.length,
    },
  };
  if (asked.blockers.length > 0 || asked.unknown.length > 0 || waiting.length > 0)
    return { ...hold(reasons), ...outcome };
  reasons.push(
    begins
      ? { code: 'Begins', message: `the rollout begins here, at ${to.toLowerCase()}` }
      : { code: 'GatePassed', message: 'the gate passed' },
  );
  if (to === 'Enforce' && by > 1 && inputs.compiledForm !== '')
    reasons.push({
      code: 'CompiledForm',
      message: `${inputs.compiledForm} holds the level for all but the excused; the label enforce stays as it is`,
      about: [inputs.compiledForm],
    });
  return {
    ...acting(inputs, 'Promote', to, reasons),
    ...outcome,
    promised: to === 'Enforce' ? result.promised : [],
  };
}

/**
 * Audit refuses and tells nobody, so that it needs no evidence. A new namespace may begin higher without the window it
 * cannot have yet, but what is known against it counts.
 */
function beginning(result: GateResult, to: RolloutStage): Pick<GateResult, 'blockers' | 'unknown'> {
  if (to === 'Audit')
    return { blockers: result.blockers.filter((reason) => reason.code === 'Obstacle'), unknown: [] };
  const needed = new Set(['EvaluationErrors', 'NotListed', 'Coverage', 'Freshness']);
  return { blockers: result.blockers, unknown: result.unknown.filter((reason) => needed.has(reason.code)) };
}

function waits(inputs: DecisionInputs, to: RolloutStage, approvals: number): Reason[] {
  const { shares } = inputs;
  const waiting: Reason[] = [];
  const wait = (code: 'After' | 'Paused' | 'Wave' | 'Window' | 'Budget', message: string): void => {
    if (message !== '') waiting.push({ code, message });
  };
  wait('After', shares.after);
  wait('Paused', shares.paused);
  if (to === 'Audit') return waiting;
  wait('Wave', shares.wave);
  wait('Window', shares.window);
  const given = approvers(inputs, to);
  if (given < approvals)
    waiting.push({
      code: 'Approvals',
      message: `${given} of ${approvals} approvals of the step to ${to.toLowerCase()}`,
    });
  wait('Budget', shares.budget);
  return waiting;
}

/** People who approved this very step, each once. */
function approvers({ approvals, cell, policy }: DecisionInputs, to: RolloutStage): number {
  const counting = approvals.filter(
    (approval) =>
      approval.to === to && approval.since === cell.since && approval.revision === policy.revision,
  );
  return new Set(counting.map((approval) => approval.by)).size;
}

function verdict({ blockers, unknown }: Pick<GateResult, 'blockers' | 'unknown'>): Decision['gate'] {
  if (blockers.length > 0) return 'Fail';
  return unknown.length > 0 ? 'Inconclusive' : 'Pass';
}

function hold(reasons: readonly Reason[]): Outcome {
  return {
    action: 'Hold',
    step: null,
    gate: 'None',
    reasons,
    blockers: [],
    unknown: [],
    waiting: [],
    clean: null,
    promised: [],
    broken: [],
  };
}

/**
 * The step, as far as the plan lets it be taken: Observe and suspend only say it, Propose leaves it to a person. Of a
 * quarantine the id also names workloads and checks, since one stage may see several.
 */
function acting(
  inputs: DecisionInputs,
  kind: StepKind,
  to: RolloutStage,
  reasons: readonly Reason[],
  { propose = false, about }: { readonly propose?: boolean; readonly about?: readonly string[] } = {},
): Outcome {
  const { plan, cell, policy, rollout, namespace } = inputs;
  const step: Step = {
    id: digest({
      rollout,
      namespace: namespace.uid,
      kind,
      from: cell.stage,
      to,
      since: cell.since,
      revision: policy.revision,
      about: about ?? null,
    }),
    kind,
    from: cell.stage,
    to,
  };
  const would = `would ${kind === 'Quarantine' || kind === 'Pause' ? kind.toLowerCase() : `${kind.toLowerCase()} to ${to.toLowerCase()}`}`;
  if (plan.suspend)
    return { ...hold([...reasons, { code: 'Suspended', message: `suspended; ${would}` }]), step };
  if (plan.mode === 'Observe')
    return { ...hold([...reasons, { code: 'Observing', message: `only observing; ${would}` }]), step };
  if (plan.mode === 'Propose' || propose) return { ...hold(reasons), action: 'Propose', step };
  if (!inputs.liveSource && kind === 'Promote')
    return {
      ...hold([
        ...reasons,
        {
          code: 'TemplatesOnly',
          message: 'only templates were seen, never a running pod: proposed in place of done',
        },
      ]),
      action: 'Propose',
      step,
    };
  return { ...hold(reasons), action: kind, step };
}
