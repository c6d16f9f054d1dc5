export type TextMatcher = (text: string) => boolean;

/**
 * Kyverno's wildcards: `*` is any text, `?` exactly one character, nothing else is special, and an empty pattern
 * matches only empty text.
 */
export function compileWildcard(pattern: string): TextMatcher {
  if (!hasWildcard(pattern)) return (text) => text === pattern;
  if (/^\*+$/.test(pattern)) return () => true;
  if (pattern.includes('?') || pattern.indexOf('*') !== pattern.lastIndexOf('*')) {
    return (text) => matchWildcard(pattern, text);
  }
  const star = pattern.indexOf('*');
  const [prefix, suffix] = [pattern.slice(0, star), pattern.slice(star + 1)];
  return (text) =>
    text.length >= prefix.length + suffix.length && text.startsWith(prefix) && text.endsWith(suffix);
}

/** One match of a pattern that is not known beforehand. At most one step per pair of characters. */
export function matchWildcard(pattern: string, text: string): boolean {
  let at = 0;
  let from = 0;
  let star = -1;
  let resume = 0;
  while (from < text.length) {
    const wanted = pattern[at];
    if (wanted === '*') {
      star = at++;
      resume = from;
    } else if (wanted === '?') {
      at++;
      from += widthAt(text, from);
    } else if (wanted !== undefined && wanted === text[from]) {
      at++;
      from++;
    } else if (star >= 0) {
      resume += widthAt(text, resume);
      from = resume;
      at = star + 1;
    } else {
      return false;
    }
  }
  while (pattern[at] === '*') at++;
  return at === pattern.length;
}

export function hasWildcard(text: string): boolean {
  return text.includes('*') || text.includes('?');
}

/** `?` counts characters, not UTF-16 units. */
function widthAt(text: string, at: number): number {
  return (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
}
