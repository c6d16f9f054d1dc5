import { RE2JS } from 're2js';
import { JMESPathError } from './error.ts';
import { linearRegExp } from './linear-regexp.ts';

/** Go's regexp package: RE2 syntax, linear time, its rules for empty matches and its replacement templates. */
export interface Regexp {
  /** Finds a match anywhere. */
  test(text: string): boolean;
  /** Each match is replaced by what `next` makes of its groups; null for a group that took no part. */
  replaceAll(text: string, next: (match: Match) => string): string;
}

export interface Match {
  group(which: number | string): string | null;
}

const cache = new Map<string, Regexp>();
const CACHED = 500;

/** Throws JMESPathError with Go's text. */
export function compileRegexp(pattern: string): Regexp {
  const known = cache.get(pattern);
  if (known !== undefined) return known;
  const regexp = build(pattern);
  if (cache.size >= CACHED) cache.clear();
  cache.set(pattern, regexp);
  return regexp;
}

function build(pattern: string): Regexp {
  const program = parse(pattern);
  const native = linearRegExp(pattern);
  return {
    test: native === null ? (text) => program.test(text) : (text) => native.test(text),
    replaceAll: (text, next) => replaceAll(program, text, next),
  };
}

function parse(pattern: string): RE2JS {
  try {
    return RE2JS.compile(pattern);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    // Go names the offending text even where it is empty.
    throw new JMESPathError(message.endsWith('at end of expression') ? `${message}: \`\`` : message);
  }
}

/** regexp.ReplaceAll: no replacement for an empty match right after another match. */
function replaceAll(program: RE2JS, text: string, next: (match: Match) => string): string {
  const matcher = program.matcher(text);
  const match: Match = { group: (which) => groupOf(matcher, which) };
  let result = '';
  let copied = 0;
  for (let from = 0; from <= text.length && matcher.find(from); ) {
    const [start, end] = [matcher.start(), matcher.end()];
    result += text.slice(copied, start);
    if (end > copied || start === 0) result += next(match);
    copied = end;
    from = end > from ? end : from + ((text.codePointAt(from) ?? 0) > 0xffff ? 2 : 1);
  }
  return result + text.slice(copied);
}

function groupOf(matcher: ReturnType<RE2JS['matcher']>, which: number | string): string | null {
  try {
    return matcher.group(which);
  } catch {
    return null;
  }
}

/** Go's Regexp.Expand: `$1`, `${1}`, `$name`, `${name}`, `$$`; a name is as long as it can be. */
export function expandTemplate(template: string, match: Match): string {
  return template.replace(/\$(?:(\$)|([0-9A-Za-z_]+)|\{([0-9A-Za-z_]+)\})/g, (_, dollar, bare, braced) => {
    if (dollar !== undefined) return '$';
    const name = String(bare ?? braced);
    return match.group(/^[0-9]+$/.test(name) ? Number(name) : name) ?? '';
  });
}
