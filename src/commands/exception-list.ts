import { columns, count } from '../report/terminal/layout.ts';
import type { Io } from './command.ts';
import { type ExceptionFlags, guarded, openExceptions, sayProblems, timeLeft } from './exception-context.ts';

export async function runList(flags: ExceptionFlags & { readonly output: string }, io: Io): Promise<void> {
  await guarded(io, async () => {
    const context = await openExceptions(flags, io);
    const { entries } = context.set;
    if (flags.output === 'json') {
      const rows = entries.map((entry) => ({
        name: entry.name,
        file: entry.origin.file,
        state: context.stateOf(entry),
        approval: entry.approval,
        spec: entry.contract.spec,
      }));
      io.stdout.write(`${JSON.stringify(rows, null, 2)}\n`);
    } else {
      const rows = entries.map((entry) => {
        const { owner, risk } = entry.contract.spec;
        return [
          context.stateOf(entry),
          entry.name,
          owner.team,
          risk.level,
          timeLeft(entry, io.now()),
          // Said once below the table, where it is the same for all.
          context.set.branch.type === 'inconclusive' ? 'not seen' : entry.approval.because,
        ];
      });
      const header = ['STATE', 'CONTRACT', 'OWNER', 'RISK', 'LEFT', 'APPROVAL'];
      io.stdout.write(rows.length === 0 ? '' : `${columns([header, ...rows]).join('\n')}\n`);
      io.stderr.write(`${count(entries.length, 'contract')} in ${context.folder}.\n`);
    }
    return sayProblems(context, io);
  });
}
