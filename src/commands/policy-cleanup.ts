import { type Command, Option } from 'commander';
import type { Io } from './command.ts';

export interface CleanupFlags {
  readonly policies?: readonly string[];
  readonly at?: string;
  readonly output: 'text' | 'json';
}

/** `portcullis policy cleanup`: what would be deleted, and when. */
export function configure(command: Command, io: Io): void {
  command
    .description(
      'Say what cleanup policies and DeletingPolicies would delete of these objects, and when. Objects with the label\n' +
        'cleanup.kyverno.io/ttl are among them. Nothing is deleted.',
    )
    .argument('<objects...>', 'files, folders or globs with objects; - for standard input')
    .addOption(
      new Option(
        '--policies <path>',
        'files and folders with ClusterCleanupPolicies, CleanupPolicies, DeletingPolicies',
      ).argParser(collect),
    )
    .addOption(new Option('--at <time>', 'as of this time, RFC 3339 (default: now)'))
    .addOption(new Option('-o, --output <format>', 'text or json').choices(['text', 'json']).default('text'))
    .addHelpText('after', '\nExit codes: 0 told, 2 of some objects it cannot be told, 3 bad usage or input.')
    .action(async (objects: readonly string[], flags: CleanupFlags) => {
      const { showDeletions } = await import('./policy-cleanup-run.ts');
      io.exit(await showDeletions(objects, flags, io));
    });
}

function collect(value: string, before: string[] | undefined): string[] {
  return [...(before ?? []), value];
}
