import { openReportsList } from '../report/openreports.ts';
import { findingRecords } from '../report/overview/finding-records.ts';
import type { ExitCode, Io } from './command.ts';
import { exitCodeOf, overviewOf, type ReportFlags, withReport } from './report-session.ts';

export function reportOpenReports(flags: ReportFlags, io: Io): Promise<ExitCode> {
  return withReport(flags, io, async (session) => {
    const overview = await overviewOf(session, {
      findings: Number.POSITIVE_INFINITY,
      moves: 1,
      verify: false,
    });
    io.stdout.write(openReportsList(findingRecords(overview), new Date(overview.at)));
    return exitCodeOf(overview);
  });
}
