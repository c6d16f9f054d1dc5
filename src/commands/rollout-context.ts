import { existsSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { type LoadedConfig, loadConfig } from '../config/load.ts';
import type { EvidenceStore } from '../evidence/open-store.ts';
import type { StandingContract } from '../exception/excuser.ts';
import type { Actuator } from '../rollout/actuate/actuator.ts';
import { filesActuator } from '../rollout/actuate/files.ts';
import { labelsActuator } from '../rollout/actuate/labels.ts';
import { pullRequestActuator } from '../rollout/actuate/pull-request.ts';
import { askChecks } from '../rollout/ask-checks.ts';
import { withFormerContracts } from '../rollout/contract-history.ts';
import { windowAfterEnd } from '../rollout/contract-windows.ts';
import { setSuspend } from '../rollout/edit-plan.ts';
import type { NextOptions } from '../rollout/next.ts';
import { type PlanFile, planPath, readPlans } from '../rollout/read-plans.ts';
import { replayer } from '../rollout/replay.ts';
import { RolloutError, unknownRollout } from '../rollout/rollout-error.ts';
import type { RolloutPlan } from '../rollout/rollout-plan.ts';
import { setUp } from '../scan/setup.ts';
import type { Io } from './command.ts';
import { actorOf, repositoryOf, type StoreFlags, scopeOf, storeOf } from './rollout-store.ts';

export interface RolloutFlags extends StoreFlags {
  readonly rollouts?: string;
  readonly config?: string;
  readonly exceptions?: string;
  readonly push?: boolean;
  /** Whether the outside opinions of gates are asked over the network. */
  readonly askChecks?: boolean;
}

/** What every verb of `rollout` works with. */
export interface RolloutSession extends NextOptions {
  readonly plans: readonly PlanFile[];
  readonly config: LoadedConfig;
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
      'expected rollouts/ or rollout.yaml here, found neither; write them with: portcullis rollout init --kubernetes 1.34 > rollout.yaml',
    );
  const plans = await readPlans(io.cwd, path);
  const config = loadConfig(io.cwd, flags.config);
  const store = await storeOf(flags, config, io, true);
  try {
    return await work({
      store,
      plans,
      config,
      context: await contextOf(flags, config, store, plans, io),
      actor: actorOf(io),
      actuatorOf: actuators(flags, config, io),
      now: () => io.now().getTime(),
      pause: (plan, reason) => Promise.resolve(suspended(plans, plan, reason, io)),
    });
  } finally {
    await store.close();
  }
}

async function contextOf(
  flags: RolloutFlags,
  config: LoadedConfig,
  store: EvidenceStore,
  files: readonly PlanFile[],
  io: Io,
): Promise<NextOptions['context']> {
  const setup = setUp({}, config, { cwd: io.cwd, now: io.now(), ci: false, kept: 0 });
  const scope = scopeOf(flags, config, io);
  const plans = files.map((one) => one.plan);
  const { contracts: current, unreadable } = await contractsOf(flags, config, plans, io);
  const contracts = await withFormerContracts(store, scope, current);
  return {
    scope,
    plans,
    contracts,
    unreadable,
    podKinds: setup.podKinds,
    ...(flags.askChecks === true ? { checks: await askChecks(plans, httpStatus, io.now().getTime()) } : {}),
    replay: replayer(store, scope, io.now()),
    ...(await exemptions(config)),
  };
}

/** Only the status counts; a redirect is an answer like any other. */
async function httpStatus(url: string, timeout: number): Promise<number> {
  const response = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(timeout) });
  await response.body?.cancel();
  return response.status;
}

/** The folder of the contracts. */
function exceptionsOf({ exceptions }: RolloutFlags, { settings, folder }: LoadedConfig): string {
  return exceptions ?? resolve(folder, settings.exceptions ?? 'exceptions');
}

/** The contracts of the repository. One that ended is honoured until a change window is open, so that none ends in a freeze. */
async function contractsOf(
  flags: RolloutFlags,
  loaded: LoadedConfig,
  plans: readonly RolloutPlan[],
  io: Io,
): Promise<{ contracts: StandingContract[]; unreadable: string[] }> {
  const place = exceptionsOf(flags, loaded);
  const { settings, folder } = loaded;
  const { exceptions } = flags;
  if (exceptions === undefined && !existsSync(place)) return { contracts: [], unreadable: [] };
  const { readContractSet } = await import('../approval/contract-set.ts');
  const set = await readContractSet({
    folder: place,
    cwd: io.cwd,
    env: io.env,
    settings,
    settingsFolder: folder,
    windowAfterEnd: windowAfterEnd(plans),
  });
  const unreadable = set.problems.map(
    ({ file, line, message }) =>
      `${relative(io.cwd, resolve(io.cwd, file))}${line === undefined ? '' : `:${line}`}: ${message}`,
  );
  if (unreadable.length > 0)
    io.stderr.write(
      `WARNING: a contract that cannot be read excuses nothing until it is mended:\n${unreadable.map((text) => `  ${text}\n`).join('')}`,
    );
  if (set.branch.type === 'inconclusive' && set.entries.length > 0)
    io.stderr.write(`No contract counts as approved: ${set.branch.because}\n`);
  return { contracts: [...set.entries], unreadable };
}

async function exemptions({
  settings,
  folder,
}: LoadedConfig): Promise<Pick<NextOptions['context'], 'exempt'>> {
  const file = settings.podSecurity?.admissionConfig;
  if (file === undefined) return {};
  const { readAdmissionConfig } = await import('../scan/admission-config.ts');
  const { namespaces } = readAdmissionConfig(folder, file).exemptions;
  return { exempt: (name) => (namespaces.has(name) ? `the API server exempts it (${file})` : undefined) };
}

/** One actuator for each place that is written to, however many rollouts write there. */
function actuators(flags: RolloutFlags, config: LoadedConfig, io: Io): (plan: RolloutPlan) => Actuator {
  const made = new Map<string, Actuator>();
  const exceptions = resolve(io.cwd, exceptionsOf(flags, config));
  return ({ output }) => {
    const key = output.kind === 'Labels' ? '' : `${output.kind} ${output.path}`;
    let actuator = made.get(key);
    if (actuator !== undefined) return actuator;
    const root = repositoryOf(io) ?? io.cwd;
    const tree = resolve(root, output.path);
    if (output.kind === 'Labels') actuator = labelsActuator(exceptions);
    else if (output.kind === 'Files') actuator = filesActuator(tree, exceptions);
    else actuator = pullRequestActuator({ root, tree, exceptions, env: io.env, push: flags.push !== false });
    made.set(key, actuator);
    return actuator;
  };
}

/** Pauses a rollout in its file, where the next person looks. */
function suspended(plans: readonly PlanFile[], plan: RolloutPlan, reason: string, io: Io): string {
  const { resource } = planNamed(plans, plan.name);
  const file = resource.origin.file;
  setSuspend(resolve(io.cwd, file), plan.name, true);
  return `${file}: spec.suspend: true (${reason})`;
}

export function planNamed(plans: readonly PlanFile[], name: string): PlanFile {
  const found = plans.find((one) => one.plan.name === name);
  if (found !== undefined) return found;
  throw unknownRollout(
    name,
    plans.map((one) => one.plan.name),
  );
}
