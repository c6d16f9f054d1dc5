import { type Command, Option } from 'commander';
import type { Io } from './command.ts';
import type { FixFlags } from './fix-run.ts';

export function configure(command: Command, io: Io): void {
  command
    .description(
      'Mend what Pod Security forbids, byte by byte: comments, order and layout stay.\n\n' +
        'Where one value is right it is written; where a person has to decide, the change is proposed with its reason and ' +
        'made only when its id is accepted. Each result is read and judged again before it counts.',
    )
    .argument('[path...]', 'files, folders or globs of manifests, or - for standard input')
    .addOption(new Option('--level <level>', 'LEVEL or LEVEL@VERSION to mend for').default('restricted'))
    .addOption(
      new Option('--kubernetes <version>', 'the version of the cluster, such as 1.34: what latest means'),
    )
    .addOption(new Option('--dry-run', 'show the changes as a diff and write nothing (the default)'))
    .addOption(new Option('--in-place', 'write the files').conflicts(['dryRun', 'check']))
    .addOption(
      new Option('--check', 'write nothing, fail when there is something to write').conflicts('dryRun'),
    )
    .addOption(
      new Option(
        '--accept <id[=value]>',
        'make the proposed change with this id, with a value where it asks for one',
      ).argParser((value: string, before: string[] | undefined) => [...(before ?? []), value]),
    )
    .addOption(new Option('--config <file>', 'portcullis.yaml to use (default: found upwards from here)'))
    .addHelpText('after', examples)
    .action(async (paths: string[], flags: FixFlags) => {
      const { runFix } = await import('./fix-run.ts');
      await runFix(paths, flags, io, () => command.helpInformation());
    });
}

const examples = `
Examples:
  portcullis fix k8s/                          what would restricted change?
  portcullis fix k8s/ --in-place               change it
  portcullis fix k8s/ --level baseline --check for CI: fail on missing fixes
  portcullis fix k8s/app.yaml --accept 3f2a91bc=1000

Exit codes: 0 done, 1 with --check when files would change, 3 bad usage or input
(that file is left as it is).`;
