import type { VerdictRecord } from '../record.ts';
import type { ScanResult } from '../scan/result.ts';
import type { Report, ReportContext, Sink } from './report.ts';
import { summaryOf } from './summary.ts';

/** One object: `{ "verdicts": […], "summary": {…} }`, verdicts in the shape of `jsonl`. */
export function json(out: Sink, _context: ReportContext): Report {
  let first = true;
  return {
    verdict(record: VerdictRecord): void {
      out.write(`${first ? '{"verdicts":[\n' : ',\n'}${JSON.stringify(record)}`);
      first = false;
    },
    end(result: ScanResult): void {
      out.write(
        `${first ? '{"verdicts":[' : ''}\n],\n"summary":${JSON.stringify(summaryOf(result), null, 2)}}\n`,
      );
    },
  };
}
