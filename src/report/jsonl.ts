import type { VerdictRecord } from '../record.ts';
import type { ScanResult } from '../scan/result.ts';
import type { Report, ReportContext, Sink } from './report.ts';
import { summaryOf } from './summary.ts';

/** One verdict a line, then one summary object. A documented contract: docs/verdict.md. */
export function jsonl(out: Sink, _context: ReportContext): Report {
  // Lines are handed on in large pieces: one write a line costs more than making the line.
  let buffer = '';
  return {
    verdict(record: VerdictRecord): void {
      buffer += `${JSON.stringify(record)}\n`;
      if (buffer.length > 1 << 16) {
        out.write(buffer);
        buffer = '';
      }
    },
    end(result: ScanResult): void {
      out.write(`${buffer}${JSON.stringify({ summary: summaryOf(result) })}\n`);
      buffer = '';
    },
  };
}
