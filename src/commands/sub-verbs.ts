import { type Command, Option } from 'commander';
import { CodedError } from '../error.ts';
import type { ExitCode, Io } from './command.ts';

export interface SubVerbs {
  /** Adds a verb below the command; it takes the shared options after its own. */
  readonly verb: (name: string, summary: string) => Command;
  /** An action that ends with its exit code, or with the text of what is wrong. */
  readonly run: <A extends unknown[]>(
    action: (...args: A) => Promise<ExitCode>,
  ) => (...args: A) => Promise<void>;
}

/** What verbs below one command have in common. */
export function subVerbs(
  command: Command,
  io: Io,
  shared: () => readonly Option[],
  exitCodeOf: (error: CodedError<string>) => ExitCode = () => 3,
): SubVerbs {
  return {
    verb(name, summary) {
      const sub = command
        .command(name)
        .summary(summary)
        .description(`${summary[0]?.toUpperCase()}${summary.slice(1)}.`);
      sub.copyInheritedSettings(command);
      sub.showHelpAfterError(`(portcullis ${command.name()} ${name} --help shows every option)`);
      for (const option of shared()) sub.addOption(option);
      return sub;
    },
    run(action) {
      return async (...args) => {
        try {
          io.exit(await action(...args));
        } catch (error) {
          if (!(error instanceof CodedError)) throw error;
          io.stderr.write(`${error.message}\n`);
          io.exit(exitCodeOf(error));
        }
      };
    },
  };
}

/** Where what was seen is read from. */
export function storeOptions(): readonly Option[] {
  return [
    new Option(
      '--store <location>',
      'the evidence store: a file or a postgres:// URL\n(default: .portcullis/evidence.db)',
    ),
    new Option('--scope <name>', 'the scope of the scans (default: the repository’s path)'),
  ];
}

export function rolloutsOption(): Option {
  return new Option('--rollouts <path>', 'the plans (default: rollouts/ or rollout.yaml)');
}

export function exceptionsOption(): Option {
  return new Option('--exceptions <folder>', 'the contracts (default: exceptions)');
}

export function configOption(): Option {
  return new Option('--config <file>', 'portcullis.yaml to use (default: found upwards from here)');
}
