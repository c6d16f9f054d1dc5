import { type Command, Option } from 'commander';
import { CodedError } from '../error.ts';
import type { ExitCode, Io } from './command.ts';

export function configure(command: Command, io: Io): void {
  command.description(
    'Move namespaces from audit to warn to enforce, each when the evidence says that nothing will break.\n\n' +
      'Evidence comes from recorded scans (portcullis scan --record) and from the API server’s audit log\n' +
      '(portcullis evidence import). The plan is one or more HardeningRollouts, by default in rollouts/ or rollout.yaml.',
  );
  verb('status', 'where each namespace stands, and what holds it')
    .argument('[rollout...]', 'only these rollouts')
    .addOption(
      new Option('-o, --output <format>', 'as what').choices(['table', 'json', 'markdown']).default('table'),
    )
    .action(
      run(async (names: string[], flags) =>
        (await import('./rollout-status.ts')).rolloutStatus(names, flags as never, io),
      ),
    );
  verb('next', 'take or propose every step whose gate passes').action(
    run(async (flags) => (await import('./rollout-next.ts')).rolloutNext(flags as never, io)),
  );

  function verb(name: string, summary: string): Command {
    const sub = command
      .command(name)
      .summary(summary)
      .description(`${summary[0]?.toUpperCase()}${summary.slice(1)}.`);
    sub.copyInheritedSettings(command);
    return sub
      .addOption(new Option('--rollouts <path>', 'the plans (default: rollouts/ or rollout.yaml)'))
      .addOption(
        new Option(
          '--store <location>',
          'the evidence store: a file or a postgres:// URL (default: .portcullis/evidence.db)',
        ),
      )
      .addOption(
        new Option('--scope <name>', 'the scope of the recorded scans (default: the path of the repository)'),
      )
      .addOption(new Option('--config <file>', 'portcullis.yaml to use (default: found upwards from here)'));
  }

  function run<A extends unknown[]>(
    action: (...args: A) => Promise<ExitCode>,
  ): (...args: A) => Promise<void> {
    return async (...args) => {
      try {
        io.exit(await action(...args));
      } catch (error) {
        if (!(error instanceof CodedError)) throw error;
        io.stderr.write(`${error.message}\n`);
        io.exit(3);
      }
    };
  }
}
