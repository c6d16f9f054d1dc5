import { RE2JS } from 're2js';
import { CelError } from './error.ts';
import { nativeRegex } from './native-regex.ts';

const MOST_CACHED = 500;
const compiled = new Map<string, RE2JS | CelError>();

/** The RE2 program of a pattern, or Go's error: `error parsing regexp: missing closing ): …`. Kept for the next time. */
export function compileRegex(pattern: string): RE2JS | CelError {
  const known = compiled.get(pattern);
  if (known !== undefined) return known;
  if (compiled.size >= MOST_CACHED) compiled.clear();
  const made = tryCompile(pattern);
  compiled.set(pattern, made);
  return made;
}

function tryCompile(pattern: string): RE2JS | CelError {
  try {
    return RE2JS.compile(pattern);
  } catch (error) {
    return new CelError(goText(error instanceof Error ? error.message : String(error)));
  }
}

/** Go names the faulty part always, even where it is nothing. */
function goText(message: string): string {
  return message.endsWith('trailing backslash at end of expression') ? `${message}: \`\`` : message;
}

/** Whether a pattern matches anywhere in a text. */
export type RegexTest = (text: string) => boolean;

const tests = new Map<string, RegexTest | CelError>();

/** The test of a pattern: native where that is the same and linear, else RE2's. Kept for the next time. */
export function regexTest(pattern: string): RegexTest | CelError {
  const known = tests.get(pattern);
  if (known !== undefined) return known;
  if (tests.size >= MOST_CACHED) tests.clear();
  const made = makeTest(pattern);
  tests.set(pattern, made);
  return made;
}

function makeTest(pattern: string): RegexTest | CelError {
  const native = nativeRegex(pattern);
  if (native) return (text) => native.test(text);
  const regex = compileRegex(pattern);
  return regex instanceof CelError ? regex : (text) => regex.test(text);
}

/** The leftmost match, or null. */
export function findFirst(regex: RE2JS, text: string): string | null {
  const matcher = regex.matcher(text);
  return matcher.find() ? matcher.group() : null;
}

/** Matches from left to right, at most `limit` of them; a negative limit means all. */
export function findAll(regex: RE2JS, text: string, limit: number): string[] {
  const found: string[] = [];
  const most = limit < 0 ? Number.POSITIVE_INFINITY : limit;
  const matcher = regex.matcher(text);
  let lastEnd = -1;
  while (found.length < most && matcher.find()) {
    // Go allows no empty match right after a match.
    if (matcher.end() === matcher.start() && matcher.start() === lastEnd) continue;
    lastEnd = matcher.end();
    found.push(matcher.group() ?? '');
  }
  return found;
}
