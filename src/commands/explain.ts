import { type Command, Option } from 'commander';
import type { Io } from './command.ts';
import type { ExplainFlags } from './explain-run.ts';

export function configure(command: Command, io: Io): void {
  command
    .description(
      'Say which engine refused something, at which stage, for which field, and the ways out.\n\n' +
        'Takes a pasted message, a workload, a place in a file, a check or a policy.',
    )
    .argument(
      '[what...]',
      'a message (kubectl, event, warning, webhook), FILE or FILE:LINE, KIND/NAME, a check, a policy, or - for standard input',
    )
    .addOption(
      new Option('-m, --manifests <path>', 'where the workloads stand, to find field and line').argParser(
        collect,
      ),
    )
    .addOption(new Option('-n, --namespace <name>', 'the namespace it happened in'))
    .addOption(
      new Option('--policies <path>', 'judge by the policies in these files and folders').argParser(collect),
    )
    .addOption(
      new Option('--level <level>', 'judge workloads at LEVEL or LEVEL@VERSION, whatever the labels say'),
    )
    .addOption(
      new Option('--kubernetes <version>', 'the version of the cluster, such as 1.34: what latest means'),
    )
    .addOption(new Option('--store <location>', 'the store of evidence, to say since when and why'))
    .addOption(new Option('--scope <name>', 'whose evidence it is (default: as for scan --record)'))
    .addOption(
      new Option('-o, --output <format>', 'text, json or markdown')
        .choices(['text', 'json', 'markdown'])
        .default('text'),
    )
    .addOption(new Option('--config <file>', 'portcullis.yaml to use (default: found upwards from here)'))
    .addHelpText('after', examples)
    .action(async (what: string[], flags: ExplainFlags) => {
      const { runExplain } = await import('./explain-run.ts');
      await runExplain(what, flags, io, () => command.helpInformation());
    });
}

function collect(value: string, before: string[] | undefined): string[] {
  return [...(before ?? []), value];
}

const examples = `
Examples:
  pbpaste | portcullis explain - -m k8s/        what was refused, and where
  portcullis explain k8s/checkout.yaml:31       what is wrong in this place
  portcullis explain deploy/checkout -m k8s/    why would it be refused
  portcullis explain runAsNonRoot               what a check wants
  portcullis explain cpol/NAME --policies p/    what a policy wants, and of whom

Exit codes: 0 explained, 2 not recognised, 3 bad usage or input.`;
