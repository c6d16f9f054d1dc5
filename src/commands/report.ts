import { type Command, Option } from 'commander';
import type { Io } from './command.ts';
import { configOption, exceptionsOption, rolloutsOption, storeOptions, subVerbs } from './sub-verbs.ts';

export function configure(command: Command, io: Io): void {
  const { verb, run } = subVerbs(command, io, () => [
    rolloutsOption(),
    ...storeOptions(),
    exceptionsOption(),
    new Option('--at <time>', 'as of this time, RFC 3339 (default: now)'),
    configOption(),
  ]);
  command
    .description(
      'Reports from the evidence store, the plans and the contracts: a page for people, a pack for an auditor, ' +
        'and Reports for the cluster.',
    )
    .addHelpText('after', examples);
  verb('html', 'one page that needs nothing else: ladder, contracts, findings, decisions')
    .argument('[manifests...]', 'manifests, so that each finding names its file and line')
    .addOption(new Option('--write <file>', 'where to (default: standard output)'))
    .addOption(new Option('--no-verify', 'do not make every decision again'))
    .action(
      run(async (paths: string[], flags) =>
        (await import('./report-html.ts')).reportHtml(paths, flags as never, io),
      ),
    );
  verb('evidence-pack', 'tables, journal and hashes for an auditor')
    .argument('<folder>', 'where to: a folder that is empty, new, or holds an earlier pack')
    .addOption(new Option('--from <day>', 'count enforced time from this day on (default: the first scan)'))
    .addOption(new Option('--until <day>', 'and up to the end of this one (default: now)'))
    .action(
      run(async (folder: string, flags) =>
        (await import('./report-evidence-pack.ts')).reportEvidencePack(folder, flags as never, io),
      ),
    );
  verb('openreports', 'open findings as Reports of openreports.io, for kubectl apply').action(
    run(async (flags) => (await import('./report-openreports.ts')).reportOpenReports(flags as never, io)),
  );
}

const examples = `
Examples:
  portcullis report html > report.html
  portcullis report html clusters/prod apps/ --write report.html
  portcullis report evidence-pack audit --from 2026-10-01 --until 2026-12-31
  portcullis report openreports | kubectl apply -f -

Exit codes: 0 written, 1 a proof does not hold, 2 nothing can be decided, 3 bad
usage or input.`;
