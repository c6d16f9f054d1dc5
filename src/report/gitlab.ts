import type { VerdictRecord } from '../record.ts';
import {
  isProblem,
  policyRuleText,
  type Report,
  type ReportContext,
  resourceText,
  type Sink,
} from './report.ts';

/** GitLab's Code Quality artefact. https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format */
export function gitlab(out: Sink, _context: ReportContext): Report {
  const issues: unknown[] = [];
  return {
    verdict(record: VerdictRecord): void {
      if (!isProblem(record)) return;
      issues.push({
        type: 'issue',
        check_name: policyRuleText(record),
        description: `${resourceText(record.resource)}: ${record.message}`,
        categories: ['Security'],
        fingerprint: record.id,
        severity: severities[record.severity ?? 'medium'],
        location: { path: record.source.file, lines: { begin: record.source.line } },
      });
    },
    end(): void {
      out.write(`${JSON.stringify(issues, null, 2)}\n`);
    },
  };
}

const severities = {
  info: 'info',
  low: 'minor',
  medium: 'major',
  high: 'critical',
  critical: 'blocker',
} as const;
