import type { Command } from 'commander';
import type { Io } from './command.ts';
import { configure as configureCleanup } from './policy-cleanup.ts';
import { configure as configureEval } from './policy-eval.ts';
import { configure as configureInit } from './policy-init.ts';
import { configure as configureLint } from './policy-lint.ts';
import { configure as configureMigrate } from './policy-migrate.ts';

/** `portcullis policy`: everything about policies themselves. A subcommand is a line here and a file beside. */
export function configure(command: Command, io: Io): void {
  command.description('Write, check and try policies.');
  configureCleanup(
    command.command('cleanup').summary('say what cleanup policies would delete, and when'),
    io,
  );
  configureEval(command.command('eval').summary('evaluate an expression over a document'), io);
  configureInit(command.command('init').summary('write the guardrail pack'), io);
  configureLint(command.command('lint').summary('check policies before a cluster sees them'), io);
  configureMigrate(
    command.command('migrate').summary('translate classic Kyverno policies into CEL, with a proof'),
    io,
  );
}
