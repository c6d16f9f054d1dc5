import { type Command, Option } from 'commander';
import type { Io } from './command.ts';

/** `portcullis exception`: contracts from the first draft to the day they end. */
export function configure(command: Command, io: Io): void {
  command.description(
    'Exceptions as contracts: who is excused from what, why, at which risk, until when.\n\n' +
      'A contract is a file under exceptions/, approved by being merged, and it ends.',
  );

  add(command, 'new', 'draft the narrowest contract that helps')
    .addOption(
      new Option('--from <id>', 'a verdict to excuse, by the id that scan gives it').argParser(collect),
    )
    .addOption(new Option('--message <text>', 'the refusal to excuse, or - for standard input'))
    .addOption(manifests('where the workload stands'))
    .addOption(policies())
    .addOption(new Option('-n, --namespace <name>', 'the namespace of the workload'))
    .addOption(new Option('--subject <kind/name>', 'the workload, where no verdict or message names it'))
    .addOption(
      new Option('--container <name>', 'only this container of it, where no verdict says so').argParser(
        collect,
      ),
    )
    .addOption(new Option('--level <level>', 'Pod Security: the level that is excused from'))
    .addOption(new Option('--check <id>', 'Pod Security: a check that is excused from').argParser(collect))
    .addOption(
      new Option(
        '--policy <name>',
        'Kyverno/KIND/NAME, ValidatingAdmissionPolicy/NAME or Gatekeeper/KIND/NAME',
      ),
    )
    .addOption(new Option('--rule <name>', 'a rule of that policy').argParser(collect))
    .addOption(new Option('--name <name>', 'how the contract is called'))
    .addOption(new Option('--days <days>', 'its term (default: 30 days, or what the risk allows)'))
    .addOption(new Option('--owner <team>', 'the team that answers for it'))
    .addOption(new Option('--contact <where>', 'where the team can be reached'))
    .addOption(new Option('--reason <text>', 'why it is needed'))
    .addOption(
      new Option('--risk <level>', 'how bad it would be').choices(['Low', 'Medium', 'High', 'Critical']),
    )
    .addOption(new Option('--impact <text>', 'what an attacker gains by it'))
    .addOption(new Option('--mitigation <text>', 'what stands in the way all the same').argParser(collect))
    .addOption(new Option('--ticket <id>', 'where it is discussed'))
    .addOption(
      new Option(
        '-o, --output <file>',
        'where to write it, - for standard output (default: below the folder)',
      ),
    )
    .action(async (flags) => (await import('./exception-new.ts')).runNew(flags, io));

  add(command, 'lint', 'check contracts by the rules of docs/contracts/rules.md')
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

  add(command, 'compile', 'write what an engine needs to honour the contracts')
    .argument('[name...]', 'NAMESPACE/NAME (default: all that excuse now)')
    .addOption(
      new Option('--to <engine>', 'for whom')
        .choices(['kyverno', 'kyverno-cel', 'vap', 'psa'])
        .makeOptionMandatory(),
    )
    .addOption(
      new Option('--level <level>', 'psa: what the namespaces enforce now, such as restricted@v1.34'),
    )
    .addOption(new Option('--policies <path>', 'vap: the policies to change').argParser(collect))
    .addOption(assumeApproved())
    .action(async (names, flags) => (await import('./exception-compile.ts')).runCompile(names, flags, io));

  add(command, 'import', 'draft contracts from the exceptions of other tools')
    .argument('<path...>', 'manifests and configuration that hold them')
    .addOption(new Option('--write', 'write them below the folder instead of to standard output'))
    .action(async (paths, flags) => (await import('./exception-import.ts')).runImport(paths, flags, io));
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
