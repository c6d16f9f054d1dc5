import { goQuoteRune } from '../../kube/go-quote.ts';
import { JMESPathError } from './error.ts';
import { decodeJson } from './go-json.ts';
import type { Token, TokenType } from './token.ts';

const single: Readonly<Record<string, TokenType>> = {
  '.': 'tDot',
  '*': 'tStar',
  ',': 'tComma',
  ':': 'tColon',
  '{': 'tLbrace',
  '}': 'tRbrace',
  ']': 'tRbracket',
  '(': 'tLparen',
  ')': 'tRparen',
  '@': 'tCurrent',
};

/** A character that may stand alone or be followed by a second one: [second, type of both, type alone]. */
const double: Readonly<Record<string, readonly [string, TokenType, TokenType]>> = {
  '|': ['|', 'tOr', 'tPipe'],
  '<': ['=', 'tLTE', 'tLT'],
  '>': ['=', 'tGTE', 'tGT'],
  '!': ['=', 'tNE', 'tNot'],
  '=': ['=', 'tEQ', 'tUnknown'],
  '&': ['&', 'tAnd', 'tExpref'],
};

const identifier = /[A-Za-z_][A-Za-z0-9_]*/y;
const number = /[-0-9][0-9]*/y;

/** Splits an expression into tokens; the last one is `tEOF`. */
export function tokenize(expression: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < expression.length) {
    const char = expression.charAt(at);
    if (char === ' ' || char === '\t' || char === '\n' || char === '\r') {
      at++;
      continue;
    }
    const [token, next] = readToken(expression, at, char);
    tokens.push(token);
    at = next;
  }
  tokens.push({ type: 'tEOF', value: '', offset: expression.length });
  return tokens;
}

function readToken(expression: string, at: number, char: string): [Token, number] {
  const word = match(identifier, expression, at);
  if (word !== null) return [{ type: 'tUnquotedIdentifier', value: word, offset: at }, at + word.length];
  const digits = match(number, expression, at);
  if (digits !== null) return [{ type: 'tNumber', value: digits, offset: at }, at + digits.length];
  const simple = Object.hasOwn(single, char) ? single[char] : undefined;
  if (simple !== undefined) return [{ type: simple, value: char, offset: at }, at + 1];
  const pair = Object.hasOwn(double, char) ? double[char] : undefined;
  if (pair !== undefined) {
    const [second, both, alone] = pair;
    const doubled = expression.charAt(at + 1) === second;
    return [{ type: doubled ? both : alone, value: char, offset: at }, at + (doubled ? 2 : 1)];
  }
  switch (char) {
    case '[':
      return readBracket(expression, at);
    case '"':
      return readQuoted(expression, at);
    case "'":
      return readRawString(expression, at);
    case '`':
      return readLiteral(expression, at);
    default:
      throw new JMESPathError(
        `SyntaxError: Unknown char: ${quoteToAscii(expression.codePointAt(at) ?? 0)}`,
        expression,
        at,
      );
  }
}

function quoteToAscii(rune: number): string {
  if (rune < 0x80) return goQuoteRune(String.fromCodePoint(rune));
  const hex = rune.toString(16);
  return rune < 0x10000 ? `'\\u${hex.padStart(4, '0')}'` : `'\\U${hex.padStart(8, '0')}'`;
}

function match(pattern: RegExp, text: string, at: number): string | null {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? null;
}

function readBracket(expression: string, at: number): [Token, number] {
  const next = expression.charAt(at + 1);
  if (next === '?') return [{ type: 'tFilter', value: '[?', offset: at }, at + 2];
  if (next === ']') return [{ type: 'tFlatten', value: '[]', offset: at }, at + 2];
  return [{ type: 'tLbracket', value: '[', offset: at }, at + 1];
}

/** The index of the closing delimiter; a backslash hides the character after it. */
function findEnd(expression: string, from: number, delimiter: string): number {
  for (let at = from; at < expression.length; at++) {
    const char = expression.charAt(at);
    if (char === '\\') at++;
    else if (char === delimiter) return at;
  }
  throw unclosed(expression, delimiter);
}

function unclosed(expression: string, delimiter: string): JMESPathError {
  return new JMESPathError(`SyntaxError: Unclosed delimiter: ${delimiter}`, expression, expression.length);
}

function readQuoted(expression: string, at: number): [Token, number] {
  const end = findEnd(expression, at + 1, '"');
  const value = decodeJson(expression.slice(at, end + 1), (message) => {
    throw new JMESPathError(message, expression, at);
  });
  return [{ type: 'tQuotedIdentifier', value: value as string, offset: at }, end + 1];
}

/** In a raw string only `\'` is an escape, and the backslash before it is never itself escaped. */
function readRawString(expression: string, at: number): [Token, number] {
  let value = '';
  for (let next = at + 1; next < expression.length; next++) {
    const char = expression.charAt(next);
    if (char === "'") return [{ type: 'tStringLiteral', value, offset: at }, next + 1];
    if (char === '\\' && expression.charAt(next + 1) === "'") {
      value += "'";
      next++;
    } else {
      value += char;
    }
  }
  throw unclosed(expression, "'");
}

function readLiteral(expression: string, at: number): [Token, number] {
  const end = findEnd(expression, at + 1, '`');
  const value = expression.slice(at + 1, end).replaceAll('\\`', '`');
  return [{ type: 'tJSONLiteral', value, offset: at }, end + 1];
}
