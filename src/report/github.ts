import type { VerdictRecord } from '../record.ts';
import type { ScanResult } from '../scan/result.ts';
import { printable } from './printable.ts';
import { isProblem, type Report, type ReportContext, resourceText, type Sink } from './report.ts';

/**
 * Workflow commands that GitHub turns into annotations on the changed lines. What fails the gate of its namespace is an
 * error, what is warned or audited a warning, what only readiness asks for a notice.
 * https://docs.github.com/actions/reference/workflow-commands-for-github-actions
 */
export function github(out: Sink, _context: ReportContext): Report {
  return {
    verdict(record: VerdictRecord): void {
      if (!isProblem(record)) return;
      const { file, line, column } = record.source;
      const place = `file=${property(file)},line=${line},col=${column}`;
      const title = property(`${record.rule} (${record.policy})`);
      out.write(
        `::${command(record)} ${place},title=${title}::${data(`${resourceText(record.resource)}: ${record.message}`)}\n`,
      );
    },
    end(result: ScanResult): void {
      for (const { file, line, column, message } of result.problems) {
        const place =
          line === undefined ? '' : `,line=${line}${column === undefined ? '' : `,col=${column}`}`;
        out.write(`::error file=${property(file)}${place},title=input error::${data(message)}\n`);
      }
      out.write(`${data(result.gate.reason)}\n`);
    },
  };
}

function command({ outcome, stage }: VerdictRecord): 'error' | 'warning' | 'notice' {
  if (outcome === 'error' || stage === 'enforce') return 'error';
  return stage === null ? 'notice' : 'warning';
}

/** Workflow commands end at a line break, and their properties at a comma or colon. */
function data(text: string): string {
  return printable(text.replaceAll('\r\n', '\n')).replaceAll('%', '%25').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
