import { count } from '../report/terminal/layout.ts';
import { type Evaluated, evaluate } from '../rollout/evaluate.ts';
import { labelsBy, type NextReport, next, plannedSteps } from '../rollout/next.ts';
import type { PastStep } from '../rollout/plan.ts';
import { changesNothing, StepTaker } from '../rollout/take-steps.ts';
import type { ExitCode, Io } from './command.ts';
import { type RolloutFlags, type RolloutSession, withSession } from './rollout-context.ts';
import { moveText, takenText } from './rollout-text.ts';

export interface NextFlags extends RolloutFlags {
  readonly dryRun?: boolean;
  readonly check?: boolean;
}

export async function rolloutNext(flags: NextFlags, io: Io): Promise<ExitCode> {
  return withSession(flags, io, async (session) => {
    if (flags.check === true) return (await import('./rollout-check.ts')).rolloutCheck(session, io);
    if (flags.dryRun === true) return preview(session, io);
    const reports = await next(session);
    for (const report of reports) io.stdout.write(nextText(report));
    return reports.some((report) => report.gathered.problem !== '') ? 2 : 0;
  });
}

/** What `next` would do, as diffs; nothing is written. */
async function preview(session: RolloutSession, io: Io): Promise<ExitCode> {
  const { store, context, actuatorOf, now } = session;
  const evaluated = await evaluate(store, {
    ...context,
    now: now(),
    labels: labelsBy(context.plans.map(actuatorOf)),
  });
  const taker = new StepTaker(session, context.plans);
  let count = 0;
  for (const one of evaluated)
    for (const { step, plan, why } of plannedSteps(taker, one)) {
      count++;
      io.stdout.write(`# ${plan.name} ${step.namespace}: ${moveText(step)}: ${why}\n`);
      io.stdout.write(
        changesNothing(step)
          ? 'nothing to write: the compiled form is in force\n'
          : actuatorOf(plan).preview(step),
      );
    }
  io.stderr.write(
    count === 0
      ? 'Nothing would be done now: portcullis rollout status\n'
      : `${count} steps; nothing was written.\n`,
  );
  return problemCode(evaluated);
}

function problemCode(evaluated: readonly Evaluated[]): ExitCode {
  return evaluated.some(({ gathered }) => gathered.problem !== '') ? 2 : 0;
}

function nextText({ gathered, taken, settled, plan, paused }: NextReport): string {
  const { name } = gathered.plan;
  const lines = [`${name}\n`];
  if (gathered.problem !== '') lines.push(`  cannot decide: ${gathered.problem}\n`);
  if (plan.pause !== '') lines.push(`  PAUSED: ${plan.pause}\n`);
  if (paused !== '')
    lines.push(`    ${paused}\n    to undo: portcullis rollout resume ${name} --reason TEXT\n`);
  for (const { step, how, why } of settled)
    lines.push(`  ${step.namespace}: ${moveText(step)}, ${how}: ${why}\n`);
  lines.push(...taken.map(takenText));
  if (lines.length === 1) lines.push(`  ${idleText(gathered.inputs.steps)}\n`);
  return lines.join('');
}

/** What was proposed before is not proposed again, and still waits. */
function idleText(steps: readonly PastStep[]): string {
  const waiting = steps.filter((step) => step.pending).length;
  if (waiting === 0) return 'nothing to do now: portcullis rollout status';
  return `nothing new; proposed before and still waiting for somebody: ${count(waiting, 'step')}`;
}
