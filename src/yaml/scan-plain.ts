import { isBlank, isBlankOrEnd, isBreak } from './character.ts';
import type { Scanner } from './scanner.ts';
import { TOKEN } from './token.ts';
import { syntaxError } from './yaml-error.ts';

/** A scalar without quotes, which may go on over lines that are indented deeper than its collection. */
export function scanPlain(scanner: Scanner): void {
  const { source, indent } = scanner;
  const inFlow = scanner.flowLevel > 0;
  const start = scanner.position;
  let end = start;
  let folded: string | null = null;
  let partStart = start;
  let breaks = '';
  for (;;) {
    if (scanner.atDocumentIndicator() || source.charCodeAt(scanner.position) === 35) break;
    const wordEnd = endOfWord(source, scanner.position, inFlow);
    if (wordEnd > scanner.position) {
      if (breaks !== '') {
        folded = (folded ?? '') + source.slice(partStart, end) + fold(breaks);
        partStart = scanner.position;
        breaks = '';
      }
      scanner.position = end = wordEnd;
    }
    const c = source.charCodeAt(wordEnd);
    if (!isBlank(c) && !isBreak(c)) break;
    breaks += skipSpace(scanner, breaks !== '', start);
    if (!inFlow && scanner.column <= indent) break;
  }
  if (breaks !== '') scanner.simpleKeyAllowed = true;
  if (folded === null) {
    scanner.tokens.push(TOKEN.plain, start, end, -1);
  } else {
    const text = scanner.tokens.texts.push(folded + source.slice(partStart, end)) - 1;
    scanner.tokens.push(TOKEN.plain, start, end, text);
  }
}

/** The first of several line breaks joins lines by a space or, being U+2028 or U+2029, stays; the others stay. */
export function fold(breaks: string): string {
  if (breaks.charCodeAt(0) !== 10) return breaks;
  return breaks.length === 1 ? ' ' : breaks.slice(1);
}

function endOfWord(source: string, from: number, inFlow: boolean): number {
  let position = from;
  for (;;) {
    const c = source.charCodeAt(position);
    if (c <= 32 || c >= 0x85) {
      if (isBlankOrEnd(c)) return position;
    } else if (c === 58) {
      if (isBlankOrEnd(source.charCodeAt(position + 1))) return position;
    } else if (inFlow && (c === 44 || c === 63 || c === 91 || c === 93 || c === 123 || c === 125)) {
      return position;
    }
    position++;
  }
}

/** Steps over blanks and line breaks, and gives the breaks. */
function skipSpace(scanner: Scanner, afterBreak: boolean, start: number): string {
  const { source } = scanner;
  let breaks = '';
  for (;;) {
    const c = source.charCodeAt(scanner.position);
    if (isBlank(c)) {
      if (c === 9 && (afterBreak || breaks !== '') && scanner.column <= scanner.indent) {
        throw syntaxError('found a tab in the indentation of a text that goes on over several lines', start);
      }
      scanner.position++;
    } else if (isBreak(c)) {
      breaks += scanner.readBreak();
    } else {
      return breaks;
    }
  }
}
