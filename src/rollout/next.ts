import { type Writer, write } from '../evidence/journal.ts';
import type { EvidenceStore } from '../evidence/open-store.ts';
import type { Actuator, PlannedStep, Taken } from './actuate/actuator.ts';
import { standingOf } from './actuate/actuator.ts';
import { signatureOf, storeDecision } from './decisions.ts';
import { type GatherContext, type Gathered, type GatheredCell, gather } from './gather.ts';
import { type Plan, type PlannedCell, planRollout } from './plan.ts';
import type { Labels, Pin } from './pod-security-stage.ts';
import { patched } from './pod-security-stage.ts';
import { RolloutError } from './rollout-error.ts';
import type { RolloutPlan } from './rollout-plan.ts';
import { labelsForStep } from './step-labels.ts';
import { finish, intend, type StepChange, type StoredStep, setState, unfinishedSteps } from './steps.ts';

export interface NextOptions {
  readonly store: EvidenceStore;
  readonly context: Omit<GatherContext, 'labels' | 'now'>;
  readonly actuatorOf: (plan: RolloutPlan) => Actuator;
  readonly actor: string;
  now(): number;
}

/** What one run of `next` did for one rollout. */
export interface NextReport {
  readonly gathered: Gathered;
  readonly plan: Plan;
  readonly taken: readonly TakenStep[];
  /** Steps of before that are over now, with how. */
  readonly settled: readonly SettledStep[];
}

export interface TakenStep {
  readonly step: PlannedStep;
  readonly taken: Taken;
  readonly why: string;
}

export interface SettledStep {
  readonly step: PlannedStep;
  readonly how: 'done' | 'dropped' | 'withdrawn';
  readonly why: string;
}

/** A rollout with what its decisions follow from, and the decisions. */
export interface Evaluated {
  readonly gathered: Gathered;
  readonly plan: Plan;
}

/** Decides, and writes nothing. */
export async function evaluate(store: EvidenceStore, context: GatherContext): Promise<Evaluated[]> {
  return (await gather(store, context)).map((gathered) => ({ gathered, plan: planRollout(gathered.inputs) }));
}

/**
 * Takes every step that may be taken now. A step is first written down, then taken, then marked done: killed anywhere in
 * between and run again, it neither repeats nor skips one.
 */
export async function next(options: NextOptions): Promise<NextReport[]> {
  const release = await options.store.exclusive('next');
  if (release === undefined)
    throw new RolloutError(
      'NEXT_RUNNING',
      'another `portcullis rollout next` is at work on this store; nothing was done',
    );
  try {
    return await new Next(options).run();
  } finally {
    await release();
  }
}

class Next {
  readonly #options: NextOptions;
  readonly #actuators: Map<string, Actuator> = new Map();
  readonly #settled: Map<string, SettledStep[]> = new Map();
  readonly #taken: Map<string, TakenStep[]> = new Map();

  constructor(options: NextOptions) {
    this.#options = options;
    for (const plan of options.context.plans) this.#actuators.set(plan.name, options.actuatorOf(plan));
  }

  async run(): Promise<NextReport[]> {
    for (const actuator of new Set(this.#actuators.values())) await actuator.recover();
    await this.#settle();
    const evaluated = await evaluate(this.#options.store, {
      ...this.#options.context,
      now: this.#options.now(),
      labels: (namespace) => this.#labels(namespace),
    });
    const intended = await this.#intend(evaluated);
    for (const one of intended) await this.#take(one);
    await this.#withdraw(evaluated);
    return evaluated.map(({ gathered, plan }) => ({
      gathered,
      plan,
      taken: this.#taken.get(gathered.plan.name) ?? [],
      settled: this.#settled.get(gathered.plan.name) ?? [],
    }));
  }

  #labels(namespace: string): Labels | undefined {
    for (const actuator of this.#actuators.values()) {
      const labels = actuator.labels(namespace);
      if (labels !== undefined) return labels;
    }
    return undefined;
  }

  /** What an earlier run began, and what others did with its proposals: the labels say what became of each step. */
  async #settle(): Promise<void> {
    const { store, context, actor } = this.#options;
    for (const one of await unfinishedSteps(store, context.scope)) {
      const labels = this.#labels(one.namespace.name) ?? (JSON.parse(one.namespace.labels) as Labels);
      const standing = standingOf(one.step, labels);
      const now = this.#options.now();
      if (standing === 'done') {
        // A proposal that was let in began when it was first seen.
        const at =
          one.row.state === 'proposed'
            ? Math.max(one.row.created_at, Math.min(now, one.namespace.labels_at))
            : now;
        await write(store, now, (writer) => finish(writer, one, at, actor));
        this.#settle1(
          one,
          'done',
          one.row.state === 'proposed' ? 'the proposal was let in' : 'an earlier run had taken it',
        );
      } else if (one.row.state === 'intended') {
        const why = 'an earlier run ended before it was taken';
        await write(store, now, (writer) => setState(writer, one, 'dropped', why, actor));
        this.#settle1(one, 'dropped', why);
      }
    }
  }

  #settle1({ step }: StoredStep, how: SettledStep['how'], why: string): void {
    const list = this.#settled.get(step.rollout) ?? [];
    list.push({ step, how, why });
    this.#settled.set(step.rollout, list);
  }

  /** One transaction: the decisions that say something new, the cells as they are, and the steps about to be taken. */
  async #intend(evaluated: readonly Evaluated[]): Promise<Intended[]> {
    const working = new Map<string, Labels>();
    const pins = evaluated.flatMap(({ gathered }) => (gathered.plan.pin === null ? [] : [gathered.plan]));
    return write(this.#options.store, this.#options.now(), async (writer) => {
      const intended: Intended[] = [];
      for (const { gathered, plan } of evaluated)
        for (const line of plan.cells) {
          const cell = gathered.cells.get(line.cell.inputs.namespace.uid) as GatheredCell;
          await this.#keep(writer, gathered, line, cell);
          const planned = this.#planned(gathered, line, cell, working, pins);
          if (planned === undefined) continue;
          const { plan: rollout } = gathered;
          const actuator = this.#actuators.get(rollout.name) as Actuator;
          const more = {
            actor: this.#options.actor,
            actuator: actuator.name,
            pods: line.cell.pods,
            takesOver: actuator.name === 'Files' && line.decision?.action !== 'Propose',
          };
          if (await intend(writer, cell.namespace, planned.step, planned.change, more))
            intended.push({ rollout, line, cell, ...planned });
        }
      return intended;
    });
  }

  /** Stores a decision that differs from the last, and a cell whose stage somebody changed. */
  async #keep(
    writer: Writer,
    { plan }: Gathered,
    { decision, inputs }: PlannedCell,
    cell: GatheredCell,
  ): Promise<void> {
    if (decision === null || inputs === null) return;
    const signature = signatureOf(decision);
    const { stored, state, namespace } = cell;
    const fresh = stored?.signature !== signature;
    if (fresh) await storeDecision(writer, namespace, decision, inputs, this.#options.actor);
    if (!fresh && state.change === null) return;
    if (state.change !== null && state.change !== 'Appeared')
      writer.append({
        kind: 'stage',
        actor: state.change === 'Followed' ? this.#options.actor : 'somebody else',
        rollout: plan.name,
        namespace: namespace.name,
        payload: { from: stored?.stage ?? 'None', to: state.stage, seen: state.since },
      });
    const values = {
      stage: state.stage,
      since: state.since,
      revision: state.revision,
      demotions: state.demotions,
      last_demoted_at: state.lastDemotedAt,
      contested: state.contested,
      decision_id: decision.id,
      signature,
    };
    await writer.tx
      .insertInto('cell')
      .values({ rollout: plan.name, namespace_id: namespace.id, former: stored?.former ?? '', ...values })
      .onConflict((conflict) => conflict.columns(['rollout', 'namespace_id']).doUpdateSet(values))
      .execute();
  }

  #planned(
    { plan, cluster }: Gathered,
    { decision, inputs }: PlannedCell,
    { namespace, labels, stored }: GatheredCell,
    working: Map<string, Labels>,
    pins: readonly RolloutPlan[],
  ): { step: PlannedStep; change: StepChange } | undefined {
    const step = decision?.step ?? null;
    if (decision === null || step === null || inputs === null || decision.action === 'Hold') return undefined;
    if (step.kind === 'Quarantine' || step.kind === 'Pause') return undefined;
    const before = working.get(namespace.name) ?? labels;
    const others = pins
      .filter((other) => other !== plan && other.selector.matches(labels))
      .map((other) => other.pin as Pin);
    const { patch, former } = labelsForStep(plan, step, before, stored?.former ?? '', others, cluster);
    if (Object.keys(patch).length === 0) return undefined;
    if (decision.action !== 'Propose') working.set(namespace.name, patched(before, patch));
    return {
      step: {
        id: step.id,
        rollout: plan.name,
        namespace: namespace.name,
        kind: step.kind,
        from: step.from,
        to: step.to,
        decision: decision.id,
        patch,
        former,
      },
      change: {
        patch,
        former,
        revision: inputs.policy.revision,
        promised: decision.promised,
        broken: decision.broken,
        note: {},
      },
    };
  }

  async #take({ rollout, line, cell, step, change }: Intended): Promise<void> {
    const { store, actor } = this.#options;
    const actuator = this.#actuators.get(rollout.name) as Actuator;
    const why = whyText(line);
    const proposes = line.decision?.action === 'Propose';
    const taken: Taken =
      proposes && actuator.name === 'Files'
        ? { state: 'proposed', wrote: actuator.preview(step), undo: '' }
        : await actuator.take(step, rollout, why);
    const row = await store.db
      .selectFrom('step')
      .selectAll()
      .where('id', '=', step.id)
      .executeTakeFirstOrThrow();
    const stored: StoredStep = {
      row,
      namespace: cell.namespace,
      step,
      change: { ...change, note: taken.note ?? {} },
    };
    const now = this.#options.now();
    await write(store, now, (writer) =>
      taken.state === 'done'
        ? finish(writer, stored, now, actor)
        : setState(writer, stored, 'proposed', why, actor),
    );
    const list = this.#taken.get(rollout.name) ?? [];
    list.push({ step, taken, why });
    this.#taken.set(rollout.name, list);
  }

  /** A proposal whose gate no longer passes is taken back. */
  async #withdraw(evaluated: readonly Evaluated[]): Promise<void> {
    const { store, context, actor } = this.#options;
    const wanted = new Set(
      evaluated.flatMap(({ plan }) =>
        plan.cells.flatMap(({ decision }) =>
          decision?.step != null && decision.gate !== 'Fail' && decision.gate !== 'Inconclusive'
            ? [decision.step.id]
            : [],
        ),
      ),
    );
    const waiting = new Set(
      evaluated.flatMap(({ gathered, plan }) =>
        plan.cells
          .filter(({ decision }) => decision?.gate === 'Pass')
          .map(({ cell }) => `${gathered.plan.name} ${cell.inputs.namespace.name} ${cell.inputs.cell.since}`),
      ),
    );
    for (const one of await unfinishedSteps(store, context.scope)) {
      if (one.row.state !== 'proposed' || wanted.has(one.row.id)) continue;
      // A gate that passes and waits for its window is no reason to take the proposal back.
      const cells = evaluated.find(({ gathered }) => gathered.plan.name === one.step.rollout)?.gathered.cells;
      const since = cells?.get(one.namespace.uid)?.state.since;
      if (waiting.has(`${one.step.rollout} ${one.step.namespace} ${since}`)) continue;
      const why = 'its gate does not pass any more';
      await this.#actuators.get(one.step.rollout)?.withdraw(one.step, one.change.note, why);
      await write(store, this.#options.now(), (writer) => setState(writer, one, 'withdrawn', why, actor));
      this.#settle1(one, 'withdrawn', why);
    }
  }
}

interface Intended {
  readonly rollout: RolloutPlan;
  readonly line: PlannedCell;
  readonly cell: GatheredCell;
  readonly step: PlannedStep;
  readonly change: StepChange;
}

function whyText({ decision }: PlannedCell): string {
  return decision?.reasons.map((reason) => reason.message).join('; ') ?? '';
}
