import { type Command, Option } from 'commander';
import type { Io } from './command.ts';

export interface LintFlags {
  readonly output: 'text' | 'json' | 'sarif';
  readonly cost?: boolean;
  readonly manifests?: readonly string[];
}

/** `portcullis policy lint`: what is wrong with policies before any cluster sees them. */
export function configure(command: Command, io: Io): void {
  command
    .description(
      'Check policies as the API server and Kyverno do when they are created, and name what in them does not do what it seems to.',
    )
    .argument('<files...>', 'files, folders or globs with policies; - for standard input')
    .addOption(
      new Option('-o, --output <format>', 'text, json or sarif')
        .choices(['text', 'json', 'sarif'])
        .default('text'),
    )
    .option('--cost', 'print the type and the estimated cost of each expression too')
    .option(
      '--manifests <paths...>',
      'judge these by each policy too: what matches none, ends in errors, or says one thing of a pod and another of its owner',
    )
    .action(async (files: readonly string[], flags: LintFlags) => {
      const { lintFiles } = await import('./policy-lint-run.ts');
      io.exit(await lintFiles(files, flags, io));
    });
}
