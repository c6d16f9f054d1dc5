import type { NextReport } from '../rollout/next.ts';
import { next } from '../rollout/next.ts';
import type { ExitCode, Io } from './command.ts';
import { type RolloutFlags, withSession } from './rollout-context.ts';

export async function rolloutNext(flags: RolloutFlags, io: Io): Promise<ExitCode> {
  return withSession(flags, io, async ({ store, context, actor, actuatorOf }) => {
    const reports = await next({ store, context, actor, actuatorOf, now: () => io.now().getTime() });
    for (const report of reports) io.stdout.write(nextText(report));
    return reports.some((report) => report.gathered.problem !== '') ? 2 : 0;
  });
}

function nextText({ gathered, taken, settled, plan }: NextReport): string {
  const lines = [gathered.plan.name];
  if (gathered.problem !== '') lines.push(`  cannot decide: ${gathered.problem}`);
  if (plan.pause !== '') lines.push(`  paused: ${plan.pause}`);
  for (const { step, how, why } of settled)
    lines.push(`  ${step.namespace} → ${step.to.toLowerCase()}: ${how}, ${why}`);
  for (const { step, taken: done, why } of taken) {
    lines.push(
      `  ${step.namespace} ${step.from.toLowerCase()} → ${step.to.toLowerCase()} ${done.state}: ${why}`,
    );
    lines.push(`    ${done.wrote.trimEnd().replaceAll('\n', '\n    ')}`);
    if (done.undo !== '') lines.push(`    undo: ${done.undo}`);
  }
  if (taken.length === 0 && settled.length === 0 && gathered.problem === '')
    lines.push('  nothing to do now: portcullis rollout status');
  return `${lines.join('\n')}\n`;
}
