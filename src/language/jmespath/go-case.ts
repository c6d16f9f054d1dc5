/**
 * Go's strings.ToUpper, ToLower and EqualFold: one character to one character, by Unicode's simple mappings, where
 * JavaScript maps whole texts and may lengthen them.
 */
export function toUpper(text: string): string {
  return ascii.test(text) ? text.toUpperCase() : mapChars(text, upperChar);
}

export function toLower(text: string): string {
  return ascii.test(text) ? text.toLowerCase() : mapChars(text, lowerChar);
}

export function equalFold(a: string, b: string): boolean {
  if (ascii.test(a) && ascii.test(b)) return a.toLowerCase() === b.toLowerCase();
  const [left, right] = [Array.from(a), Array.from(b)];
  return left.length === right.length && left.every((char, i) => sameFold(char, right[i] ?? ''));
}

const ascii = /^[^\u0080-\u{10ffff}]*$/u;

function mapChars(text: string, map: (char: string) => string): string {
  let mapped = '';
  for (const char of text) mapped += map(char);
  return mapped;
}

function upperChar(char: string): string {
  const upper = char.toUpperCase();
  return Array.from(upper).length === 1 ? upper : (simpleUpper(char.codePointAt(0) ?? 0) ?? char);
}

/** Greek letters with an iota subscript: the full mapping writes the iota out, the simple one keeps it below. */
function simpleUpper(code: number): string | null {
  if (code >= 0x1f80 && code <= 0x1faf) return String.fromCodePoint(code | 8);
  return code === 0x1fb3 || code === 0x1fc3 || code === 0x1ff3 ? String.fromCodePoint(code + 9) : null;
}

function lowerChar(char: string): string {
  return char === '\u0130' ? 'i' : char.toLowerCase();
}

/** A regular expression with both flags folds by the simple case foldings, as Go does. */
function sameFold(a: string, b: string): boolean {
  if (a === b) return true;
  const code = (a.codePointAt(0) ?? 0).toString(16);
  return new RegExp(`^\\u{${code}}$`, 'iu').test(b);
}
