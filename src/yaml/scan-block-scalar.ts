import { isBlank, isBreak, isBreakOrEnd, isDigit } from './character.ts';
import type { Scanner } from './scanner.ts';
import { TOKEN } from './token.ts';
import { syntaxError } from './yaml-error.ts';

/** A text after `|` or `>`, with how its last line break is treated and how deep it is indented. */
export function scanBlockScalar(scanner: Scanner, literal: boolean): void {
  const { source } = scanner;
  const start = scanner.position++;
  const header = readHeader(scanner, start);
  const headerEnd = scanner.position;
  scanner.skipRestOfLine(start, `the "${literal ? '|' : '>'}" of a block text`);
  const lines: Lines = {
    indent: header.increment === 0 ? 0 : Math.max(scanner.indent, 0) + header.increment,
    breaks: '',
  };
  readIndentation(scanner, lines, start);
  let value = '';
  let end = headerEnd;
  let lastBreak = '';
  let lastBeganBlank = false;
  while (scanner.column === lines.indent && source.charCodeAt(scanner.position) !== 0) {
    const beginsBlank = isBlank(source.charCodeAt(scanner.position));
    if (literal || lastBeganBlank || beginsBlank || !lastBreak.startsWith('\n')) value += lastBreak;
    else if (lines.breaks === '') value += ' ';
    value += lines.breaks;
    lines.breaks = '';
    lastBeganBlank = beginsBlank;
    const from = scanner.position;
    while (!isBreakOrEnd(source.charCodeAt(scanner.position))) scanner.position++;
    value += source.slice(from, scanner.position);
    end = scanner.position;
    lastBreak = isBreak(source.charCodeAt(scanner.position)) ? scanner.readBreak() : '';
    readIndentation(scanner, lines, start);
  }
  if (header.chomp !== 'strip') value += lastBreak;
  if (header.chomp === 'keep') value += lines.breaks;
  const text = scanner.tokens.texts.push(value) - 1;
  scanner.tokens.push(TOKEN.quoted, start, end, text);
}

interface Lines {
  /** The column of the text; 0 until the first line that is not empty shows it. */
  indent: number;
  /** Line breaks that no text has followed yet. */
  breaks: string;
}

interface Header {
  chomp: 'clip' | 'strip' | 'keep';
  increment: number;
}

function readHeader(scanner: Scanner, start: number): Header {
  const header: Header = { chomp: 'clip', increment: 0 };
  if (readChomp(scanner, header)) readIncrement(scanner, header, start);
  else if (readIncrement(scanner, header, start)) readChomp(scanner, header);
  return header;
}

function readChomp(scanner: Scanner, header: Header): boolean {
  const c = scanner.source.charCodeAt(scanner.position);
  if (c !== 43 && c !== 45) return false;
  header.chomp = c === 43 ? 'keep' : 'strip';
  scanner.position++;
  return true;
}

function readIncrement(scanner: Scanner, header: Header, start: number): boolean {
  const c = scanner.source.charCodeAt(scanner.position);
  if (!isDigit(c)) return false;
  if (c === 48) throw syntaxError('found an indentation of 0 for a block text; it must be 1 to 9', start);
  header.increment = c - 48;
  scanner.position++;
  return true;
}

/** Steps over the empty lines and the indentation before the next line of text. */
function readIndentation(scanner: Scanner, lines: Lines, start: number): void {
  const { source } = scanner;
  let deepest = 0;
  for (;;) {
    while (
      (lines.indent === 0 || scanner.column < lines.indent) &&
      source.charCodeAt(scanner.position) === 32
    ) {
      scanner.position++;
    }
    deepest = Math.max(deepest, scanner.column);
    const c = source.charCodeAt(scanner.position);
    if (c === 9 && (lines.indent === 0 || scanner.column < lines.indent)) {
      throw syntaxError('found a tab in the indentation of a block text; use spaces', start);
    }
    if (!isBreak(c)) break;
    lines.breaks += scanner.readBreak();
  }
  if (lines.indent === 0) lines.indent = Math.max(deepest, scanner.indent + 1, 1);
}
