import { resolve } from 'node:path';
import { htmlPage } from '../report/html/page.ts';
import type { ExitCode, Io } from './command.ts';
import { readManifests } from './report-manifests.ts';
import { exitCodeOf, overviewOf, type ReportFlags, withReport } from './report-session.ts';
import { fileSink, streamSink } from './sink.ts';

export interface HtmlFlags extends ReportFlags {
  readonly write?: string;
  readonly verify: boolean;
}

/** More would make the page too heavy to open: the evidence pack has everything. */
const most = { findings: 3000, moves: 500 };

export function reportHtml(paths: readonly string[], flags: HtmlFlags, io: Io): Promise<ExitCode> {
  return withReport(flags, io, async (session) => {
    const manifests = paths.length === 0 ? undefined : await readManifests(paths, session.config, io);
    const overview = await overviewOf(session, {
      ...most,
      verify: flags.verify,
      ...(manifests === undefined ? {} : { manifestOf: manifests.of }),
    });
    const sink = flags.write === undefined ? streamSink(io.stdout) : fileSink(resolve(io.cwd, flags.write));
    sink.write(htmlPage(overview));
    sink.close();
    if (flags.write !== undefined)
      io.stderr.write(`Wrote ${flags.write}. It needs no server and no network.\n`);
    return manifests !== undefined && manifests.problems > 0 ? 3 : exitCodeOf(overview);
  });
}
