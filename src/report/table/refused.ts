import type { VerdictRecord } from '../../record.ts';
import { resourceText } from '../report.ts';
import { count, oneLine, wrap } from '../terminal/layout.ts';
import type { Page } from './page.ts';

const shown = 20;

/** What the cluster would refuse today, whatever engine refuses it. */
export function refusedSection({ problems, paint, width }: Page): string[] {
  const refused = problems.filter((record) => record.outcome === 'fail' && record.stage === 'enforce');
  if (refused.length === 0) return [];
  const lines = [paint.bold(paint.bad(`Refused today: ${count(refused.length, 'verdict')}`))];
  for (const record of refused.slice(0, shown)) lines.push(...refusedLines(record, width, paint.dim));
  if (refused.length > shown)
    lines.push(`  … and ${refused.length - shown} more: --output jsonl lists them all.`);
  const behind = refused.some((record) => record.engine === 'PodSecurity' && record.resource.kind !== 'Pod');
  if (behind && !refused.some((record) => record.engine === 'Portcullis')) {
    lines.push(
      ...wrap(
        'Pod Security refuses pods, not their owners: the apply succeeds, and the refusal is an event of the ReplicaSet or Job.',
        width,
        '  ',
      ),
    );
  }
  return lines;
}

function refusedLines(record: VerdictRecord, width: number, dim: (text: string) => string): string[] {
  const { file, line } = record.source;
  return [
    `  ${oneLine(`${file}:${line}`)} ${oneLine(resourceText(record.resource))}`,
    ...wrap(oneLine(`${record.policy}: ${record.message}`), width, '    '),
    ...(record.fields.length === 0 ? [] : wrap(oneLine(record.fields.join(', ')), width, '    ').map(dim)),
  ];
}
