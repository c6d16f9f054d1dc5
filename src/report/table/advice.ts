import { count, oneLine, wrap } from '../terminal/layout.ts';
import type { Page } from './page.ts';

/** What Portcullis itself says of namespaces as code and the like, at no stage: nothing here fails a gate. */
export function adviceSection({ advice, paint, width }: Page): string[] {
  if (advice.length === 0) return [];
  const lines = [paint.bold('Recommended')];
  for (const { shown, rest } of advice) {
    const [first] = shown;
    if (!first) continue;
    const places = shown.map(({ source }) => oneLine(`${source.file}:${source.line}`)).join(', ');
    lines.push(
      ...wrap(`${first.rule}: ${oneLine(first.message)}`, width, '  '),
      ...wrap(`${places}${rest > 0 ? ` and ${count(rest, 'place')} more` : ''}`, width, '    ').map(
        paint.dim,
      ),
    );
  }
  return lines;
}
