import { type Command, Option } from 'commander';
import type { Io } from './command.ts';

/** `portcullis exception`: contracts from the first draft to the day they end. */
export function configure(command: Command, io: Io): void {
  command.description(
    'Exceptions as contracts: who is excused from what, why, at which risk, until when.\n\n' +
      'A contract is a file under exceptions/, approved by being merged, and it ends.',
  );

  add(command, 'lint', 'check contracts by the rules of docs/contracts/rules')
    .addOption(manifests('judge these manifests too, to say what is not needed or does not help'))
    .addOption(policies())
    .addOption(
      new Option('-o, --output <format>', 'table, json or sarif')
        .choices(['table', 'json', 'sarif'])
        .default('table'),
    )
    .action(async (flags) => (await import('./exception-lint.ts')).runLint(flags, io));

  add(command, 'list', 'list contracts with their state and approval')
    .addOption(assumeApproved())
    .addOption(
      new Option('-o, --output <format>', 'table or json').choices(['table', 'json']).default('table'),
    )
    .action(async (flags) => (await import('./exception-list.ts')).runList(flags, io));

  add(command, 'due', 'say what ends soon, as a digest for each owner')
    .addOption(new Option('--within <days>', 'how soon').default('14d'))
    .addOption(assumeApproved())
    .addOption(
      new Option('-o, --output <format>', 'markdown or json')
        .choices(['markdown', 'json'])
        .default('markdown'),
    )
    .action(async (flags) => (await import('./exception-due.ts')).runDue(flags, io));

  add(command, 'audit', 'say which contracts are used and needed, and what breaks when they end')
    .argument('[path...]', 'manifests to judge')
    .addOption(
      new Option('--verdicts <file>', 'recorded verdicts (scan --all -o jsonl=FILE) instead of manifests'),
    )
    .addOption(policies())
    .addOption(assumeApproved())
    .addOption(
      new Option('-o, --output <format>', 'table or json').choices(['table', 'json']).default('table'),
    )
    .action(async (paths, flags) => (await import('./exception-audit.ts')).runAudit(paths, flags, io));

  add(command, 'approve', 'write down your approval of a contract')
    .argument('<name>', 'NAMESPACE/NAME')
    .action(async (name, flags) => (await import('./exception-approve.ts')).runApprove(name, flags, io));

  add(command, 'renew', 'write the contract that follows one that ends')
    .argument('<name>', 'NAMESPACE/NAME')
    .addOption(
      new Option('--days <days>', 'its term (default: as long as the last, as far as the risk allows)'),
    )
    .addOption(new Option('--reason <text>', 'why it is still needed (default: as before)'))
    .action(async (name, flags) => (await import('./exception-renew.ts')).runRenew(name, flags, io));

  add(command, 'revoke', 'end a contract now, for good')
    .argument('<name>', 'NAMESPACE/NAME')
    .addOption(new Option('--reason <text>', 'why').makeOptionMandatory())
    .addOption(new Option('--by <who>', 'who revokes it').makeOptionMandatory())
    .action(async (name, flags) => (await import('./exception-revoke.ts')).runRevoke(name, flags, io));
}

/** A subcommand with what all of them take. */
function add(parent: Command, name: string, summary: string): Command {
  return parent
    .command(name)
    .summary(summary)
    .description(`${summary.slice(0, 1).toUpperCase()}${summary.slice(1)}.`)
    .addOption(new Option('--exceptions <folder>', 'the folder of the contracts (default: exceptions)'))
    .addOption(new Option('--config <file>', 'portcullis.yaml to use (default: found upwards from here)'));
}

function manifests(text: string): Option {
  return new Option('-m, --manifests <path>', text).argParser(collect);
}

function policies(): Option {
  return new Option('--policies <path>', 'judge by the policies in these files and folders too').argParser(
    collect,
  );
}

function assumeApproved(): Option {
  return new Option(
    '--assume-approved',
    'take proposed contracts for approved: for a pull request that CODEOWNERS guards',
  );
}

function collect(value: string, before: string[] | undefined): string[] {
  return [...(before ?? []), value];
}
