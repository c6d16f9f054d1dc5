import type { VerdictRecord } from '../../record.ts';
import type { ScanResult } from '../../scan/result.ts';
import { isProblem, type Report, type ReportContext, type Sink } from '../report.ts';
import { Sample, Samples } from '../sample.ts';
import { wrap } from '../terminal/layout.ts';
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
 * the cluster would refuse today, and the next safe step. Keeps only what it will show, whatever the size of the input.
 */
export function table(out: Sink, context: ReportContext): Report {
  const refused = new Sample<VerdictRecord>(20);
  const policies = new Samples<VerdictRecord>(3);
  const advice = new Samples<VerdictRecord>(3);
  return {
    verdict(record: VerdictRecord): void {
      if (!isProblem(record)) return;
      const { engine, policy, rule, outcome, stage } = record;
      if (outcome === 'fail' && stage === 'enforce') refused.add(record);
      else if (engine === 'Portcullis') advice.add(rule, record);
      // What Pod Security says of a fail that is not enforced is in the sections about namespaces.
      else if (engine !== 'PodSecurity' || outcome === 'error') {
        policies.add(JSON.stringify([engine, policy, rule, outcome]), record);
      }
    },
    end(result: ScanResult): void {
      const page: Page = {
        result,
        refused,
        policies: [...policies.byKey.values()],
        advice: [...advice.byKey.values()],
        width: context.columns,
        paint: paint(context.colour),
      };
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
      const last = wrap(result.gate.reason, page.width).map(result.gate.exitCode === 0 ? good : bad);
      out.write(`${[...sections, last].map((lines) => lines.join('\n')).join('\n\n')}\n`);
    },
  };
}
