import { type Command, Option } from 'commander';
import type { Form } from '../guardrail/form.ts';
import type { Stage } from '../verdict.ts';
import type { Io } from './command.ts';

export interface InitFlags {
  readonly dir: string;
  readonly to?: Form;
  readonly stage?: Stage;
  readonly config?: string;
  readonly list?: boolean;
  readonly dryRun?: boolean;
  readonly force?: boolean;
}

/** `portcullis policy init`: the guardrail pack. */
export function configure(command: Command, io: Io): void {
  command
    .description(
      'Write the guardrail pack: policies for what Pod Security has no level for, each with a suite. They begin by auditing and refuse nothing. What your organisation allows stands under guardrails in portcullis.yaml.',
    )
    .argument('[guardrails...]', 'only these; --list names them')
    .addOption(new Option('--dir <folder>', 'where to write').default('policies'))
    .addOption(
      new Option(
        '--to <kind>',
        'what to write; what is in the folder already unless given, and clusterpolicy when nothing is',
      ).choices(['clusterpolicy', 'validatingpolicy', 'validatingadmissionpolicy']),
    )
    .addOption(
      new Option(
        '--stage <stage>',
        'audit, warn or enforce; a file that is there keeps its stage, a new one begins at audit',
      ).choices(['audit', 'warn', 'enforce']),
    )
    .option('--config <file>', 'settings; the nearest portcullis.yaml unless given')
    .option('--list', 'name the guardrails with what they ask now, and write nothing')
    .option('--dry-run', 'say what would be written, and write nothing')
    .option('--force', 'overwrite files that were changed since they were written')
    .addHelpText('after', examples)
    .action(async (names: readonly string[], flags: InitFlags) => {
      const { initPolicies } = await import('./policy-init-run.ts');
      io.exit(await initPolicies(names, flags, io));
    });
}

const examples = `
Examples:
  portcullis policy init                      every guardrail, auditing
  portcullis policy init no-latest-tag --stage warn
                                              one of them, a stage further
  portcullis policy init --to validatingadmissionpolicy
                                              for the API server itself`;
