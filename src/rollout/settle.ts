import { write } from '../evidence/journal.ts';
import type { StandingContract } from '../exception/excuser.ts';
import type { Actuator, PlannedStep } from './actuate/actuator.ts';
import { standingOf } from './actuate/actuator.ts';
import type { Evaluated } from './evaluate.ts';
import type { Labels } from './pod-security-stage.ts';
import { finish, type StoredStep, setState, unfinishedSteps } from './steps.ts';
import type { TakeOptions } from './take-steps.ts';

/** A step that is over, and how. */
export interface SettledStep {
  readonly step: PlannedStep;
  readonly how: 'done' | 'dropped' | 'withdrawn';
  readonly why: string;
}

export interface SettleOptions extends Omit<TakeOptions, 'actuatorOf'> {
  readonly scope: string;
  /** The labels as they are now, where something newer than the last scan is known. */
  readonly labels: (namespace: string) => Labels | undefined;
  /** The contracts there are: they say what became of a quarantine. */
  readonly contracts: readonly StandingContract[];
  /** What cannot be read may be what a quarantine issued: then nothing is known of it. */
  readonly unreadable?: readonly string[];
}

/** What an earlier run began, and what others did with its proposals: the labels say what became of each step. */
export async function settle(options: SettleOptions): Promise<SettledStep[]> {
  const { store, scope, actor, now } = options;
  const settled: SettledStep[] = [];
  for (const one of await unfinishedSteps(store, scope)) {
    const { row, namespace, step } = one;
    const labels = options.labels(namespace.name) ?? (JSON.parse(namespace.labels) as Labels);
    const at = now();
    if (row.kind === 'Quarantine' && (options.unreadable ?? []).length > 0) continue;
    if (row.kind === 'Quarantine') settled.push(...(await settleQuarantine(options, one)));
    else if (standingOf(step, labels) === 'done') {
      const proposed = row.state === 'proposed';
      // A proposal that somebody let in began when that was first seen.
      const since = proposed ? Math.max(row.created_at, Math.min(at, namespace.labels_at)) : at;
      await write(store, at, (writer) => finish(writer, one, since, actor));
      settled.push({
        step,
        how: 'done',
        why: proposed ? 'the proposal was let in' : 'an earlier run had taken it',
      });
    } else if (row.state === 'intended') {
      settled.push(await ended(options, one, 'dropped', 'an earlier run ended before it was taken'));
    }
  }
  return settled;
}

/**
 * An earlier run that was stopped had issued the contracts, or had not: their files say so. A proposal is let in when
 * they are approved, and over when they have ended.
 */
async function settleQuarantine(options: SettleOptions, one: StoredStep): Promise<SettledStep[]> {
  const { store, contracts, actor, now } = options;
  const { row, step, change } = one;
  const found = change.contracts.map(({ metadata }) =>
    contracts.find(
      ({ contract, standing }) =>
        contract.metadata.name === metadata.name &&
        contract.metadata.namespace === metadata.namespace &&
        standing.revoked !== true,
    ),
  );
  const proposed = row.state === 'proposed';
  const at = now();
  if (found.every((each) => each !== undefined && (!proposed || each.standing.approved))) {
    await write(store, at, (writer) => finish(writer, one, at, actor));
    return [{ step, how: 'done', why: proposed ? 'the proposal was let in' : 'an earlier run had taken it' }];
  }
  if (!proposed) return [await ended(options, one, 'dropped', 'an earlier run ended before it was taken')];
  const over = change.contracts.every(({ spec }) => Date.parse(spec.expiresAt) <= at);
  return over ? [await ended(options, one, 'withdrawn', 'nobody let it in before it would have ended')] : [];
}

/** Takes back the proposals whose gate does not pass any more. One that only waits for its window stays. */
export async function withdrawStale(
  options: SettleOptions,
  evaluated: readonly Evaluated[],
  actuatorOf: (rollout: string) => Actuator | undefined,
): Promise<SettledStep[]> {
  const standing = new Map(
    evaluated.flatMap(({ gathered, plan }) =>
      plan.cells.map(({ cell, decision }) => [
        `${gathered.plan.name} ${cell.inputs.namespace.uid}`,
        { step: decision?.step?.id, passes: decision?.gate === 'Pass' || decision?.gate === 'None' },
      ]),
    ),
  );
  const settled: SettledStep[] = [];
  for (const one of await unfinishedSteps(options.store, options.scope)) {
    const now = standing.get(`${one.row.rollout} ${one.namespace.uid}`);
    if (one.row.state !== 'proposed' || now === undefined) continue;
    if (now.step === one.row.id || (now.passes && now.step === undefined)) continue;
    const why = now.passes ? 'another step took its place' : 'its gate does not pass any more';
    await actuatorOf(one.row.rollout)?.withdraw(one.step, one.change.note, why);
    settled.push(await ended(options, one, 'withdrawn', why));
  }
  return settled;
}

async function ended(
  { store, now, actor }: SettleOptions,
  one: StoredStep,
  how: 'dropped' | 'withdrawn',
  why: string,
): Promise<SettledStep> {
  await write(store, now(), (writer) => setState(writer, one, how, why, actor));
  return { step: one.step, how, why };
}
