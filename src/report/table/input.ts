import type { ScanNotice } from '../../scan/result.ts';
import { type Sample, Samples } from '../sample.ts';
import { count, oneLine, wrap } from '../terminal/layout.ts';
import type { Page } from './page.ts';

/** More than this is a list nobody reads; `--output json` holds everything. */
const problemsShown = 10;
const kindsShown = 6;

/** What could not be read, and what nothing here judges: never left out in silence. */
export function inputSection({ result, paint, width }: Page): string[] {
  const lines: string[] = [];
  if (result.problems.length > 0) {
    lines.push(paint.bold(paint.bad(`Could not be read: ${count(result.problems.length, 'problem')}`)));
    for (const { file, line, column, message } of result.problems.slice(0, problemsShown)) {
      const place = [file, line, column].filter((part) => part !== undefined).join(':');
      lines.push(...wrap(oneLine(`${place}: ${message}`), width, '  '));
    }
    lines.push(...more(result.problems.length - problemsShown, 'problem'));
  }
  const notices = new Samples<ScanNotice>(1);
  for (const notice of result.notices) notices.add(notice.code, notice);
  for (const sample of notices.byKey.values()) lines.push(...wrap(noticeText(sample), width));
  if (result.unknownKinds.size > 0) {
    const rest = result.unknownKinds.size - kindsShown;
    const kinds = [...result.unknownKinds]
      .sort(([, a], [, b]) => b - a)
      .slice(0, kindsShown)
      .map(([kind, n]) => `${kind} (${n})`)
      .concat(rest > 0 ? [`and ${count(rest, 'kind')} more`] : [])
      .join(', ');
    lines.push(
      ...wrap(oneLine(`Not judged, since these kinds are not known to hold pods: ${kinds}.`), width),
    );
  }
  return lines;
}

function more(rest: number, noun: string): string[] {
  return rest > 0 ? [`  … and ${count(rest, noun)} more: --output json lists them all.`] : [];
}

/** Notices of one kind are one line: the first, and how many more there are. */
function noticeText({ shown: [notice], rest }: Sample<ScanNotice>): string {
  if (notice === undefined) return '';
  const { file, message } = notice;
  const others = rest > 0 ? ` (and ${count(rest, file === '' ? 'notice' : 'file')} more like it)` : '';
  return oneLine(`${file === '' ? '' : `${file}: `}${message}${others}`);
}
