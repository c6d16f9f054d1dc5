/** A variable as it stands in a text: `{{ … }}`, with the character before it when there is one. */
export interface Found {
  /** Where the match begins: at the character before the braces, or at the braces at the start of the text. */
  readonly from: number;
  readonly to: number;
  /** '' at the start of the text, else the character before the braces. */
  readonly prefix: string;
  /** From the opening to the closing braces. */
  readonly text: string;
}

/**
 * The variables of a text, as upstream's expression `(^|[^\\])(\{\{(?:\{[^{}]*\}|[^{}])*\}\})` finds them one after the
 * other: braces may nest once, a backslash before them hides them, and the one character before them belongs to the
 * match (kyverno v1.19 pkg/engine/variables/regex/vars.go). Written out because it must stay linear.
 */
export function findVariables(text: string): Found[] {
  const found: Found[] = [];
  if (!text.includes('{{')) return found;
  let at = 0;
  while (at < text.length) {
    const one = matchAt(text, at);
    if (one === null) {
      at++;
    } else {
      found.push(one);
      at = one.to;
    }
  }
  return found;
}

function matchAt(text: string, at: number): Found | null {
  if (at === 0) {
    const end = closing(text, 0);
    if (end > 0) return { from: 0, to: end, prefix: '', text: text.slice(0, end) };
  }
  if (text[at] === '\\') return null;
  const width = (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
  const start = at + width;
  const end = closing(text, start);
  return end > 0 ? { from: at, to: end, prefix: text.slice(at, start), text: text.slice(start, end) } : null;
}

/** Where the variable that opens at `at` ends, or 0. */
function closing(text: string, at: number): number {
  if (text[at] !== '{' || text[at + 1] !== '{') return 0;
  let next = at + 2;
  while (next < text.length) {
    const char = text[next];
    if (char === '{') {
      const inner = innerEnd(text, next);
      if (inner === 0) return 0;
      next = inner;
    } else if (char === '}') {
      return text[next + 1] === '}' ? next + 2 : 0;
    } else {
      next++;
    }
  }
  return 0;
}

/** The end of `{…}` without further braces. */
function innerEnd(text: string, at: number): number {
  for (let next = at + 1; next < text.length; next++) {
    if (text[next] === '{') return 0;
    if (text[next] === '}') return next + 1;
  }
  return 0;
}

/** The expression between the braces, and whether it is the shallow form `{{- x }}`. */
export function expressionOf(variable: string): { readonly expression: string; readonly shallow: boolean } {
  const inner = variable.replaceAll('{{', '').replaceAll('}}', '').trim();
  return inner.startsWith('-')
    ? { expression: inner.slice(1).trim(), shallow: true }
    : { expression: inner, shallow: false };
}
