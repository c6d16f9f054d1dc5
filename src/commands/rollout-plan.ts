import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { JsonObject } from '../kube/json.ts';
import { count } from '../report/terminal/layout.ts';
import { evaluate } from '../rollout/evaluate.ts';
import { labelsBy } from '../rollout/next.ts';
import { RolloutError } from '../rollout/rollout-error.ts';
import { guardPolicy } from '../rollout/staged/guard.ts';
import { stagedForms } from '../rollout/staged/staged-forms.ts';
import { yamlText } from '../rollout/yaml-text.ts';
import { makeFolder } from '../source/make-folder.ts';
import type { ExitCode, Io } from './command.ts';
import { type RolloutFlags, type RolloutSession, withSession } from './rollout-context.ts';
import { policiesOf } from './scan-inputs.ts';

export interface PlanFlags extends RolloutFlags {
  readonly policies?: readonly string[];
  readonly write?: string;
}

export async function rolloutPlan(flags: PlanFlags, io: Io): Promise<ExitCode> {
  return withSession(flags, io, async (session) => {
    await showWaves(session, io);
    return flags.write === undefined ? 0 : writeForms(flags, session, flags.write, io);
  });
}

/** Which namespaces are in which wave, and at which stage. */
async function showWaves({ store, context, actuatorOf, now }: RolloutSession, io: Io): Promise<void> {
  const labels = labelsBy(context.plans.map(actuatorOf));
  for (const { gathered, plan } of await evaluate(store, { ...context, now: now(), labels })) {
    io.stdout.write(`${gathered.plan.name}\n`);
    for (const [index, wave] of gathered.plan.waves.entries()) {
      const lines = plan.cells.filter((line) => line.wave === index);
      const stages = new Map<string, number>();
      for (const { aside, cell } of lines) {
        const stage = (aside?.state ?? cell.inputs.cell.stage).toLowerCase();
        stages.set(stage, (stages.get(stage) ?? 0) + 1);
      }
      const summary = [...stages]
        .map(([stage, number]) => `${number} ${stage === 'none' ? 'not begun' : stage}`)
        .join(', ');
      io.stdout.write(
        `  ${index + 1} ${wave.name}: ${count(lines.length, 'namespace')}${summary === '' ? '' : ` (${summary})`}\n`,
      );
    }
    const outside = plan.cells.filter((line) => line.wave === -1);
    for (const { cell, aside } of outside)
      io.stdout.write(`  - ${cell.inputs.namespace.name}: ${aside?.reason}\n`);
    if (!plan.window.open)
      io.stdout.write(
        `  ${plan.window.reason}; ${plan.window.opensAt === null ? 'no window opens within a year' : `opens ${new Date(plan.window.opensAt).toISOString()}`}\n`,
      );
  }
}

/** Accounts that may loosen a stage, until somebody names others. */
const usualAccounts = [
  'system:serviceaccount:portcullis:portcullis',
  'system:serviceaccount:argocd:argocd-application-controller',
  'system:serviceaccount:flux-system:kustomize-controller',
];

async function writeForms(
  flags: PlanFlags,
  { plans, config }: RolloutSession,
  folder: string,
  io: Io,
): Promise<ExitCode> {
  const policies = await policiesOf(flags, config, io);
  const resources = policies?.resources ?? [];
  const target = resolve(io.cwd, folder);
  makeFolder(target);
  const wrote = (file: string, objects: readonly JsonObject[]): void => {
    writeFileSync(join(target, file), yamlText(objects));
    io.stdout.write(`${join(folder, file)}\n`);
  };
  for (const { plan } of plans) {
    const { forms, missing } = stagedForms(plan, resources);
    if (missing.length > 0)
      throw new RolloutError(
        'PLAN_INVALID',
        `rollout ${plan.name}: ${missing.join(', ')} is in none of the policies given; name their files with --policies`,
      );
    for (const { replaces, objects } of forms) {
      wrote(`${plan.name}.${replaces.kind.toLowerCase()}.${replaces.name}.yaml`, objects);
      io.stderr.write(`  takes the place of ${replaces.kind} ${replaces.name} (${replaces.origin.file})\n`);
    }
  }
  wrote('stage-guard.yaml', guardPolicy(usualAccounts));
  io.stderr.write(
    `  Name the accounts of your GitOps tool in it: ${usualAccounts.join(', ')} may loosen a stage as it is.\n`,
  );
  return 0;
}
