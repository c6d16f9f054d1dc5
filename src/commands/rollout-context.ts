import { resolve } from 'node:path';
import { loadConfig } from '../config/load.ts';
import type { EvidenceStore } from '../evidence/open-store.ts';
import type { Actuator } from '../rollout/actuate/actuator.ts';
import { filesActuator } from '../rollout/actuate/files.ts';
import { labelsActuator } from '../rollout/actuate/labels.ts';
import type { GatherContext } from '../rollout/gather.ts';
import { type PlanFile, planPath, readPlans } from '../rollout/read-plans.ts';
import { RolloutError } from '../rollout/rollout-error.ts';
import type { RolloutPlan } from '../rollout/rollout-plan.ts';
import type { Io } from './command.ts';
import { type StoreFlags, scopeOf, storeOf } from './rollout-store.ts';

export interface RolloutFlags extends StoreFlags {
  readonly rollouts?: string;
  readonly config?: string;
}

/** What every verb of `rollout` works with. */
export interface RolloutSession {
  readonly store: EvidenceStore;
  readonly plans: readonly PlanFile[];
  readonly context: Omit<GatherContext, 'now' | 'labels'>;
  readonly actor: string;
  readonly actuatorOf: (plan: RolloutPlan) => Actuator;
}

/** Reads the plans and opens the store; closes it whatever happens. */
export async function withSession<T>(
  flags: RolloutFlags,
  io: Io,
  work: (session: RolloutSession) => Promise<T>,
): Promise<T> {
  const path = planPath(io.cwd, flags.rollouts);
  if (path === undefined)
    throw new RolloutError(
      'PLAN_MISSING',
      'expected rollouts/ or rollout.yaml here, found neither; write them with: portcullis rollout init',
    );
  const plans = await readPlans(io.cwd, path);
  await loadConfig(io.cwd, flags.config);
  const store = await storeOf(flags, io, true);
  try {
    return await work({
      store,
      plans,
      context: { scope: scopeOf(flags, io), plans: plans.map((one) => one.plan), contracts: [] },
      actor: actorOf(io),
      actuatorOf: actuators(io),
    });
  } finally {
    await store.close();
  }
}

export function actorOf(io: Io): string {
  return io.env.PORTCULLIS_ACTOR ?? io.env.USER ?? io.env.LOGNAME ?? 'unknown';
}

/** One actuator for each place that is written to, however many rollouts write there. */
function actuators(io: Io): (plan: RolloutPlan) => Actuator {
  const made = new Map<string, Actuator>();
  return ({ output }) => {
    const key = JSON.stringify(output);
    let actuator = made.get(key);
    if (actuator === undefined) {
      actuator = output.kind === 'Labels' ? labelsActuator() : filesActuator(resolve(io.cwd, output.path));
      made.set(key, actuator);
    }
    return actuator;
  };
}

export function planNamed({ plans }: RolloutSession, name: string): PlanFile {
  const found = plans.find((one) => one.plan.name === name);
  if (found === undefined)
    throw new RolloutError(
      'UNKNOWN_ROLLOUT',
      `expected a rollout (${plans.map((one) => one.plan.name).join(', ')}), found "${name}"`,
    );
  return found;
}
