import { stripVTControlCharacters } from 'node:util';

/** More than any message holds; what lies behind is not looked at. */
const most = 64 * 1024;

/** What was pasted, without what a terminal, a chat, a CI log or a ticket put around each line. */
export function pastedText(pasted: string): string {
  const text = stripVTControlCharacters(pasted.slice(0, most)).replace(/^\uFEFF/, '');
  const lines = text.replaceAll('\r\n', '\n').split('\n');
  return withoutMarks(lines.filter((line) => !/^\s*(?:```\w*|[╷╵]|##\[\w+\].*)\s*$/.test(line)))
    .map((line) => line.replace(stamp, ''))
    .join('\n')
    .trim();
}

/** The time that a CI service writes before each line. */
const stamp = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z? (?=\S)/;

/** A quotation mark or a frame before every line that says something. */
function withoutMarks(lines: readonly string[]): readonly string[] {
  for (const mark of [/^> ?/, /^[│|] ?/]) {
    const said = lines.filter((line) => line.trim() !== '');
    if (said.length > 0 && said.every((line) => mark.test(line)))
      return lines.map((line) => line.replace(mark, ''));
  }
  return lines;
}

/** Other ways to read a text in which nothing was found: with its escapes undone, its quotes straight, its lines joined. */
export function* otherReadings(text: string): Generator<string> {
  const straight = text
    .replaceAll(/[\u201C\u201D\u201E\u00AB\u00BB]/g, '"')
    .replaceAll(/[\u2018\u2019]/g, "'");
  const plain = straight.includes('\\"') ? unescaped(straight) : straight;
  if (plain !== text) yield plain;
  const lines = plain.split('\n');
  if (lines.length === 1) return;
  yield lines.map((line) => line.trim()).join(' ');
  yield lines.join('');
}

function unescaped(text: string): string {
  return text.replaceAll(/\\(["'\\nt])/g, (_, escaped: string) =>
    escaped === 'n' ? '\n' : escaped === 't' ? '\t' : escaped,
  );
}
