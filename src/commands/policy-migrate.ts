import { type Command, Option } from 'commander';
import type { Io } from './command.ts';

export interface MigrateFlags {
  readonly to: 'validatingpolicy' | 'validatingadmissionpolicy';
  readonly manifests?: readonly string[];
}

/** `portcullis policy migrate`: classic Kyverno policies as policies in CEL, with a proof. */
export function configure(command: Command, io: Io): void {
  command
    .description(
      'Translate classic Kyverno ClusterPolicies into policies in CEL. Each translation is judged beside the policy it was made of, on generated objects that reach its branches and on yours; one that answers differently is not printed.',
    )
    .argument('<files...>', 'files, folders or globs with ClusterPolicies; - for standard input')
    .addOption(
      new Option('--to <kind>', 'what to write')
        .choices(['validatingpolicy', 'validatingadmissionpolicy'])
        .default('validatingpolicy'),
    )
    .option('--manifests <paths...>', 'manifests to judge by both')
    .action(async (files: readonly string[], flags: MigrateFlags) => {
      const { migrateFiles } = await import('./policy-migrate-run.ts');
      io.exit(await migrateFiles(files, flags, io));
    });
}
