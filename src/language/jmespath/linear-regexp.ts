/**
 * A native RegExp for patterns that need no backtracking and mean the same to RE2 and to JavaScript; null for all others.
 *
 * Taken are sequences of ASCII characters, classes and `.`, with counts, between an optional `^` and an optional `$`. The
 * match is linear because either every part has a fixed length, or the pattern is anchored and each part of varying
 * length is followed by a part that must be there and shares no character with it, so that there is never a choice.
 */
export function linearRegExp(pattern: string): RegExp | null {
  const anchored = pattern.startsWith('^');
  const ended = pattern.endsWith('$') && !pattern.endsWith('\\$');
  const parts = readParts(pattern.slice(anchored ? 1 : 0, ended ? -1 : undefined));
  if (parts === null || !parts.every((part, i) => isSettled(part, parts[i + 1], anchored))) return null;
  const body = parts.map((part) => part.source).join('');
  return new RegExp(`${anchored ? '^' : ''}${body}${ended ? '$' : ''}`, 'u');
}

interface Part {
  readonly source: string;
  readonly has: (char: string) => boolean;
  readonly min: number;
  readonly max: number;
}

const part =
  /(\[\^?(?:[A-Za-z0-9_./:@ ](?:-[A-Za-z0-9])?|\\[.\-/])+-?\]|\\[.\-/+*?$^()[\]{}|]|\\d|[A-Za-z0-9_/:@ ,=-]|\.)([*+?]|\{[0-9]{1,2}(?:,[0-9]{0,2})?\})?(?![*+?{])/y;

function readParts(body: string): Part[] | null {
  const parts: Part[] = [];
  for (part.lastIndex = 0; part.lastIndex < body.length; ) {
    const [, atom, count] = part.exec(body) ?? [];
    if (atom === undefined) return null;
    const source = toSource(atom);
    const range = toRange(count);
    if (source === null || range === null) return null;
    const set = new RegExp(`^${source}$`, 'u');
    parts.push({ source: source + (count ?? ''), has: (char) => set.test(char), ...range });
  }
  return parts;
}

/** The same set of characters in JavaScript's syntax, or null where a range of the class runs backwards. */
function toSource(atom: string): string | null {
  if (atom === '.') return '[^\\n]';
  if (atom === '\\d') return '[0-9]';
  if (/^\\[-]$/.test(atom)) return '-';
  if (!atom.startsWith('[')) return atom;
  for (const [, from = '', to = ''] of atom.matchAll(/([A-Za-z0-9_./:@ ])-([A-Za-z0-9])/g))
    if (from > to) return null;
  return atom;
}

function toRange(count: string | undefined): { min: number; max: number } | null {
  if (count === undefined) return { min: 1, max: 1 };
  if (count === '*') return { min: 0, max: Number.POSITIVE_INFINITY };
  if (count === '+') return { min: 1, max: Number.POSITIVE_INFINITY };
  if (count === '?') return { min: 0, max: 1 };
  const [, low = '', comma, high = ''] = /^\{([0-9]+)(,?)([0-9]*)\}$/.exec(count) ?? [];
  const min = Number(low);
  const max = comma === '' ? min : high === '' ? Number.POSITIVE_INFINITY : Number(high);
  return min <= max ? { min, max } : null;
}

function isSettled(current: Part, next: Part | undefined, anchored: boolean): boolean {
  if (current.min === current.max) return true;
  if (!anchored) return false;
  return (
    next === undefined || (next.min > 0 && sample.every((char) => !current.has(char) || !next.has(char)))
  );
}

/** All of ASCII, and one character for the rest, which no class tells apart. */
const sample: readonly string[] = [...Array.from({ length: 128 }, (_, i) => String.fromCharCode(i)), 'é'];
