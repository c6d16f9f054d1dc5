import type { VerdictRecord } from '../../record.ts';
import type { ScanResult } from '../../scan/result.ts';
import type { Report, ReportContext, Sink } from '../report.ts';
import { paint } from '../terminal/paint.ts';
import { adviceSection } from './advice.ts';
import { blockersSection } from './blockers.ts';
import { headSection } from './head.ts';
import { inputSection } from './input.ts';
import { namespacesSection } from './namespaces.ts';
import { nextSection } from './next.ts';
import type { Page } from './page.ts';
import { policiesSection } from './policies.ts';
import { refusedSection } from './refused.ts';

/**
 * What a person reads: how far each namespace can go, what keeps it from the next level and which line mends it, what
 * the cluster would refuse today, and the next safe step.
 */
export function table(out: Sink, context: ReportContext): Report {
  const problems: VerdictRecord[] = [];
  return {
    verdict(record: VerdictRecord): void {
      // Readiness has Pod Security's own; only what a stage asks for, or another engine says, is listed by itself.
      if (record.outcome !== 'fail' && record.outcome !== 'error') return;
      if (record.stage !== null || record.engine !== 'PodSecurity' || record.outcome === 'error')
        problems.push(record);
    },
    end(result: ScanResult): void {
      const page: Page = { result, problems, width: context.columns, paint: paint(context.colour) };
      const sections = [
        headSection,
        namespacesSection,
        refusedSection,
        policiesSection,
        blockersSection,
        nextSection,
        adviceSection,
        inputSection,
      ]
        .map((section) => section(page))
        .filter((lines) => lines.length > 0);
      const { good, bad } = page.paint;
      const last = result.gate.exitCode === 0 ? good(result.gate.reason) : bad(result.gate.reason);
      out.write(`${[...sections, [last]].map((lines) => lines.join('\n')).join('\n\n')}\n`);
    },
  };
}
