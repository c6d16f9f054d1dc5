import type { VerdictRecord } from '../../record.ts';
import { policyRuleText, resourceText } from '../report.ts';
import type { Sample } from '../sample.ts';
import { count, oneLine, thousands, wrap } from '../terminal/layout.ts';
import type { Page } from './page.ts';

/** What policies say short of enforcing it, and what could not be judged: a paragraph a rule. */
export function policiesSection({ policies, paint, width }: Page): string[] {
  if (policies.length === 0) return [];
  return [
    paint.bold('Policies that warn or audit'),
    ...policies.flatMap((sample) => ruleLines(sample, width, paint.dim)),
  ];
}

function ruleLines(
  { shown, count: all, rest }: Sample<VerdictRecord>,
  width: number,
  dim: (text: string) => string,
): string[] {
  const [first] = shown;
  if (!first) return [];
  const verb = first.outcome === 'error' ? 'cannot be judged for' : 'fails for';
  return [
    `  ${oneLine(policyRuleText(first))} ${verb} ${count(all, 'resource')} ${dim(`(${first.engine})`)}`,
    ...wrap(oneLine(first.message), width, '    '),
    ...shown.map((r) =>
      dim(`    ${oneLine(`${r.source.file}:${r.source.line} ${resourceText(r.resource)}`)}`),
    ),
    ...(rest > 0 ? [`    … and ${thousands(rest)} more`] : []),
  ];
}
