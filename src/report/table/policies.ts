import type { VerdictRecord } from '../../record.ts';
import { policyRuleText, resourceText } from '../report.ts';
import type { Sample } from '../sample.ts';
import { count, oneLine, thousands, wrap } from '../terminal/layout.ts';
import type { Page } from './page.ts';

/** What policies say short of enforcing it, and what could not be judged: a paragraph a rule. */
export function policiesSection({ policies, paint, width }: Page): string[] {
  const open = policies.filter(({ shown: [first] }) => first?.outcome === 'error');
  const said = policies.filter((sample) => !open.includes(sample));
  const section = (title: string, samples: Page['policies']): string[] =>
    samples.length === 0
      ? []
      : [paint.bold(title), ...samples.flatMap((sample) => ruleLines(sample, width, paint.dim))];
  const parts = [section('Could not be judged', open), section('Policies that warn or audit', said)];
  return parts
    .filter((lines) => lines.length > 0)
    .flatMap((lines, index) => (index === 0 ? lines : ['', ...lines]));
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
