/**
 * Go's `%q`: double quotes, short escapes, and an escape for whatever `unicode.IsPrint` denies. Lone surrogates, which
 * no Go string read from JSON can hold, count as U+FFFD.
 */
export function goQuote(text: string): string {
  return plain.test(text) ? `"${text}"` : `"${Array.from(text, (rune) => escapeRune(rune, '"')).join('')}"`;
}

/** Go's `%q` of a single rune: `'a'`. */
export function goQuoteRune(rune: string): string {
  return `'${escapeRune(rune, "'")}'`;
}

const plain = /^[ !#-[\]-~]*$/;
/** Letters, marks, numbers, punctuation, symbols and the ASCII space. */
const printable = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u;

const short: Readonly<Record<string, string>> = {
  '\x07': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '\\': '\\\\',
};

function escapeRune(rune: string, quote: string): string {
  if (rune === quote) return `\\${quote}`;
  const escaped = short[rune];
  if (escaped !== undefined) return escaped;
  if (printable.test(rune)) return rune;
  const point = rune.codePointAt(0) ?? 0;
  if (point >= 0xd800 && point < 0xe000) return '\ufffd';
  if (point < 0x80) return `\\x${hex(point, 2)}`;
  return point < 0x10000 ? `\\u${hex(point, 4)}` : `\\U${hex(point, 8)}`;
}

function hex(point: number, width: number): string {
  return point.toString(16).padStart(width, '0');
}
