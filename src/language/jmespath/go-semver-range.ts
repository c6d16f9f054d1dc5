import { goQuote } from '../../kube/go-quote.ts';
import { JMESPathError, PanicError } from './error.ts';
import { compareVersions, parseVersion, type Version } from './go-semver.ts';

export type VersionRange = (version: Version) => boolean;

/**
 * Ranges of blang/semver v4.0.0: `>=1.2.0 <2.0.0 || !=3.x`, blanks for and. Its parser's oddities are kept: a part of a
 * single character is dropped, and an empty alternative crashes once it is reached.
 */
export function parseRange(text: string): VersionRange {
  const alternatives = splitAlternatives(splitParts(text));
  const expanded = alternatives.map((parts) => parts.flatMap(expandWildcard));
  const tests = expanded.map((parts) => parts.map(readComparison));
  return (version) =>
    tests.some((all) => {
      if (all.length === 0)
        throw new PanicError('runtime error: invalid memory address or nil pointer dereference');
      return all.every((test) => test(version));
    });
}

/** A blank after an operator belongs to it. */
function splitParts(text: string): string[] {
  const parts: string[] = [];
  let start = 0;
  let latest = '';
  for (let at = 0; at < text.length; at++) {
    const char = text.charAt(at);
    if (char !== ' ') {
      latest = char;
    } else if (!'<>='.includes(latest) || latest === '') {
      if (start < at - 1) parts.push(text.slice(start, at));
      start = at + 1;
    }
  }
  if (start < text.length - 1) parts.push(text.slice(start));
  return parts.map((part) => part.replaceAll(' ', ''));
}

function splitAlternatives(parts: readonly string[]): string[][] {
  if (parts[0] === '||') throw new JMESPathError("First element in range is '||'");
  if (parts.length === 0 || parts.at(-1) === '||') {
    throw new JMESPathError("Last element in range is '||'");
  }
  const alternatives: string[][] = [[]];
  for (const part of parts) {
    if (part === '||') alternatives.push([]);
    else alternatives.at(-1)?.push(part);
  }
  return alternatives;
}

function splitOperator(part: string): [operator: string, version: string] {
  const at = part.search(/\p{Nd}/u);
  if (at < 0) throw new JMESPathError(`Could not get version from string: ${goQuote(part)}`);
  return [part.slice(0, at).trim(), part.slice(at)];
}

/** `1.2.x` stands for everything from 1.2.0 to before 1.3.0. */
function expandWildcard(part: string): string[] {
  if (!part.includes('x')) return [part];
  const [operator, version] = splitOperator(part);
  const parts = version.split('.');
  const field = parts.at(-1) === 'x' ? parts.length : 0;
  const low = flatten(version);
  const next = field === 3 ? increment(low, 1) : field === 2 ? increment(low, 0) : '';
  switch (operator) {
    case '>':
      return [`>=${next}`];
    case '>=':
      return [`>=${low}`];
    case '<':
      return [`<${low}`];
    case '<=':
      return [`<${next}`];
    case '':
    case '=':
    case '==':
      return [`>=${low}`, `<${next}`];
    case '!=':
    case '!':
      return [`<${low}`, `>=${next}`];
    default:
      return [low];
  }
}

function flatten(version: string): string {
  const flat = version.replace('.x.x', '.x').replace('.x', '.0');
  return flat.split('.').length === 2 ? `${flat}.0` : flat;
}

function increment(version: string, field: 0 | 1): string {
  const parts = version.split('.');
  const number = parts[field] ?? '';
  if (!/^[0-9]+$/.test(number)) return '';
  parts[field] = String(BigInt(number) + 1n);
  return parts.join('.');
}

const comparisons: ReadonlyMap<string, (order: number) => boolean> = new Map([
  ['==', (order) => order === 0],
  ['', (order) => order === 0],
  ['=', (order) => order === 0],
  ['>', (order) => order > 0],
  ['>=', (order) => order >= 0],
  ['<', (order) => order < 0],
  ['<=', (order) => order <= 0],
  ['!', (order) => order !== 0],
  ['!=', (order) => order !== 0],
]);

function readComparison(part: string): VersionRange {
  const [operator, text] = splitOperator(part);
  const holds = comparisons.get(operator);
  if (holds === undefined) {
    throw unreadable(part, `Could not parse comparator ${goQuote(operator)} in ${goQuote(operator + text)}`);
  }
  const bound = parseVersion(text);
  if (typeof bound === 'string') {
    throw unreadable(
      part,
      `Could not parse version ${goQuote(text)} in ${goQuote(operator + text)}: ${bound}`,
    );
  }
  return (version) => holds(compareVersions(version, bound));
}

function unreadable(part: string, why: string): JMESPathError {
  return new JMESPathError(`Could not parse Range ${goQuote(part)}: ${why}`);
}
