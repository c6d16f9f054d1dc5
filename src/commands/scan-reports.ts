import { resolve } from 'node:path';
import type { JsonObject } from '../kube/json.ts';
import type { VerdictRecord } from '../record.ts';
import { formats, type Output } from '../report/formats.ts';
import type { Report } from '../report/report.ts';
import type { ScanResult } from '../scan/result.ts';
import type { ScanSetup } from '../scan/setup.ts';
import { version } from '../version.ts';
import type { Io } from './command.ts';
import { fileSink, type OpenSink, streamSink } from './sink.ts';
import { wantsColour } from './wants-colour.ts';

/** Every report of one scan, as one. */
export interface Reports {
  verdict(record: VerdictRecord): void;
  /** Where some output shows objects. */
  readonly patched?: (objects: readonly JsonObject[]) => void;
  /** Writes what is left and closes the files. */
  end(result: ScanResult): void;
}

/** What formats show of the workloads that fail a check, edits and all; the others want only their number. */
const workloadsShown: Readonly<Record<string, number>> = { table: 5, markdown: 200 };

export function workloadsKept(outputs: readonly Output[]): number {
  return Math.max(0, ...outputs.map(({ format }) => workloadsShown[format] ?? 0));
}

export function wantsRegions(outputs: readonly Output[]): boolean {
  return outputs.some(({ format }) => format === 'sarif');
}

/** Opens every output before the work begins. */
export async function openReports(
  outputs: readonly Output[],
  rule: ScanSetup['rule'],
  io: Io,
): Promise<Reports> {
  const opened: { readonly report: Report; readonly sink: OpenSink }[] = [];
  for (const output of outputs) {
    const sink = output.file === null ? streamSink(io.stdout) : fileSink(resolve(io.cwd, output.file));
    opened.push({ sink, report: await openReport(output, sink, rule, io) });
  }
  const showing = opened.filter(({ report }) => report.patched !== undefined);
  return {
    ...(showing.length > 0 && {
      patched: (objects) => {
        for (const { report } of showing) report.patched?.(objects);
      },
    }),
    verdict(record): void {
      for (const { report } of opened) report.verdict?.(record);
    },
    end(result): void {
      for (const { report, sink } of opened) {
        report.end(result);
        sink.close();
      }
    },
  };
}

async function openReport(
  { format, file }: Output,
  sink: OpenSink,
  rule: ScanSetup['rule'],
  io: Io,
): Promise<Report> {
  const make = await formats[format]?.();
  if (make === undefined) throw new Error(`no report format ${format}`);
  return make(sink, {
    rule,
    version,
    now: io.now(),
    columns: file === null && io.stdout.isTTY ? Math.max(60, Math.min(io.stdout.columns, 120)) : 80,
    colour: file === null && wantsColour(io, io.stdout),
  });
}
