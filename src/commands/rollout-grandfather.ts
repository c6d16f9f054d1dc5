import { existsSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { defaultLimits, type Limits } from '../exception/limits.ts';
import type { JsonObject } from '../kube/json.ts';
import { evaluate, rolloutNamed } from '../rollout/evaluate.ts';
import { covers, honoured, isOpen } from '../rollout/gate.ts';
import { contractFileName, grandfatherContract, type Violator } from '../rollout/grandfather.ts';
import { labelsBy } from '../rollout/next.ts';
import type { PlannedCell } from '../rollout/plan.ts';
import { RolloutError } from '../rollout/rollout-error.ts';
import type { RolloutPlan } from '../rollout/rollout-plan.ts';
import { yamlText } from '../rollout/yaml-text.ts';
import { makeFolder } from '../source/make-folder.ts';
import type { ExitCode, Io } from './command.ts';
import { type RolloutFlags, withSession } from './rollout-context.ts';

export interface GrandfatherFlags extends RolloutFlags {
  readonly days?: string;
}

/** Drafts contracts for what violates now. Nothing is excused before somebody approves them. */
export async function rolloutGrandfather(
  rollout: string,
  namespaces: readonly string[],
  flags: GrandfatherFlags,
  io: Io,
): Promise<ExitCode> {
  return withSession<ExitCode>(flags, io, async ({ store, context, config, actuatorOf, now }) => {
    const labels = labelsBy(context.plans.map(actuatorOf));
    const evaluated = await evaluate(store, { ...context, now: now(), labels });
    const one = rolloutNamed(evaluated, rollout);
    const folder = flags.exceptions ?? config.settings.exceptions ?? 'exceptions';
    const root = flags.exceptions === undefined ? config.folder : io.cwd;
    const days = flags.days === undefined ? undefined : Number.parseInt(flags.days, 10);
    const limits: Limits = { ...defaultLimits, days: { ...defaultLimits.days, ...config.settings.riskDays } };
    let drafted = 0;
    for (const name of namespaces) {
      const line = one.plan.cells.find(({ cell }) => cell.inputs.namespace.name === name);
      if (line === undefined)
        throw new RolloutError('UNKNOWN_NAMESPACE', `rollout ${rollout} selects no namespace "${name}"`);
      for (const violator of violators(line, one.gathered.plan, now())) {
        const contract = grandfatherContract(violator, rollout, limits, now(), days);
        const file = join(folder, name, `${contractFileName(violator, rollout)}.yaml`);
        if (existsSync(resolve(root, file))) continue;
        makeFolder(resolve(root, folder, name));
        writeFileSync(resolve(root, file), yamlText([contract as unknown as JsonObject]));
        io.stdout.write(`${file}\n`);
        drafted++;
      }
    }
    io.stderr.write(
      drafted === 0
        ? 'Nothing violates it without a contract or a draft.\n'
        : `Drafted ${drafted}. They excuse nothing yet: complete owner and risk, commit them, and have them approved in a pull request. To undo: remove the files.\n`,
    );
    return 0;
  });
}

function violators({ cell }: PlannedCell, plan: RolloutPlan, now: number): Violator[] {
  const { findings, contracts, namespace } = cell.inputs;
  const found = new Map<string, Violator & { violations: Violator['violations'][number][] }>();
  for (const finding of findings) {
    if (finding.verdict !== 'fail' || !isOpen(finding)) continue;
    if (contracts.some((contract) => honoured(contract, now) && covers(contract, finding))) continue;
    const { group, kind, name } = subjectParts(finding.subject);
    const violator = found.get(finding.subject) ?? {
      namespace: namespace.name,
      group,
      kind,
      name,
      team: cell.labels.team ?? '',
      violations: [],
    };
    violator.violations.push(violationOf(finding.policy, finding.field, plan));
    found.set(finding.subject, violator);
  }
  return [...found.values()];
}

/** `Deployment/web`, or `Rollout.argoproj.io/web`. */
function subjectParts(text: string): { group: string; kind: string; name: string } {
  const [kindText = '', name = ''] = text.split('/');
  const dot = kindText.indexOf('.');
  return dot === -1
    ? { group: '', kind: kindText, name }
    : { group: kindText.slice(dot + 1), kind: kindText.slice(0, dot), name };
}

/** The check as decisions name it: `baseline@v1.34 privileged`, or `Kyverno require-labels check-team`. */
function violationOf(text: string, field: string, plan: RolloutPlan): Violator['violations'][number] {
  const parts = text.split(' ');
  const [engine, policy, rule] =
    plan.pin === null ? (parts as [string, string, string]) : ['PodSecurity', parts[0] ?? '', parts[1] ?? ''];
  const planned = plan.policies.find((one) => one.name === policy);
  return { engine, policy, rule, field, kind: planned?.kind ?? null };
}
