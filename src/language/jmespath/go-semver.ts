import { goQuote } from '../../kube/go-quote.ts';

/** Versions as blang/semver v4.0.0 reads them, which is Kyverno's library. */
export interface Version {
  readonly numbers: readonly [bigint, bigint, bigint];
  readonly pre: readonly (string | bigint)[];
}

/** What upstream goes on with after a text that is no version. */
export const zeroVersion: Version = { numbers: [0n, 0n, 0n], pre: [] };

/** The version, or what is wrong with the text, in upstream's words. */
export function parseVersion(text: string): Version | string {
  if (text === '') return 'Version string empty';
  const [, major, minor, rest] = /^([^.]*)\.([^.]*)\.(.*)$/s.exec(text) ?? [];
  if (major === undefined || minor === undefined || rest === undefined) {
    return 'No Major.Minor.Patch elements found';
  }
  const [, head = '', build] = /^([^+]*)(?:\+(.*))?$/s.exec(rest) ?? [];
  const [, patch = '', pre] = /^([^-]*)(?:-(.*))?$/s.exec(head) ?? [];
  const numbers: bigint[] = [];
  for (const [name, part] of [
    ['Major', major],
    ['Minor', minor],
    ['Patch', patch],
  ] as const) {
    const number = parseNumber(name, part);
    if (typeof number === 'string') return number;
    numbers.push(number);
  }
  const parts: (string | bigint)[] = [];
  for (const part of pre?.split('.') ?? []) {
    const read = parsePre(part);
    if (read.error !== undefined) return read.error;
    parts.push(read.part);
  }
  for (const part of build?.split('.') ?? []) {
    if (part === '') return 'Build meta data is empty';
    if (!word.test(part)) return `Invalid character(s) found in build meta data ${goQuote(part)}`;
  }
  const [a = 0n, b = 0n, c = 0n] = numbers;
  return { numbers: [a, b, c], pre: parts };
}

const word = /^[0-9A-Za-z-]+$/;

function parseNumber(name: string, text: string): bigint | string {
  if (/[^0-9]/.test(text)) {
    return `Invalid character(s) found in ${name.toLowerCase()} number ${goQuote(text)}`;
  }
  if (/^0[0-9]/.test(text)) return `${name} number must not contain leading zeroes ${goQuote(text)}`;
  return parseUint(text);
}

function parseUint(text: string): bigint | string {
  if (text === '') return 'strconv.ParseUint: parsing "": invalid syntax';
  const value = BigInt(text);
  return value < 2n ** 64n ? value : `strconv.ParseUint: parsing ${goQuote(text)}: value out of range`;
}

function parsePre(text: string): { readonly part: string | bigint; readonly error?: string } {
  if (text === '') return { part: '', error: 'Prerelease is empty' };
  if (/^[0-9]+$/.test(text)) {
    if (/^0[0-9]/.test(text)) {
      const error = `Numeric PreRelease version must not contain leading zeroes ${goQuote(text)}`;
      return { part: '', error };
    }
    const number = parseUint(text);
    return typeof number === 'string' ? { part: '', error: number } : { part: number };
  }
  if (word.test(text)) return { part: text };
  return { part: '', error: `Invalid character(s) found in prerelease ${goQuote(text)}` };
}

/** The build part does not count. */
export function compareVersions(a: Version, b: Version): -1 | 0 | 1 {
  for (const i of [0, 1, 2] as const) {
    if (a.numbers[i] !== b.numbers[i]) return a.numbers[i] < b.numbers[i] ? -1 : 1;
  }
  if (a.pre.length === 0 || b.pre.length === 0) {
    return a.pre.length === b.pre.length ? 0 : a.pre.length === 0 ? 1 : -1;
  }
  for (const [i, part] of a.pre.entries()) {
    const other = b.pre[i];
    if (other === undefined) return 1;
    if (part !== other) return comparePre(part, other);
  }
  return a.pre.length === b.pre.length ? 0 : -1;
}

/** Numbers come before words. */
function comparePre(a: string | bigint, b: string | bigint): -1 | 1 {
  if (typeof a !== typeof b) return typeof a === 'bigint' ? -1 : 1;
  return a < b ? -1 : 1;
}
