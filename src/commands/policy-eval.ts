import { type Command, Option } from 'commander';
import { type CelFlags, celOptions } from './cel.ts';
import type { Io } from './command.ts';

interface EvalFlags extends CelFlags {
  readonly jmespath?: string;
  readonly cel?: string;
  readonly input?: string;
  readonly compact?: boolean;
  readonly unquoted?: boolean;
}

/** `portcullis policy eval`: one expression of a policy over one document. */
export function configure(command: Command, io: Io): void {
  celOptions(
    command
      .description('Evaluate an expression over a JSON or YAML document, as a policy would.')
      .addOption(
        new Option('--cel <expression>', 'a CEL expression, as in a validation').conflicts('jmespath'),
      )
      .addOption(new Option('--jmespath <expression>', 'a JMESPath expression, as in Kyverno’s {{ … }}'))
      .addOption(
        new Option('-i, --input <file>', 'with --jmespath: the document; standard input unless given'),
      )
      .addOption(new Option('-c, --compact', 'with --jmespath: print JSON on one line'))
      .addOption(new Option('-u, --unquoted', 'with --jmespath: print a text without quotes')),
  ).action(async ({ jmespath, cel, ...flags }: EvalFlags) => {
    if (cel !== undefined) {
      const { runCel } = await import('./cel-run.ts');
      return io.exit(await runCel(cel, flags, io));
    }
    if (jmespath === undefined) {
      io.stderr.write(`Nothing to evaluate: name --cel or --jmespath.\n\n${command.helpInformation()}`);
      return io.exit(3);
    }
    const { query } = await import('./jp-query.ts');
    return io.exit(await query([jmespath], flags, io));
  });
}
