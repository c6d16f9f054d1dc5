import { type Command, Option } from 'commander';
import type { Io } from './command.ts';
import { configOption, storeOptions, subVerbs } from './sub-verbs.ts';

export function configure(command: Command, io: Io): void {
  const { verb, run } = subVerbs(command, io, () => [...storeOptions(), configOption()]);
  command
    .description(
      'What was seen, when, by which source, and when nobody looked. Scans add to it with --record; the audit log of the ' +
        'API server adds pods as they really were created. Dry runs never count.',
    )
    .addHelpText('after', examples);
  verb('status', 'show what is known, and since when')
    .addOption(new Option('-o, --output <format>', 'as what').choices(['table', 'json']).default('table'))
    .action(run(async (flags) => (await import('./evidence-run.ts')).evidenceStatus(flags as never, io)));
  verb('import', 'read audit events of the API server, or an exported store')
    .argument('[file]', 'what evidence export wrote, into an empty store; - for standard input')
    .addOption(new Option('--audit-log <file>', 'audit events, one a line; - for standard input'))
    .addOption(
      new Option(
        '--rollouts <path>',
        'rollouts whose levels to judge pods at (default: rollouts/ or rollout.yaml)',
      ),
    )
    .addOption(new Option('--policies <path>', 'judge pods by these policies too').argParser(collect))
    .action(
      run(async (file: string | undefined, flags) =>
        (await import('./evidence-import.ts')).evidenceImport(file, flags as never, io),
      ),
    );
  verb('export', 'write everything as lines of JSON, for another store or an archive').action(
    run(async (flags) => (await import('./evidence-run.ts')).evidenceExport(flags as never, io)),
  );
  verb('prune', 'forget what is older than its retention; the journal stays verifiable')
    .addOption(
      new Option('--closed <days>', 'findings that are closed, workloads that are gone').default('400'),
    )
    .addOption(new Option('--rollups <days>', 'daily counts').default('400'))
    .addOption(new Option('--specs <days>', 'judged objects that are gone').default('90'))
    .addOption(new Option('--journal <days>', 'journal and decisions').default('2555'))
    .addOption(new Option('--source <name>', 'only forget this source: it does not exist any more'))
    .action(run(async (flags) => (await import('./evidence-run.ts')).evidencePrune(flags as never, io)));
}

function collect(value: string, before: string[] | undefined): string[] {
  return [...(before ?? []), value];
}

const examples = `
Examples:
  portcullis evidence status
  portcullis evidence import --audit-log /var/log/kubernetes/audit.log
  kubectl … | portcullis evidence import --audit-log -
  portcullis evidence export > evidence.jsonl

The audit policy must keep the objects of created pods:
  - {level: RequestResponse, verbs: [create], resources: [{resources: [pods]}]}`;
