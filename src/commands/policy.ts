import type { Command } from 'commander';
import type { Io } from './command.ts';
import { configure as configureEval } from './policy-eval.ts';

/** `portcullis policy`: everything about policies themselves. A subcommand is a line here and a file beside. */
export function configure(command: Command, io: Io): void {
  command.description('Write, check and try policies.');
  configureEval(command.command('eval').summary('evaluate an expression over a document'), io);
}
