import type { VerdictRecord } from '../../record.ts';
import { count, oneLine, wrap } from '../terminal/layout.ts';
import type { Page } from './page.ts';

const shown = 3;

/** What Portcullis itself says of namespaces as code and the like, at no stage: nothing here fails a gate. */
export function adviceSection({ problems, paint, width }: Page): string[] {
  const rules = new Map<string, VerdictRecord[]>();
  for (const record of problems) {
    if (record.engine !== 'Portcullis' || record.stage !== null) continue;
    const records = rules.get(record.rule);
    if (records) records.push(record);
    else rules.set(record.rule, [record]);
  }
  if (rules.size === 0) return [];
  const lines = [paint.bold('Recommended')];
  for (const [rule, records] of rules) {
    const [first] = records;
    if (!first) continue;
    const places = records.slice(0, shown).map((r) => oneLine(`${r.source.file}:${r.source.line}`));
    const rest = records.length - places.length;
    lines.push(
      ...wrap(`${rule}: ${oneLine(first.message)}`, width, '  '),
      ...wrap(
        `${places.join(', ')}${rest > 0 ? ` and ${count(rest, 'place')} more` : ''}`,
        width,
        '    ',
      ).map(paint.dim),
    );
  }
  return lines;
}
