import type { Issues } from './issue.ts';
import type { Source } from './source.ts';

export type TokenKind =
  | 'identifier'
  | 'escaped'
  | 'int'
  | 'uint'
  | 'float'
  | 'string'
  | 'bytes'
  | 'symbol'
  | 'end';

export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  readonly offset: number;
}

/** `in`, `true`, `false` and `null` are tokens of their own, never identifiers. */
const KEYWORDS = new Set(['in', 'true', 'false', 'null']);
const PAIRS = new Set(['==', '!=', '<=', '>=', '&&', '||']);
const SINGLES = new Set('<>[]{}().,-!?:+*/%');

/** The tokens of CEL.g4 (cel-go v0.26 parser/gen), longest match first. What fits no token is reported and left out. */
export function tokenize(source: Source, issues: Issues): Token[] {
  const tokens: Token[] = [];
  const points = source.codePoints;
  let at = 0;
  while (at < points.length) {
    const skipped = skipHidden(points, at);
    if (skipped > at) {
      at = skipped;
      continue;
    }
    const found = scan(source, at);
    if (found === null) {
      const end = endOfBadToken(points, at);
      issues.report(at, `Syntax error: token recognition error at: '${source.slice(at, end)}'`);
      at = end;
      continue;
    }
    tokens.push(found.token);
    at = found.end;
  }
  tokens.push({ kind: 'end', text: '<EOF>', offset: points.length });
  return tokens;
}

interface Scanned {
  readonly token: Token;
  readonly end: number;
}

function scan(source: Source, at: number): Scanned | null {
  const point = source.codePoints[at] as number;
  const take = (kind: TokenKind, end: number): Scanned => ({
    token: { kind, text: source.slice(at, end), offset: at },
    end,
  });
  const literal = stringEnd(source.codePoints, at);
  if (literal !== null) return take(literal.bytes ? 'bytes' : 'string', literal.end);
  if (isLetter(point) || point === UNDERSCORE) {
    const end = identifierEnd(source.codePoints, at);
    return take(KEYWORDS.has(source.slice(at, end)) ? 'symbol' : 'identifier', end);
  }
  const number = numberEnd(source.codePoints, at);
  if (number !== null) return take(number.kind, number.end);
  if (point === BACKTICK) {
    const end = escapedEnd(source.codePoints, at);
    return end === null ? null : take('escaped', end);
  }
  if (PAIRS.has(source.slice(at, at + 2))) return take('symbol', at + 2);
  return SINGLES.has(String.fromCodePoint(point)) ? take('symbol', at + 1) : null;
}

const NEWLINE = 0x0a;
const RETURN = 0x0d;
const SLASH = 0x2f;
const BACKSLASH = 0x5c;
const UNDERSCORE = 0x5f;
const BACKTICK = 0x60;
const DOT = 0x2e;
const DOUBLE_QUOTE = 0x22;
const SINGLE_QUOTE = 0x27;

function skipHidden(points: Uint32Array, start: number): number {
  let at = start;
  if (points[at] === SLASH && points[at + 1] === SLASH) {
    while (at < points.length && points[at] !== NEWLINE) at++;
    return at;
  }
  while (
    points[at] === 0x20 ||
    points[at] === 0x09 ||
    points[at] === RETURN ||
    points[at] === NEWLINE ||
    points[at] === 0x0c
  )
    at++;
  return at;
}

function identifierEnd(points: Uint32Array, start: number): number {
  let at = start;
  while (isWord(points[at])) at++;
  return at;
}

function escapedEnd(points: Uint32Array, start: number): number | null {
  let at = start + 1;
  while (
    isWord(points[at]) ||
    points[at] === DOT ||
    points[at] === 0x2d ||
    points[at] === SLASH ||
    points[at] === 0x20
  )
    at++;
  return points[at] === BACKTICK && at > start + 1 ? at + 1 : null;
}

function numberEnd(
  points: Uint32Array,
  start: number,
): { kind: 'int' | 'uint' | 'float'; end: number } | null {
  const digits = (from: number): number => {
    let at = from;
    while (isDigit(points[at])) at++;
    return at;
  };
  if (points[start] === 0x30 && points[start + 1] === 0x78 && isHex(points[start + 2])) {
    let at = start + 2;
    while (isHex(points[at])) at++;
    return isUnsignedMark(points[at]) ? { kind: 'uint', end: at + 1 } : { kind: 'int', end: at };
  }
  const whole = digits(start);
  let end = whole;
  let float = false;
  if (points[end] === DOT && isDigit(points[end + 1])) {
    end = digits(end + 1);
    float = true;
  }
  if (end === start) return null;
  const exponent = exponentEnd(points, end);
  if (exponent !== null) return { kind: 'float', end: digits(exponent) };
  if (float) return { kind: 'float', end };
  return isUnsignedMark(points[end]) ? { kind: 'uint', end: end + 1 } : { kind: 'int', end };
}

/** Where the digits of an exponent begin, or null when there is no exponent. */
function exponentEnd(points: Uint32Array, at: number): number | null {
  if (points[at] !== 0x65 && points[at] !== 0x45) return null;
  const sign = points[at + 1] === 0x2b || points[at + 1] === 0x2d ? 1 : 0;
  return isDigit(points[at + 1 + sign]) ? at + 1 + sign : null;
}

function stringEnd(points: Uint32Array, start: number): { bytes: boolean; end: number } | null {
  let at = start;
  const bytes = points[at] === 0x62 || points[at] === 0x42;
  if (bytes) at++;
  const raw = points[at] === 0x72 || points[at] === 0x52;
  if (raw) at++;
  const quote = points[at];
  if (quote !== DOUBLE_QUOTE && quote !== SINGLE_QUOTE) return null;
  if (points[at + 1] === quote && points[at + 2] === quote) {
    const end = quotedEnd(points, at + 3, quote, 3, raw);
    if (end !== null) return { bytes, end };
  }
  const end = quotedEnd(points, at + 1, quote, 1, raw);
  return end === null ? null : { bytes, end };
}

function quotedEnd(
  points: Uint32Array,
  start: number,
  quote: number,
  quotes: 1 | 3,
  raw: boolean,
): number | null {
  let at = start;
  while (at < points.length) {
    const point = points[at] as number;
    if (point === quote && (quotes === 1 || (points[at + 1] === quote && points[at + 2] === quote)))
      return at + quotes;
    if (quotes === 1 && (point === NEWLINE || point === RETURN)) return null;
    if (point === BACKSLASH && !raw) {
      const length = escapeLength(points, at);
      if (length === 0) return null;
      at += length;
    } else {
      at++;
    }
  }
  return null;
}

const SIMPLE_ESCAPES = new Set([...'abfnrtv"\'\\?`'].map((char) => char.codePointAt(0)));

/** The length of the escape sequence at `at`, backslash included; 0 when it is none. */
function escapeLength(points: Uint32Array, at: number): number {
  const mark = points[at + 1];
  if (SIMPLE_ESCAPES.has(mark)) return 2;
  const hexDigits = mark === 0x78 || mark === 0x58 ? 2 : mark === 0x75 ? 4 : mark === 0x55 ? 8 : 0;
  if (hexDigits > 0) {
    for (let i = 0; i < hexDigits; i++) if (!isHex(points[at + 2 + i])) return 0;
    return 2 + hexDigits;
  }
  const octal = (point: number | undefined, most: number): boolean =>
    point !== undefined && point >= 0x30 && point <= most;
  return octal(mark, 0x33) && octal(points[at + 2], 0x37) && octal(points[at + 3], 0x37) ? 4 : 0;
}

/** An unfinished string is one bad token up to the end of its line; anything else is one character. */
function endOfBadToken(points: Uint32Array, start: number): number {
  let at = start;
  const point = points[at];
  if (point === DOUBLE_QUOTE || point === SINGLE_QUOTE || point === BACKTICK) {
    while (at < points.length && points[at] !== NEWLINE && points[at] !== RETURN) at++;
  }
  return Math.max(at, start + 1);
}

function isDigit(point: number | undefined): boolean {
  return point !== undefined && point >= 0x30 && point <= 0x39;
}

function isHex(point: number | undefined): boolean {
  return (
    isDigit(point) ||
    (point !== undefined && ((point >= 0x61 && point <= 0x66) || (point >= 0x41 && point <= 0x46)))
  );
}

function isLetter(point: number | undefined): boolean {
  return point !== undefined && ((point >= 0x61 && point <= 0x7a) || (point >= 0x41 && point <= 0x5a));
}

function isWord(point: number | undefined): boolean {
  return isLetter(point) || isDigit(point) || point === UNDERSCORE;
}

function isUnsignedMark(point: number | undefined): boolean {
  return point === 0x75 || point === 0x55;
}
