import type { VerdictRecord } from '../../record.ts';
import { resourceText } from '../report.ts';
import { count, oneLine, thousands, wrap } from '../terminal/layout.ts';
import type { Page } from './page.ts';

/** What the cluster would refuse today, or at the level that was named, whatever engine refuses it. */
export function refusedSection({ result, refused, paint, width }: Page): string[] {
  if (refused.count === 0) return [];
  const when =
    result.level === null ? 'Refused today' : `Refused at ${result.level.level}@${result.level.version}`;
  const lines = [paint.bold(paint.bad(`${when}: ${count(refused.count, 'verdict')}`))];
  for (const record of refused.shown) lines.push(...refusedLines(record, width, paint.dim));
  if (refused.rest > 0) lines.push(`  … and ${thousands(refused.rest)} more: --output jsonl lists them all.`);
  if (refused.shown.some(({ engine, resource }) => engine === 'PodSecurity' && resource.kind !== 'Pod')) {
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
