import { write } from '../evidence/journal.ts';
import type { Actuator } from './actuate/actuator.ts';
import { rememberContracts } from './contract-history.ts';
import { type Evaluated, evaluate } from './evaluate.ts';
import type { GatherContext, Gathered, GatheredCell } from './gather.ts';
import { keepDecisions } from './keep-decision.ts';
import type { Plan } from './plan.ts';
import type { Labels } from './pod-security-stage.ts';
import { RolloutError } from './rollout-error.ts';
import type { RolloutPlan } from './rollout-plan.ts';
import { type SettledStep, settle, withdrawStale } from './settle.ts';
import { type Intended, StepTaker, type TakenStep, type TakeOptions } from './take-steps.ts';

export interface NextOptions extends TakeOptions {
  readonly context: Omit<GatherContext, 'labels' | 'now'>;
  /** Suspends a rollout where its plan lives, and says what was written. */
  readonly pause?: (plan: RolloutPlan, reason: string) => Promise<string>;
}

/** What one run of `next` did for one rollout. */
export interface NextReport {
  readonly gathered: Gathered;
  readonly plan: Plan;
  readonly taken: readonly TakenStep[];
  /** Steps of before that are over now. */
  readonly settled: readonly SettledStep[];
  /** What was written to pause the rollout; empty when it was not. */
  readonly paused: string;
}

/**
 * Takes every step that may be taken now. A step is first written down, then taken, then marked done: killed anywhere in
 * between and run again, it neither repeats nor skips one.
 */
export async function next(options: NextOptions): Promise<NextReport[]> {
  return exclusively(options, async (labels) => {
    const { store, context, now } = options;
    const actuators = new Map(context.plans.map((plan) => [plan.name, options.actuatorOf(plan)]));
    for (const actuator of new Set(actuators.values())) await actuator.recover();
    const { scope, contracts, unreadable = [] } = context;
    const settling = { ...options, scope, contracts, unreadable, labels };
    const settled = await settle(settling);
    const evaluated = await evaluate(store, { ...context, now: now(), labels });
    const taken = await takeAll(options, evaluated);
    settled.push(...(await withdrawStale(settling, evaluated, (rollout) => actuators.get(rollout))));
    const reports: NextReport[] = [];
    for (const { gathered, plan } of evaluated) {
      const isOwn = ({ step }: { step: { rollout: string } }): boolean => step.rollout === gathered.plan.name;
      const paused = await pausedBy(options, gathered.plan, plan.pause);
      reports.push({ gathered, plan, taken: taken.filter(isOwn), settled: settled.filter(isOwn), paused });
    }
    return reports;
  });
}

/** Runs `work` while no other process acts on the store. It gets the labels as actuators know them. */
export async function exclusively<T>(
  { store, context, actuatorOf }: NextOptions,
  work: (labels: (namespace: string) => Labels | undefined) => Promise<T>,
): Promise<T> {
  const release = await store.exclusive('next');
  if (release === undefined)
    throw new RolloutError(
      'NEXT_RUNNING',
      'another `portcullis rollout` is at work on this store; nothing was done; run it again when that has ended',
    );
  try {
    return await work(labelsBy(context.plans.map(actuatorOf)));
  } finally {
    await release();
  }
}

/** The labels of a namespace where one of the actuators knows them better than the last scan. */
export function labelsBy(actuators: readonly Actuator[]): (namespace: string) => Labels | undefined {
  const distinct = [...new Set(actuators)];
  return (namespace) => {
    for (const actuator of distinct) {
      const labels = actuator.labels(namespace);
      if (labels !== undefined) return labels;
    }
    return undefined;
  };
}

async function takeAll(options: NextOptions, evaluated: readonly Evaluated[]): Promise<TakenStep[]> {
  const taker = new StepTaker(options, options.context.plans);
  const intended = await write(options.store, options.now(), async (writer) => {
    const steps: Intended[] = [];
    const { scope, contracts, unreadable = [] } = options.context;
    await rememberContracts(writer, scope, contracts, options.actor, unreadable.length > 0);
    for (const one of evaluated) {
      await keepDecisions(writer, one, options.actor);
      for (const step of plannedSteps(taker, one)) if (await taker.intend(writer, step)) steps.push(step);
    }
    return steps;
  });
  const taken: TakenStep[] = [];
  for (const one of intended) taken.push(await taker.take(one));
  return taken;
}

/** The steps that the decisions call for, in their order. */
export function* plannedSteps(taker: StepTaker, { gathered, plan }: Evaluated): Generator<Intended> {
  for (const { cell, decision, inputs } of plan.cells) {
    if (decision === null || inputs === null || decision.step === null || decision.action === 'Hold')
      continue;
    const gatheredCell = gathered.cells.get(cell.inputs.namespace.uid) as GatheredCell;
    const step = taker.planned(
      gathered,
      gatheredCell,
      { ...decision, step: decision.step },
      { revision: inputs.policy.revision, pods: cell.pods },
    );
    if (step !== undefined) yield step;
  }
}

async function pausedBy(
  { store, actor, now, pause }: NextOptions,
  plan: RolloutPlan,
  reason: string,
): Promise<string> {
  if (reason === '' || plan.suspend || plan.mode !== 'Auto' || pause === undefined) return '';
  const wrote = await pause(plan, reason);
  await write(store, now(), (writer) => {
    writer.append({ kind: 'pause', actor, rollout: plan.name, payload: { reason, wrote } });
    return Promise.resolve();
  });
  return wrote;
}
