import { type Decision, decide } from './decide.ts';
import { durationMs, durationText } from './duration.ts';
import { type DecisionInputs, InputsError, type Shares } from './inputs.ts';
import type { Labels } from './pod-security-stage.ts';
import type { RolloutPlan, Wave } from './rollout-plan.ts';
import { type RolloutStage, reaches, stageAfter } from './stage.ts';
import { concurrencyOf, noWave, waveOf } from './waves.ts';
import { type WindowState, windowState } from './windows.ts';

/** A namespace as one rollout sees it: what its decision follows from, but for what the plan itself adds. */
export interface PlanCell {
  readonly labels: Labels;
  readonly firstSeen: number;
  /** Its pods, as far as limits count them. */
  readonly pods: number;
  /** When a pod was last created in it. */
  readonly lastPodAt: number | null;
  /** A state beside the stages that keeps the namespace where it is, with the reason. */
  readonly aside: Aside | null;
  /** The stages of the rollouts that must have reached enforce here. */
  readonly after: readonly { readonly rollout: string; readonly stage: RolloutStage }[];
  /** Whether workloads may be excused one by one here. */
  readonly quarantine: boolean;
  readonly inputs: Omit<DecisionInputs, 'plan' | 'shares' | 'now' | 'rollout'>;
}

export interface Aside {
  readonly state: 'Exempt' | 'Conflict' | 'NotSelected' | 'Invalid';
  readonly reason: string;
  /** What a person can do about it. */
  readonly next: string;
}

/** A step that was taken or proposed before. */
export interface PastStep {
  readonly id: string;
  readonly namespace: string;
  readonly kind: 'Promote' | 'Demote' | 'Quarantine' | 'Restage' | 'Pause';
  readonly to: RolloutStage;
  readonly at: number;
  /** Proposed, and not taken yet. */
  readonly pending: boolean;
  readonly pods: number;
}

export interface PlanInputs {
  readonly now: number;
  readonly plan: RolloutPlan;
  /** When the rollout first took a step anywhere; null before. */
  readonly startedAt: number | null;
  readonly cells: readonly PlanCell[];
  readonly steps: readonly PastStep[];
}

/** One line of a plan: the cell with its decision, or with the state beside the stages it is in. */
export interface PlannedCell {
  readonly cell: PlanCell;
  /** The index of its wave; -1 for none. */
  readonly wave: number;
  readonly aside: Aside | null;
  readonly inputs: DecisionInputs | null;
  readonly decision: Decision | null;
}

export interface Plan {
  /** In the order in which they were decided: by wave, then by name. */
  readonly cells: readonly PlannedCell[];
  readonly window: WindowState;
  /** Why the whole rollout should pause; empty when it should not. */
  readonly pause: string;
}

const day = 86_400_000;

/** Decides for every namespace of a rollout. Pure: the order of the cells and steps given does not matter. */
export function planRollout(inputs: PlanInputs): Plan {
  return new Planner(inputs).run();
}

class Planner {
  readonly #inputs: PlanInputs;
  readonly #window: WindowState;
  readonly #waves: readonly WaveProgress[];
  readonly #placed: readonly Placed[];
  readonly #pending: ReadonlySet<string>;
  #namespacesLeft: number;
  #podsLeft: number;
  #podsTaken: number;

  constructor(inputs: PlanInputs) {
    const { plan, now, steps } = inputs;
    this.#inputs = inputs;
    this.#window = windowState(plan.windows, now);
    this.#pending = new Set(steps.filter((step) => step.pending).map((step) => step.namespace));
    const recent = steps.filter((step) => isForward(step) && (step.pending || step.at > now - day));
    this.#podsTaken = recent.reduce((sum, step) => sum + step.pods, 0);
    this.#namespacesLeft = (plan.limits.namespacesPerDay ?? Number.POSITIVE_INFINITY) - recent.length;
    this.#podsLeft = (plan.limits.podsPerDay ?? Number.POSITIVE_INFINITY) - this.#podsTaken;
    this.#placed = inputs.cells.map((cell) => placed(cell, plan.waves)).sort(inOrder);
    this.#waves = plan.waves.map((wave, index) => {
      const members = this.#placed.filter((one) => one.wave === index);
      const cells = members.filter((one) => one.aside === null);
      // Whoever takes part is known beforehand, but a conflict can be brought about: it must not make a wave vanish.
      const stuck = members.some(({ aside }) => aside?.state === 'Conflict' || aside?.state === 'Invalid');
      return new WaveProgress(
        wave,
        cells.map((one) => one.cell),
        stuck,
        steps,
        now,
      );
    });
  }

  run(): Plan {
    const planned = new Map<PlanCell, PlannedCell>();
    const broken = new Set(this.#steppedBack());
    let accused = '';
    // Those that may step back come first: too many of them stop all the others.
    for (const { cell, wave, aside } of this.#placed) {
      if (aside !== null || cell.inputs.cell.stage !== 'Enforce') continue;
      const line = this.#decided(cell, wave, { ...free, quarantine: cell.quarantine });
      planned.set(cell, line);
      const kind = line.decision?.step?.kind;
      if (kind === 'Demote' || kind === 'Quarantine') broken.add(cell.inputs.namespace.uid);
      if (kind === 'Pause') accused = 'clean workloads are refused right after the policy changed';
    }
    const pause = accused !== '' ? accused : this.#tooManyBroken(broken);
    for (const { cell, wave, aside } of this.#placed) {
      if (planned.has(cell)) continue;
      planned.set(
        cell,
        aside === null
          ? this.#decided(cell, wave, this.#shares(cell, wave, pause))
          : { cell, wave, aside, inputs: null, decision: null },
      );
    }
    return {
      cells: this.#placed.map(({ cell }) => planned.get(cell) as PlannedCell),
      window: this.#window,
      pause,
    };
  }

  #decided(cell: PlanCell, wave: number, shares: Shares): PlannedCell {
    const progress = this.#waves[wave] as WaveProgress;
    const inputs = this.#completed(cell, wave, shares);
    try {
      const decision = decide(inputs);
      progress.decided(decision, cell);
      if (decision.step?.kind === 'Promote' && decision.action !== 'Hold')
        this.#reserve(cell, wave, decision);
      return { cell, wave, aside: null, inputs, decision };
    } catch (error) {
      if (!(error instanceof InputsError)) throw error;
      const aside: Aside = { state: 'Invalid', reason: error.message, next: 'portcullis evidence status' };
      return { cell, wave, aside, inputs: null, decision: null };
    }
  }

  #completed(cell: PlanCell, wave: number, shares: Shares): DecisionInputs {
    const { plan, now } = this.#inputs;
    const { action, rejections, workloads, window, cooldown, maxDemotions } = plan.demotion;
    return {
      ...cell.inputs,
      now,
      rollout: plan.name,
      plan: {
        mode: plan.mode,
        suspend: plan.suspend,
        gates: (plan.waves[wave] as Wave).gates,
        demotion: { action, rejections, workloads, window, cooldown, maxDemotions },
        begin: this.#beginning(cell, wave),
      },
      shares,
    };
  }

  #beginning(cell: PlanCell, wave: number): 'Audit' | 'Warn' | 'Enforce' {
    const { plan, startedAt } = this.#inputs;
    if (startedAt === null || cell.firstSeen <= startedAt) return 'Audit';
    if (plan.newNamespaces !== null) return plan.newNamespaces;
    return (this.#waves[wave] as WaveProgress).mostlyEnforces(cell) ? 'Enforce' : 'Audit';
  }

  #shares(cell: PlanCell, wave: number, pause: string): Shares {
    const to = this.#target(cell, wave);
    const waits = cell.after.filter(({ stage }) => stage !== 'Enforce').map(({ rollout }) => rollout);
    const pending = this.#pending.has(cell.inputs.namespace.uid);
    return {
      window: this.#window.open ? '' : this.#window.reason,
      wave: this.#waveBefore(wave, to),
      after: waits.length === 0 ? '' : `${waits.sort().join(', ')} must be enforced here first`,
      paused: pause,
      budget: pending ? '' : this.#budget(cell, wave),
      quarantine: cell.quarantine,
    };
  }

  #target(cell: PlanCell, wave: number): RolloutStage {
    const { stage } = cell.inputs.cell;
    return stage === 'None' ? this.#beginning(cell, wave) : (stageAfter(stage) ?? 'Enforce');
  }

  #waveBefore(wave: number, to: RolloutStage): string {
    for (const before of this.#waves.slice(0, wave)) {
      const reason = before.holdsTheNext(to);
      if (reason !== '') return reason;
    }
    return '';
  }

  /** Steps to warn and to enforce count; a namespace larger than a whole day's pods may go when it is the first. */
  #budget(cell: PlanCell, wave: number): string {
    const { limits } = this.#inputs.plan;
    if (this.#namespacesLeft < 1) return `${limits.namespacesPerDay} namespaces moved within 24 hours`;
    if (cell.pods > this.#podsLeft && this.#podsTaken > 0)
      return `${cell.pods} pods would exceed the ${limits.podsPerDay} pods of a day`;
    return (this.#waves[wave] as WaveProgress).full();
  }

  #reserve(cell: PlanCell, wave: number, decision: Decision): void {
    if (decision.step?.to === 'Audit' || this.#pending.has(cell.inputs.namespace.uid)) return;
    this.#namespacesLeft--;
    this.#podsLeft -= cell.pods;
    this.#podsTaken += cell.pods;
    (this.#waves[wave] as WaveProgress).reserve();
  }

  #steppedBack(): string[] {
    const { now, plan, steps } = this.#inputs;
    const since = now - (durationMs(plan.demotion.cooldown) as number);
    return steps
      .filter(({ kind, at }) => (kind === 'Demote' || kind === 'Quarantine') && at > since)
      .map((step) => step.namespace);
  }

  #tooManyBroken(broken: ReadonlySet<string>): string {
    const limit = this.#inputs.plan.demotion.pauseAfterNamespaces;
    return broken.size < limit
      ? ''
      : `workloads judged clean were refused in ${broken.size} namespaces: suspect the policy`;
  }
}

/** How far a wave has come, as its namespaces are decided. */
class WaveProgress {
  readonly #wave: Wave;
  readonly #now: number;
  readonly #cells: readonly PlanCell[];
  /** Whether some of its namespaces would take part, were it not for what is wrong with them. */
  readonly #stuck: boolean;
  /** Its steps to warn and to enforce. */
  readonly #steps: readonly PastStep[];
  #inFlight: number;
  /** By target stage: the namespaces that only wait, or step right now. */
  readonly #moving: Map<RolloutStage, number> = new Map();
  readonly #held: Map<RolloutStage, string> = new Map();

  constructor(
    wave: Wave,
    cells: readonly PlanCell[],
    stuck: boolean,
    steps: readonly PastStep[],
    now: number,
  ) {
    this.#wave = wave;
    this.#stuck = stuck;
    this.#now = now;
    this.#cells = cells;
    const uids = new Set(cells.map((cell) => cell.inputs.namespace.uid));
    this.#steps = steps.filter((step) => isForward(step) && uids.has(step.namespace));
    const moving = this.#steps.filter((step) => step.pending || step.at > now - wave.soak);
    this.#inFlight = new Set(moving.map((step) => step.namespace)).size;
  }

  decided(decision: Decision, cell: PlanCell): void {
    if (cell.inputs.cell.stage === 'Enforce') return;
    const to: RolloutStage = cell.inputs.cell.stage === 'Audit' ? 'Warn' : 'Enforce';
    if (decision.gate === 'Pass') this.#moving.set(to, (this.#moving.get(to) ?? 0) + 1);
  }

  /** Why the next wave may not begin the step to `to`; empty when it may. Asked when this wave has been decided. */
  holdsTheNext(to: RolloutStage): string {
    let reason = this.#held.get(to);
    if (reason === undefined) {
      reason = this.#holds(to);
      this.#held.set(to, reason);
    }
    return reason;
  }

  #holds(to: RolloutStage): string {
    const { name, soak } = this.#wave;
    if (this.#cells.length === 0 && !this.#stuck) return '';
    const there = this.#cells.filter((cell) => reaches(cell.inputs.cell.stage, to));
    const stage = to.toLowerCase();
    if (there.length === 0) return `wave ${name} has no namespace at ${stage} yet`;
    const moving = this.#moving.get(to) ?? 0;
    if (moving > 0) return `wave ${name} has ${moving} still to move to ${stage}`;
    if (soak === 0) return '';
    const last = Math.max(
      ...this.#steps.filter((step) => !step.pending && step.to === to).map((step) => step.at),
      ...there.filter((cell) => cell.inputs.cell.stage === to).map((cell) => cell.inputs.cell.since),
      0,
    );
    const left = last + soak - this.#now;
    if (left > 0) return `wave ${name} soaks at ${stage} for another ${durationText(left)}`;
    const lastPod = Math.max(0, ...there.map((cell) => cell.lastPodAt ?? 0));
    return lastPod > last ? '' : `wave ${name} has soaked at ${stage}, but no pod was created in it since`;
  }

  /** Why no more of its namespaces may step now; empty when one may. */
  full(): string {
    const limit = concurrencyOf(this.#wave.maxConcurrent, this.#cells.length);
    return this.#inFlight < limit
      ? ''
      : `wave ${this.#wave.name} has ${this.#inFlight} of ${limit} namespaces in a step`;
  }

  reserve(): void {
    this.#inFlight++;
  }

  /** Nine tenths of the others enforce. */
  mostlyEnforces(cell: PlanCell): boolean {
    const others = this.#cells.filter((other) => other !== cell && other.inputs.cell.stage !== 'None');
    const enforcing = others.filter((other) => other.inputs.cell.stage === 'Enforce').length;
    return others.length > 0 && enforcing * 10 >= others.length * 9;
  }
}

function isForward({ kind, to }: PastStep): boolean {
  return kind === 'Promote' && (to === 'Warn' || to === 'Enforce');
}

interface Placed {
  readonly cell: PlanCell;
  readonly wave: number;
  readonly aside: Aside | null;
}

function placed(cell: PlanCell, waves: readonly Wave[]): Placed {
  const wave = waveOf(waves, cell.labels);
  if (typeof wave === 'number') return { cell, wave, aside: cell.aside };
  const next = 'change the selectors of the waves so that exactly one selects it';
  const state = wave === noWave ? 'NotSelected' : 'Invalid';
  return { cell, wave: -1, aside: cell.aside ?? { state, reason: wave, next } };
}

function inOrder(a: Placed, b: Placed): number {
  if (a.wave !== b.wave) return a.wave - b.wave;
  const [x, y] = [a.cell.inputs.namespace, b.cell.inputs.namespace];
  if (x.name !== y.name) return x.name < y.name ? -1 : 1;
  return x.uid < y.uid ? -1 : 1;
}

/** Nothing in the way: what a namespace at its last stage needs of the plan. */
const free = { window: '', wave: '', after: '', paused: '', budget: '' };
