import { quoteGo, utf8Length } from '../value/text.ts';

/** A semantic version as github.com/blang/semver/v4 reads it. Build data takes no part in the order. */
export interface Version {
  readonly major: bigint;
  readonly minor: bigint;
  readonly patch: bigint;
  readonly pre: readonly (bigint | string)[];
  readonly text: string;
}

class VersionError extends Error {}

const MAX_UINT = 2n ** 64n - 1n;

function number(name: string, text: string): bigint {
  if (!/^\d*$/.test(text)) {
    throw new VersionError(`Invalid character(s) found in ${name.toLowerCase()} number ${quoteGo(text)}`);
  }
  if (text.length > 1 && text.startsWith('0')) {
    throw new VersionError(`${name} number must not contain leading zeroes ${quoteGo(text)}`);
  }
  return parseUint(text);
}

function parseUint(text: string): bigint {
  if (text === '') throw new VersionError('strconv.ParseUint: parsing "": invalid syntax');
  const value = BigInt(text);
  if (value > MAX_UINT)
    throw new VersionError(`strconv.ParseUint: parsing ${quoteGo(text)}: value out of range`);
  return value;
}

function preRelease(text: string): bigint | string {
  if (text === '') throw new VersionError('Prerelease is empty');
  if (/^\d+$/.test(text)) {
    if (text.length > 1 && text.startsWith('0')) {
      throw new VersionError(`Numeric PreRelease version must not contain leading zeroes ${quoteGo(text)}`);
    }
    return parseUint(text);
  }
  if (!/^[0-9A-Za-z-]+$/.test(text)) {
    throw new VersionError(`Invalid character(s) found in prerelease ${quoteGo(text)}`);
  }
  return text;
}

function checkBuild(text: string): void {
  if (text === '') throw new VersionError('Build meta data is empty');
  if (!/^[0-9A-Za-z-]+$/.test(text)) {
    throw new VersionError(`Invalid character(s) found in build meta data ${quoteGo(text)}`);
  }
}

/** The version, or upstream's error text. */
export function parseVersion(text: string): Version | string {
  try {
    return parse(text);
  } catch (error) {
    if (error instanceof VersionError) return error.message;
    throw error;
  }
}

function parse(text: string): Version {
  if (text === '') throw new VersionError('Version string empty');
  const [majorText, minorText, rest] = splitInThree(text);
  if (minorText === undefined || rest === undefined)
    throw new VersionError('No Major.Minor.Patch elements found');
  const major = number('Major', majorText);
  const minor = number('Minor', minorText);
  const [beforeBuild, build] = cut(rest, '+');
  const [patchText, preText] = cut(beforeBuild, '-');
  const patch = number('Patch', patchText);
  const pre = preText?.split('.').map(preRelease) ?? [];
  for (const part of build?.split('.') ?? []) checkBuild(part);
  return { major, minor, patch, pre, text };
}

function splitInThree(text: string): [string, string | undefined, string | undefined] {
  const [major, afterMajor] = cut(text, '.');
  const [minor, rest] = afterMajor === undefined ? [undefined, undefined] : cut(afterMajor, '.');
  return [major, minor, rest];
}

function cut(text: string, at: string): [string, string | undefined] {
  const found = text.indexOf(at);
  return found < 0 ? [text, undefined] : [text.slice(0, found), text.slice(found + 1)];
}

function sign(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function comparePre(a: bigint | string, b: bigint | string): number {
  if (typeof a === 'bigint' && typeof b === 'bigint') return sign(a, b);
  if (typeof a !== typeof b) return typeof a === 'bigint' ? -1 : 1;
  return a < b ? -1 : a > b ? 1 : 0;
}

export function compareVersions(a: Version, b: Version): number {
  const numbers = sign(a.major, b.major) || sign(a.minor, b.minor) || sign(a.patch, b.patch);
  if (numbers !== 0) return numbers;
  // A release comes after its pre-releases.
  if (a.pre.length === 0 || b.pre.length === 0) return Math.sign(b.pre.length - a.pre.length);
  const common = Math.min(a.pre.length, b.pre.length);
  for (let i = 0; i < common; i++) {
    const order = comparePre(a.pre[i] as bigint | string, b.pre[i] as bigint | string);
    if (order !== 0) return order;
  }
  return Math.sign(a.pre.length - b.pre.length);
}

/** Takes a `v` off, leading zeros away, and fills up missing numbers: `v01.2` becomes `1.2.0`. */
export function normalizeVersion(
  text: string,
): { readonly ok: true; readonly text: string } | { readonly ok: false; readonly error: string } {
  const [major, minor, rest] = splitInThree(text.startsWith('v') ? text.slice(1) : text);
  const parts = [major, minor, rest].filter((part) => part !== undefined).map(withoutZeros);
  if (parts.length < 3 && /[+-]/.test(parts.at(-1) ?? '')) {
    return { ok: false, error: 'short version cannot contain PreRelease/Build meta data' };
  }
  while (parts.length < 3) parts.push('0');
  return { ok: true, text: parts.join('.') };
}

function withoutZeros(part: string): string {
  if (utf8Length(part) <= 1) return part;
  const rest = part.replace(/^0+/, '');
  return /^\d/.test(rest) ? rest : `0${rest}`;
}
