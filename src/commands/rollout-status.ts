import { statusMarkdown } from '../report/rollout/status-markdown.ts';
import { statusTable } from '../report/rollout/status-table.ts';
import { evaluate } from '../rollout/evaluate.ts';
import { labelsBy } from '../rollout/next.ts';
import { statusOf } from '../rollout/status.ts';
import type { ExitCode, Io } from './command.ts';
import { planNamed, type RolloutFlags, withSession } from './rollout-context.ts';
import { wantsColour } from './wants-colour.ts';

export interface StatusFlags extends RolloutFlags {
  readonly output: 'table' | 'json' | 'markdown';
}

export async function rolloutStatus(names: readonly string[], flags: StatusFlags, io: Io): Promise<ExitCode> {
  return withSession(flags, io, async ({ store, context, actuatorOf, plans }) => {
    for (const name of names) planNamed(plans, name);
    const now = io.now().getTime();
    const labels = labelsBy(plans.map((one) => actuatorOf(one.plan)));
    const statuses = (await evaluate(store, { ...context, now, labels }))
      .map((one) => statusOf(one, context.unreadable))
      .filter((status) => names.length === 0 || names.includes(status.rollout));
    if (flags.output === 'json') io.stdout.write(`${JSON.stringify(statuses, null, 2)}\n`);
    else if (flags.output === 'markdown') io.stdout.write(statusMarkdown(statuses));
    else
      io.stdout.write(
        statusTable(statuses, wantsColour(io, io.stdout), io.stdout.isTTY ? io.stdout.columns : null),
      );
    return statuses.some(({ problem, unreadable }) => problem !== '' || unreadable.length > 0) ? 2 : 0;
  });
}
