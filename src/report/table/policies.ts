import type { VerdictRecord } from '../../record.ts';
import { resourceText } from '../report.ts';
import { count, oneLine, wrap } from '../terminal/layout.ts';
import type { Page } from './page.ts';

const resourcesShown = 3;

/** What the other engines' policies would say at audit or warn, and what could not be judged: a paragraph a rule. */
export function policiesSection({ problems, paint, width }: Page): string[] {
  const rules = new Map<string, VerdictRecord[]>();
  for (const record of problems) {
    if (record.engine === 'Portcullis' || (record.engine === 'PodSecurity' && record.outcome === 'fail'))
      continue;
    if (record.outcome === 'fail' && record.stage === 'enforce') continue;
    const key = JSON.stringify([record.engine, record.policy, record.rule, record.outcome]);
    const records = rules.get(key);
    if (records) records.push(record);
    else rules.set(key, [record]);
  }
  if (rules.size === 0) return [];
  const lines = [paint.bold('Policies that warn or audit')];
  for (const records of rules.values()) lines.push(...ruleLines(records, width, paint.dim));
  return lines;
}

function ruleLines(
  records: readonly VerdictRecord[],
  width: number,
  dim: (text: string) => string,
): string[] {
  const [first] = records;
  if (!first) return [];
  const rest = records.length - resourcesShown;
  const verb = first.outcome === 'error' ? 'cannot be judged for' : 'fails for';
  return [
    `  ${oneLine(`${first.policy}/${first.rule}`)} ${verb} ${count(records.length, 'resource')} ${dim(`(${first.engine})`)}`,
    ...wrap(oneLine(first.message), width, '    '),
    ...records
      .slice(0, resourcesShown)
      .map((r) => dim(`    ${oneLine(`${r.source.file}:${r.source.line} ${resourceText(r.resource)}`)}`)),
    ...(rest > 0 ? [`    … and ${rest} more`] : []),
  ];
}
