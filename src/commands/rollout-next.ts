import { count } from '../report/terminal/layout.ts';
import { type Evaluated, evaluate } from '../rollout/evaluate.ts';
import { labelsBy, type NextReport, next, plannedSteps } from '../rollout/next.ts';
import type { PastStep } from '../rollout/plan.ts';
import { changesNothing, type Intended, StepTaker } from '../rollout/take-steps.ts';
import type { ExitCode, Io } from './command.ts';
import { type RolloutFlags, type RolloutSession, withSession } from './rollout-context.ts';
import { moveText, sharedText, takenTexts } from './rollout-text.ts';

export interface NextFlags extends RolloutFlags {
  readonly dryRun?: boolean;
  readonly check?: boolean;
  /** Whether every diff is shown. */
  readonly diff?: boolean;
}

export async function rolloutNext(flags: NextFlags, io: Io): Promise<ExitCode> {
  return withSession(flags, io, async (session) => {
    if (flags.check === true) return (await import('./rollout-check.ts')).rolloutCheck(session, io);
    const { diff = false } = flags;
    if (flags.dryRun === true) return preview(session, diff, io);
    const reports = await next(session);
    for (const report of reports) io.stdout.write(nextText(report, diff));
    if (!diff && reports.some(({ taken }) => taken.some((one) => one.taken.diff !== undefined)))
      io.stderr.write(
        'Nothing of what is proposed was written. The diffs: portcullis rollout next --dry-run --diff\n',
      );
    return reports.some((report) => report.gathered.problem !== '') ? 2 : 0;
  });
}

/** What `next` would do, on demand as diffs; nothing is written. */
async function preview(session: RolloutSession, diffs: boolean, io: Io): Promise<ExitCode> {
  const { store, context, actuatorOf, now } = session;
  const evaluated = await evaluate(store, {
    ...context,
    now: now(),
    labels: labelsBy(context.plans.map(actuatorOf)),
  });
  const taker = new StepTaker(session, context.plans);
  const steps = evaluated.flatMap((one) => [...plannedSteps(taker, one)]);
  const said = ({ step, plan, why }: Intended): string => `${plan.name}: ${moveText(step)}: ${why}`;
  if (diffs)
    for (const one of steps) {
      io.stdout.write(`# ${one.step.namespace}: ${said(one)}\n`);
      io.stdout.write(
        changesNothing(one.step)
          ? 'nothing to write: the compiled form is in force\n'
          : actuatorOf(one.plan).preview(one.step),
      );
    }
  else
    for (const [what, ones] of Map.groupBy(steps, said))
      io.stdout.write(
        sharedText(
          ones.map(({ step }) => step.namespace),
          what,
        ),
      );
  const all = diffs ? '' : ' The diffs: --dry-run --diff.';
  io.stderr.write(
    steps.length === 0
      ? 'Nothing would be done now: portcullis rollout status\n'
      : `${count(steps.length, 'step')}; nothing was written.${all}\n`,
  );
  return problemCode(evaluated);
}

function problemCode(evaluated: readonly Evaluated[]): ExitCode {
  return evaluated.some(({ gathered }) => gathered.problem !== '') ? 2 : 0;
}

function nextText({ gathered, taken, settled, plan, paused }: NextReport, diffs: boolean): string {
  const { name } = gathered.plan;
  const lines = [`${name}\n`];
  if (gathered.problem !== '') lines.push(`  cannot decide: ${gathered.problem}\n`);
  if (plan.pause !== '') lines.push(`  PAUSED: ${plan.pause}\n`);
  if (paused !== '')
    lines.push(`    ${paused}\n    to undo: portcullis rollout resume ${name} --reason TEXT\n`);
  for (const { step, how, why } of settled)
    lines.push(`  ${step.namespace}: ${moveText(step)}, ${how}: ${why}\n`);
  lines.push(...takenTexts(taken, diffs));
  if (lines.length === 1) lines.push(`  ${idleText(gathered.inputs.steps)}\n`);
  return lines.join('');
}

/** What was proposed before is not proposed again, and still waits. */
function idleText(steps: readonly PastStep[]): string {
  const waiting = steps.filter((step) => step.pending).length;
  if (waiting === 0) return 'nothing to do now: portcullis rollout status';
  return `nothing new; proposed before and still waiting for somebody: ${count(waiting, 'step')}`;
}
