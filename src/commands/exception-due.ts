import type { ContractEntry } from '../approval/contract-set.ts';
import { day } from '../exception/limits.ts';
import { termOf } from '../exception/state.ts';
import type { Io } from './command.ts';
import {
  type ExceptionContext,
  type ExceptionFlags,
  guarded,
  openExceptions,
  parseDays,
  sayProblems,
  timeLeft,
} from './exception-context.ts';

export interface DueFlags extends ExceptionFlags {
  readonly within: string;
  readonly output: string;
}

export async function runDue(flags: DueFlags, io: Io): Promise<void> {
  await guarded(io, async () => {
    const within = parseDays(flags.within, '--within');
    const context = await openExceptions(flags, io);
    const due = dueWithin(context, within, io.now());
    if (flags.output === 'json')
      io.stdout.write(
        `${JSON.stringify(
          due.map((entry) => ({
            name: entry.name,
            state: context.stateOf(entry),
            spec: entry.contract.spec,
          })),
          null,
          2,
        )}\n`,
      );
    else io.stdout.write(digest(due, within, context, io.now()));
    return sayProblems(context, io);
  });
}

/** What excuses now and ends within some days, and what is over and still honoured. */
function dueWithin(context: ExceptionContext, days: number, now: Date): ContractEntry[] {
  const limit = now.getTime() + days * day;
  return context.set.entries
    .filter((entry) => ['Active', 'Expiring', 'Overdue', 'Expired'].includes(context.stateOf(entry)))
    .filter(({ contract, standing }) => termOf(contract, standing).end <= limit)
    .sort((a, b) => termOf(a.contract, a.standing).end - termOf(b.contract, b.standing).end);
}

/** A section for each owner, so that it can be sent to each. */
function digest(due: readonly ContractEntry[], days: number, context: ExceptionContext, now: Date): string {
  if (due.length === 0) return `No exception ends within ${days} days.\n`;
  const byOwner = Map.groupBy(due, ({ contract: { spec } }) => `${spec.owner.team} (${spec.owner.contact})`);
  const sections = [...byOwner].map(
    ([owner, entries]) =>
      `## ${text(owner)}\n\n${entries.map((entry) => item(entry, context, now)).join('\n')}`,
  );
  return `# Exceptions that end within ${days} days\n\n${sections.join('\n\n')}\n`;
}

function item(entry: ContractEntry, context: ExceptionContext, now: Date): string {
  const { spec } = entry.contract;
  const subjects = spec.subjects.map(({ kind, name }) => `${kind}/${name}`).join(', ');
  const state = context.stateOf(entry);
  const over = state === 'Overdue' || state === 'Expired';
  return [
    `- **${entry.name}** ${over ? 'ended' : 'ends'} ${spec.expiresAt} (${timeLeft(entry, now)}, ${state}), risk ${spec.risk.level}, for ${text(subjects)}`,
    `  ${text(spec.reason)}`,
    ...(spec.exit?.plan === undefined ? [] : [`  Plan: ${text(spec.exit.plan)}`]),
    `  Mend the workload and remove \`${entry.origin.file}\`, or \`portcullis exception renew ${entry.name}\`.`,
  ].join('\n');
}

/** Words of a contract as Markdown text, on one line. */
function text(words: string): string {
  return words
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/[\\`*_[\]<>#|]/g, '\\$&');
}
