import { count, oneLine, wrap } from '../terminal/layout.ts';
import type { Page } from './page.ts';

/** What could not be read, and what nothing here judges: never left out in silence. */
export function inputSection({ result, paint, width }: Page): string[] {
  const lines: string[] = [];
  if (result.problems.length > 0) {
    lines.push(paint.bold(paint.bad(`Could not be read: ${count(result.problems.length, 'problem')}`)));
    for (const { file, line, column, message } of result.problems) {
      const place = [file, line, column].filter((part) => part !== undefined).join(':');
      lines.push(...wrap(oneLine(`${place}: ${message}`), width, '  '));
    }
  }
  for (const notice of result.notices) lines.push(...wrap(oneLine(notice), width));
  if (result.unknownKinds.size > 0) {
    const kinds = [...result.unknownKinds].map(([kind, n]) => `${kind} (${n})`).join(', ');
    lines.push(
      ...wrap(oneLine(`Not judged, since these kinds are not known to hold pods: ${kinds}.`), width),
    );
  }
  return lines;
}
