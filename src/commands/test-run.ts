import { resolve } from 'node:path';
import { CodedError } from '../error.ts';
import { SuiteError } from '../scan/kyverno-suite/documents.ts';
import { parseFilter } from '../scan/kyverno-suite/filter.ts';
import { findSuites, runSuites, type SuitesResult } from '../scan/kyverno-suite/run-suites.ts';
import type { ExitCode, Io } from './command.ts';
import { fileSink, type OpenSink, streamSink } from './sink.ts';
import { type TestReport, testReports } from './test-reports.ts';
import { wantsColour } from './wants-colour.ts';

export interface TestFlags {
  readonly fileName: string;
  readonly filter?: string;
  readonly allowUnevaluated?: boolean;
  readonly requireTests?: boolean;
  readonly output?: readonly string[];
  readonly all?: boolean;
}

/** The whole of `portcullis test`: suites, rows, reports, exit code. */
export async function runTests(paths: readonly string[], flags: TestFlags, io: Io): Promise<void> {
  try {
    io.exit(await testAndReport(paths, flags, io));
  } catch (error) {
    if (!(error instanceof SuiteError || error instanceof CodedError)) throw error;
    io.stderr.write(`${error.message}\n`);
    io.exit(3);
  }
}

async function testAndReport(paths: readonly string[], flags: TestFlags, io: Io): Promise<ExitCode> {
  const filter = parseFilter(flags.filter ?? '');
  if (typeof filter === 'string') throw new SuiteError(`--filter: ${filter}`);
  const files = paths.flatMap((path) => findSuites(resolve(io.cwd, path), flags.fileName));
  if (files.length === 0) {
    io.stderr.write(`No ${flags.fileName} in ${paths.join(', ')}.\n`);
    return flags.requireTests === true ? 3 : 0;
  }
  const reports = (flags.output ?? ['table']).map((output) => openReport(output, io));
  const result = await runSuites(files, filter, io.now());
  const verdict = { allowUnevaluated: flags.allowUnevaluated === true };
  for (const { report, sink, colour } of reports) {
    report(sink, result, { ...verdict, all: flags.all === true, cwd: io.cwd, colour });
    sink.close();
  }
  return exitCodeOf(result, verdict.allowUnevaluated);
}

function openReport(
  output: string,
  io: Io,
): { readonly report: TestReport; readonly sink: OpenSink; readonly colour: boolean } {
  const [format = '', file] = output.split('=', 2);
  const report = testReports[format];
  if (report === undefined) throw new SuiteError(`no report format ${format}`);
  const sink = file === undefined ? streamSink(io.stdout) : fileSink(resolve(io.cwd, file));
  return { report, sink, colour: file === undefined && wantsColour(io, io.stdout) };
}

function exitCodeOf({ suites }: SuitesResult, allowUnevaluated: boolean): ExitCode {
  if (suites.some(({ problem }) => problem !== null)) return 3;
  const failed = suites.some(({ rows }) =>
    rows.some(({ outcome }) => outcome === 'fail' || (outcome === 'unevaluated' && !allowUnevaluated)),
  );
  return failed ? 1 : 0;
}
