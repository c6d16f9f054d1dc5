import { hexValue, isBlank, isBlankOrEnd, isBreak } from './character.ts';
import { fold } from './scan-plain.ts';
import type { Scanner } from './scanner.ts';
import { TOKEN } from './token.ts';
import { syntaxError } from './yaml-error.ts';

/** A scalar in single or double quotes. Its lines may be indented as they like. */
export function scanQuoted(scanner: Scanner, quote: number): void {
  const { source } = scanner;
  const start = scanner.position++;
  const simpleEnd = endOfSimple(source, scanner.position, quote);
  if (simpleEnd >= 0) {
    scanner.position = simpleEnd + 1;
    const text = scanner.tokens.texts.push(source.slice(start + 1, simpleEnd)) - 1;
    scanner.tokens.push(TOKEN.quoted, start, scanner.position, text);
    return;
  }
  let value = '';
  for (;;) {
    if (scanner.atDocumentIndicator()) throw unclosed(start, 'a document separator');
    if (source.charCodeAt(scanner.position) === 0) throw unclosed(start, 'the end of the document');
    const escapedBreak = { seen: false };
    value += readWord(scanner, quote, start, escapedBreak);
    if (source.charCodeAt(scanner.position) === quote) break;
    value += readSpace(scanner, escapedBreak.seen);
  }
  scanner.position++;
  const text = scanner.tokens.texts.push(value) - 1;
  scanner.tokens.push(TOKEN.quoted, start, scanner.position, text);
}

/** Where the closing quote stands when the text is all on one line and has nothing to decode; else -1. */
function endOfSimple(source: string, from: number, quote: number): number {
  let position = from;
  for (;;) {
    const c = source.charCodeAt(position);
    if (c === quote) {
      return quote === 39 && source.charCodeAt(position + 1) === 39 ? -1 : position;
    }
    if (c === 0 || isBreak(c) || (c === 92 && quote === 34)) return -1;
    position++;
  }
}

/** Reads up to the next blank, break or closing quote. */
function readWord(scanner: Scanner, quote: number, start: number, escapedBreak: { seen: boolean }): string {
  const { source } = scanner;
  let word = '';
  let from = scanner.position;
  for (;;) {
    const c = source.charCodeAt(scanner.position);
    if (isBlankOrEnd(c)) break;
    if (c === 39 && quote === 39) {
      if (source.charCodeAt(scanner.position + 1) !== 39) break;
      word += source.slice(from, scanner.position + 1);
      scanner.position += 2;
      from = scanner.position;
    } else if (c === 34 && quote === 34) {
      break;
    } else if (c === 92 && quote === 34) {
      word += source.slice(from, scanner.position);
      scanner.position++;
      if (isBreak(source.charCodeAt(scanner.position))) {
        scanner.skipBreak();
        escapedBreak.seen = true;
        return word;
      }
      word += readEscape(scanner, start);
      from = scanner.position;
    } else {
      scanner.position++;
    }
  }
  return word + source.slice(from, scanner.position);
}

/** Blanks on one line stay as they are; around line breaks they go and the breaks are folded. */
function readSpace(scanner: Scanner, afterEscapedBreak: boolean): string {
  const { source } = scanner;
  const from = scanner.position;
  let breaks = '';
  let broken = afterEscapedBreak;
  for (;;) {
    const c = source.charCodeAt(scanner.position);
    if (isBlank(c)) {
      scanner.position++;
    } else if (isBreak(c)) {
      breaks += scanner.readBreak();
      broken = true;
    } else {
      break;
    }
  }
  if (!broken) return source.slice(from, scanner.position);
  return afterEscapedBreak ? breaks : fold(breaks);
}

const escapes = new Map<number, string>(
  Object.entries({
    '0': '\0',
    a: '\x07',
    b: '\b',
    t: '\t',
    '\t': '\t',
    n: '\n',
    v: '\v',
    f: '\f',
    r: '\r',
    e: '\x1b',
    ' ': ' ',
    '"': '"',
    "'": "'",
    '\\': '\\',
    N: '\x85',
    _: '\xa0',
    L: '\u2028',
    P: '\u2029',
  }).map(([name, text]) => [name.charCodeAt(0), text]),
);

const hexDigits = new Map<number, number>([
  [120, 2], // x
  [117, 4], // u
  [85, 8], // U
]);

/** Reads what follows a backslash. There is no `\/` here, although JSON has it. */
function readEscape(scanner: Scanner, start: number): string {
  const { source } = scanner;
  const c = source.charCodeAt(scanner.position);
  const simple = escapes.get(c);
  const digits = hexDigits.get(c);
  if (simple === undefined && digits === undefined) {
    throw syntaxError(
      `found the unknown escape ${JSON.stringify(`\\${source.charAt(scanner.position)}`)} in double quotes; write \\\\ for a backslash`,
      scanner.position - 1,
    );
  }
  scanner.position++;
  if (digits === undefined) return simple as string;
  let code = 0;
  for (let i = 0; i < digits; i++) {
    const digit = hexValue(source.charCodeAt(scanner.position++));
    if (digit < 0) throw syntaxError('expected hexadecimal digits after \\x, \\u or \\U', start);
    code = code * 16 + digit;
  }
  if ((code >= 0xd800 && code <= 0xdfff) || code > 0x10ffff) {
    throw syntaxError(
      `found an escape for U+${code.toString(16).toUpperCase()}, which is no character`,
      start,
    );
  }
  return String.fromCodePoint(code);
}

function unclosed(start: number, found: string): Error {
  return syntaxError(`expected a closing quote, found ${found}`, start);
}
