import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Io } from './command.ts';
import type { TestFlags } from './test-run.ts';

/** `portcullis test`: Kyverno's test suites, kyverno-test.yaml as upstream reads it. */
export function configure(command: Command, io: Io): void {
  command
    .description('Run Kyverno test suites (kyverno-test.yaml), and say which rules no suite exercises.')
    .argument('<path...>', 'folders with suites, or suites')
    .addOption(new Option('-f, --file-name <name>', 'what suites are called').default('kyverno-test.yaml'))
    .addOption(
      new Option(
        '-t, --filter <selector>',
        'only entries of policy=NAME,rule=NAME,resource=NAME, with * and ?',
      ),
    )
    .addOption(
      new Option(
        '--allow-unevaluated',
        'pass rows that no rule says anything of, as Kyverno does; they fail unless this is given',
      ),
    )
    .addOption(new Option('--require-tests', 'fail when there is no suite'))
    .addOption(
      new Option('-o, --output <format[=file]>', 'table, json or junit; several at once to files').argParser(
        outputs,
      ),
    )
    .addOption(new Option('--all', 'write rows that pass too'))
    .addHelpText('after', examples)
    .action(async (paths: string[], flags: TestFlags) => {
      const { runTests } = await import('./test-run.ts');
      await runTests(paths, flags, io);
    });
}

function outputs(value: string, before: string[] | undefined): string[] {
  const [format = '', file] = value.split('=', 2);
  if (!['table', 'json', 'junit'].includes(format) || file === '')
    throw new InvalidArgumentError(
      `expected FORMAT or FORMAT=FILE with a format of table, json, junit; found ${JSON.stringify(value)}`,
    );
  return [...(before ?? []), value];
}

const examples = `
Examples:
  portcullis test policies/                         every suite below the folder
  portcullis test policies/ -t 'policy=disallow-*'  only some policies
  portcullis test policies/ -o table -o junit=test.xml
                                                    read it, keep it for CI

An entry may also say what its failure must do: action: Enforce (or Audit).

Exit codes: 0 all passed, 1 a row failed or was not evaluated, 3 a suite could
not be run, or bad usage.`;
