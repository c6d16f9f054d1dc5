import { type Command, Option } from 'commander';
import type { Io } from './command.ts';
import type { WhatIfFlags } from './whatif-run.ts';

export function configure(command: Command, io: Io): void {
  command
    .description(
      'Say what a change would refuse before it is made: which workloads, whose they are, and the line to write.\n\n' +
        'Judges the manifests named, or else what scan --record has recorded. Of values that ' +
        'are recorded as hashes nothing is claimed: a policy that reads one is inconclusive.',
    )
    .argument('[path...]', 'manifests to judge (default: what was recorded)')
    .addOption(new Option('--level <level>', 'a Pod Security level everywhere: LEVEL or LEVEL@VERSION'))
    .addOption(
      new Option('--policies <path>', 'the policies in these files and folders, enforced').argParser(collect),
    )
    .addOption(new Option('--kubernetes <version>', 'the cluster upgraded to this version'))
    .addOption(
      new Option(
        '--from <version>',
        'with --kubernetes: the version it has (default: as recorded or configured)',
      ),
    )
    .addOption(new Option('--expire <name>', 'this exception contract ended; all: every one'))
    .addOption(new Option('--enforce-now', 'every namespace enforced by its rollouts today'))
    .addOption(new Option('-n, --namespace <name>', 'only this namespace'))
    .addOption(
      new Option('--exceptions <folder>', 'exception contracts (default: exceptions/ when it is there)'),
    )
    .addOption(new Option('--rollouts <path>', 'the rollouts (default: rollouts/ or rollout.yaml)'))
    .addOption(
      new Option(
        '--store <location>',
        'the evidence store: a file or a postgres:// URL\n(default: .portcullis/evidence.db)',
      ),
    )
    .addOption(new Option('--scope <name>', 'the scope of the scans (default: the repository’s path)'))
    .addOption(
      new Option('-o, --output <format>', 'as what').choices(['table', 'json', 'markdown']).default('table'),
    )
    .addOption(new Option('--config <file>', 'portcullis.yaml to use (default: found upwards from here)'))
    .addHelpText('after', examples)
    .action(async (paths: string[], flags: WhatIfFlags) => {
      const { runWhatIf } = await import('./whatif-run.ts');
      await runWhatIf(paths, flags, io);
    });
}

function collect(value: string, before: string[] | undefined): string[] {
  return [...(before ?? []), value];
}

const examples = `
Examples:
  portcullis whatif --level restricted     what stands in the way everywhere
  portcullis whatif --policies new.yaml    before a policy is merged
  portcullis whatif --kubernetes 1.35      before the cluster is upgraded
  portcullis whatif --expire all           what hangs on contracts
  portcullis whatif --enforce-now          how far the rollouts are from done
  portcullis whatif --level restricted k8s/
                                           manifests in place of records

Exit codes: 0 nothing would be refused, 1 something would, 2 inconclusive,
3 bad usage or input.`;
