import { type Command, InvalidArgumentError, Option } from 'commander';
import { parseOutput } from '../report/formats.ts';
import type { Io } from './command.ts';
import type { ScanFlags } from './scan-run.ts';

export function configure(command: Command, io: Io): void {
  command
    .description(
      'Judge manifests as the cluster would, and say how far each namespace can go.\n\n' +
        'Each workload is judged by the Pod Security labels of its Namespace where that ' +
        'is in the input, and always at baseline and restricted to see what its ' +
        'namespace is ready for.',
    )
    .argument('[path...]', 'files, folders, globs, Helm charts, kustomize trees, or - for standard input')
    .helpGroup('Judge:')
    .addOption(
      new Option('-n, --namespace <name>', 'namespace of manifests that name none (default: default)'),
    )
    .addOption(
      new Option('--level <level>', 'judge everything at LEVEL or LEVEL@VERSION, whatever the labels say'),
    )
    .addOption(
      new Option('--kubernetes <version>', 'the version of the cluster, such as 1.34: what latest means'),
    )
    .addOption(
      new Option('--enforce <level>', 'what is enforced where no label says: LEVEL or LEVEL@VERSION'),
    )
    .addOption(new Option('--warn <level>', 'what is warned of where no label says'))
    .addOption(new Option('--audit <level>', 'what is audited where no label says'))
    .addOption(
      new Option(
        '--admission-config <file>',
        'PodSecurityConfiguration with defaults and exemptions',
      ).conflicts(['enforce', 'warn', 'audit']),
    )
    .addOption(
      new Option('--policies <path>', 'judge by the policies in these files and folders too').argParser(
        collect,
      ),
    )
    .addOption(
      new Option(
        '--values-file <file>',
        "values for policies' variables, as Kyverno's command line reads them",
      ),
    )
    .addOption(new Option('--userinfo <file>', 'who all requests come from, as kyverno apply reads it'))
    .addOption(
      new Option(
        '--cluster-resources <path>',
        'objects that policies may look up and that are not judged',
      ).argParser(collect),
    )
    .addOption(new Option('--registry', 'ask registries about images: signatures, attestations, manifests'))
    .addOption(
      new Option(
        '--registry-answers <file>',
        'what registries said another time; with --registry, written there',
      ),
    )
    .addOption(
      new Option('--exceptions <folder>', 'exception contracts (default: exceptions/ when it is there)'),
    )
    .addOption(
      new Option(
        '--assume-approved',
        'take proposed contracts for approved: for a pull request that CODEOWNERS guards',
      ),
    )
    .addOption(new Option('--no-smells', 'do not look for policies that do not do what they seem to'))
    .addOption(new Option('--values <file>', 'values file for Helm charts').argParser(collect))
    .addOption(new Option('--set <key=value>', 'value for Helm charts').argParser(collect))
    .addOption(
      new Option(
        '-o, --output <format[=file]>',
        'table, json, jsonl, sarif, junit, github, gitlab, markdown, openreports, or yaml: objects as mutated; several at once to files',
      ).argParser(outputs),
    )
    .addOption(new Option('--all', 'write passes too'))
    .addOption(
      new Option(
        '--fail-on <stage>',
        'weakest stage at which a violation fails: enforce (default), warn, audit, never',
      ).choices(['enforce', 'warn', 'audit', 'never']),
    )
    .addOption(new Option('--baseline <file>', 'fail on violations that are not in this file only'))
    .addOption(
      new Option('--update-baseline', 'write the baseline: new when there is none, else only shorter'),
    )
    .addOption(
      new Option('--since <ref>', 'fail on violations that this Git revision does not have only').conflicts(
        'baseline',
      ),
    )
    .addOption(new Option('--ignore <glob>', 'files and folders to pass over').argParser(collect))
    .addOption(new Option('--config <file>', 'portcullis.yaml to use (default: found upwards from here)'))
    .addOption(new Option('--record', 'write what was seen into the evidence store, for rollout and report'))
    .addOption(
      new Option(
        '--scope <name>',
        'what this scan is of, with --record (default: the path of the repository)',
      ),
    )
    .addOption(
      new Option(
        '--store <location>',
        'the evidence store: a file or a postgres:// URL (default: .portcullis/evidence.db)',
      ),
    )
    .addOption(
      new Option(
        '--rollouts <path>',
        'rollouts whose levels to judge at, with --record (default: rollouts/ or rollout.yaml)',
      ),
    )
    .addOption(new Option('--quiet', 'no progress on standard error'))
    .addHelpText('after', examples)
    .action(async (paths: string[], flags: ScanFlags) => {
      const { runScan } = await import('./scan-run.ts');
      await runScan(paths, flags, io, () => command.helpInformation());
    });
}

function collect(value: string, before: string[] | undefined): string[] {
  return [...(before ?? []), value];
}

function outputs(value: string, before: string[] | undefined): string[] {
  const parsed = parseOutput(value);
  if (typeof parsed === 'string') throw new InvalidArgumentError(parsed);
  const other = before?.find((one) => !one.includes('='));
  if (parsed.file === null && other !== undefined)
    throw new InvalidArgumentError(`${other} goes to standard output already; write ${value}=FILE`);
  return collect(value, before);
}

const examples = `
Examples:
  portcullis scan k8s/                     what is every namespace ready for?
  portcullis scan k8s/ --level restricted  gate: fail on what restricted refuses
  helm template shop ./chart | portcullis scan -
                                           judge what a chart renders
  portcullis scan k8s/ --policies policies/
                                           by Kyverno policies too
  portcullis scan k8s/ -o table -o sarif=scan.sarif
                                           read it, and keep it as SARIF

Exit codes: 0 clean at the gate, 1 violations, 2 inconclusive, 3 bad usage or
input.`;
