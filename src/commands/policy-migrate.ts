import { type Command, Option } from 'commander';
import type { Io } from './command.ts';

export interface MigrateFlags {
  readonly to: 'validatingpolicy' | 'validatingadmissionpolicy';
  readonly output: string;
  readonly report: 'table' | 'json';
  readonly manifests?: readonly string[];
}

/** `portcullis policy migrate`: policies of Kyverno as policies in CEL, with a proof. */
export function configure(command: Command, io: Io): void {
  command
    .description(
      'Translate classic Kyverno ClusterPolicies into policies in CEL, and ValidatingPolicies into what the API server itself judges by. Each translation is judged beside the policy it was made of, on generated objects that reach its branches and on yours; one that answers differently is not written.',
    )
    .argument('<files...>', 'files, folders or globs with policies; - for standard input')
    .addOption(
      new Option('--to <kind>', 'what to write')
        .choices(['validatingpolicy', 'validatingadmissionpolicy'])
        .default('validatingpolicy'),
    )
    .addOption(
      new Option('-o, --output <file>', 'where to write the policies; - for standard output').default('-'),
    )
    .addOption(
      new Option('--report <format>', 'what became of each: to standard output when --output names a file')
        .choices(['table', 'json'])
        .default('table'),
    )
    .option('--manifests <paths...>', 'manifests to judge by both: files, folders or globs')
    .action(async (files: readonly string[], flags: MigrateFlags) => {
      const { migrateFiles } = await import('./policy-migrate-run.ts');
      io.exit(await migrateFiles(files, flags, io));
    });
}
