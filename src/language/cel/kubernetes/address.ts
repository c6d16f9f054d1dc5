import { quoteGo } from '../value/text.ts';

/** An IP address as bytes, 4 or 16, as Go's net/netip reads and prints it. */
export interface Address {
  readonly bytes: readonly number[];
  readonly zone: string;
}

class AddressError extends Error {}

function fail(text: string, problem: string, at = ''): never {
  throw new AddressError(`ParseAddr(${quoteGo(text)}): ${problem}${at === '' ? '' : ` (at ${quoteGo(at)})`}`);
}

/** The address, or Go's error text. */
export function parseAddress(text: string): Address | string {
  try {
    const mark = /[.:%]/.exec(text)?.[0];
    if (mark === '.') return { bytes: parseIPv4(text, text), zone: '' };
    if (mark === ':') return parseIPv6(text);
    return fail(text, mark === '%' ? 'missing IPv6 address' : 'unable to parse IP');
  } catch (error) {
    if (error instanceof AddressError) return error.message;
    throw error;
  }
}

/** The four fields of `part`, which is all or the end of `text`. */
function parseIPv4(text: string, part: string): number[] {
  const fields: number[] = [];
  let value = 0;
  let digits = 0;
  for (let i = 0; i < part.length; i++) {
    const char = part[i] as string;
    if (char >= '0' && char <= '9') {
      if (digits === 1 && value === 0) fail(text, 'IPv4 field has octet with leading zero');
      value = value * 10 + Number(char);
      digits++;
      if (value > 255) fail(text, 'IPv4 field has value >255');
    } else if (char === '.') {
      if (i === 0 || i === part.length - 1 || part[i - 1] === '.') {
        fail(text, 'IPv4 field must have at least one digit', part.slice(i));
      }
      if (fields.length === 3) fail(text, 'IPv4 address too long');
      fields.push(value);
      value = 0;
      digits = 0;
    } else {
      fail(text, 'unexpected character', part.slice(i));
    }
  }
  if (fields.length < 3) fail(text, 'IPv4 address too short');
  return [...fields, value];
}

function parseIPv6(text: string): Address {
  const percent = text.indexOf('%');
  const zone = percent < 0 ? '' : text.slice(percent + 1);
  if (percent >= 0 && zone === '') fail(text, 'zone must be a non-empty string');
  let rest = percent < 0 ? text : text.slice(0, percent);
  const bytes: number[] = [];
  let ellipsis = -1;
  if (rest.startsWith('::')) {
    ellipsis = 0;
    rest = rest.slice(2);
    if (rest === '') return { bytes: Array.from({ length: 16 }, () => 0), zone };
  }
  while (bytes.length < 16) {
    const group = readGroup(text, rest);
    if (rest[group.length] === '.') {
      if (ellipsis < 0 && bytes.length !== 12) {
        fail(text, 'embedded IPv4 address must replace the final 2 fields of the address', rest);
      }
      if (bytes.length > 12) {
        fail(text, 'too many hex fields to fit an embedded IPv4 at the end of the address', rest);
      }
      bytes.push(...parseIPv4(text, rest));
      rest = '';
      break;
    }
    const value = Number.parseInt(group, 16);
    bytes.push(value >> 8, value & 0xff);
    rest = rest.slice(group.length);
    if (rest === '') break;
    if (rest[0] !== ':') fail(text, 'unexpected character, want colon', rest);
    if (rest.length === 1) fail(text, 'colon must be followed by more characters', rest);
    rest = rest.slice(1);
    if (rest[0] !== ':') continue;
    if (ellipsis >= 0) fail(text, 'multiple :: in address', rest);
    ellipsis = bytes.length;
    rest = rest.slice(1);
    if (rest === '') break;
  }
  if (rest !== '') fail(text, 'trailing garbage after address', rest);
  return { bytes: expand(text, bytes, ellipsis), zone };
}

function readGroup(text: string, rest: string): string {
  const group = /^[0-9a-fA-F]*/.exec(rest)?.[0] ?? '';
  if (group.length > 4) fail(text, 'each group must have 4 or less digits', rest);
  if (group === '') fail(text, 'each colon-separated field must have at least one digit', rest);
  return group;
}

function expand(text: string, bytes: number[], ellipsis: number): number[] {
  if (bytes.length === 16) {
    if (ellipsis >= 0) fail(text, 'the :: must expand to at least one field of zeros');
    return bytes;
  }
  if (ellipsis < 0) fail(text, 'address string too short');
  const zeros = Array.from({ length: 16 - bytes.length }, () => 0);
  return [...bytes.slice(0, ellipsis), ...zeros, ...bytes.slice(ellipsis)];
}

export function isMappedIPv4({ bytes }: Address): boolean {
  return (
    bytes.length === 16 &&
    bytes.slice(0, 10).every((byte) => byte === 0) &&
    bytes[10] === 0xff &&
    bytes[11] === 0xff
  );
}

/** The canonical text: lower case, the longest run of zero groups as `::`. */
export function formatAddress(address: Address): string {
  const { bytes, zone } = address;
  if (bytes.length === 4) return bytes.join('.');
  if (isMappedIPv4(address)) return `::ffff:${bytes.slice(12).join('.')}${zone && `%${zone}`}`;
  const groups = Array.from(
    { length: 8 },
    (_, i) => ((bytes[i * 2] as number) << 8) | (bytes[i * 2 + 1] as number),
  );
  const run = longestZeros(groups);
  const text = (part: readonly number[]): string => part.map((group) => group.toString(16)).join(':');
  const joined =
    run.length < 2
      ? text(groups)
      : `${text(groups.slice(0, run.start))}::${text(groups.slice(run.start + run.length))}`;
  return zone === '' ? joined : `${joined}%${zone}`;
}

function longestZeros(groups: readonly number[]): { start: number; length: number } {
  let best = { start: 0, length: 0 };
  for (let start = 0; start < groups.length; start++) {
    let length = 0;
    while (groups[start + length] === 0) length++;
    if (length > best.length) best = { start, length };
  }
  return best;
}

/** An address and how many of its first bits matter. */
export interface Prefix {
  readonly address: Address;
  readonly bits: number;
}

/** The prefix, or Go's error text. */
export function parsePrefix(text: string): Prefix | string {
  const problem = (what: string): string => `netip.ParsePrefix(${quoteGo(text)}): ${what}`;
  const slash = text.lastIndexOf('/');
  if (slash < 0) return problem("no '/'");
  const address = parseAddress(text.slice(0, slash));
  if (typeof address === 'string') return problem(address);
  if (address.zone !== '') return problem('IPv6 zones cannot be present in a prefix');
  const bits = text.slice(slash + 1);
  if (!/^(?:\d|[1-9]\d*)$/.test(bits)) return problem(`bad bits after slash: ${quoteGo(bits)}`);
  if (Number(bits) > address.bytes.length * 8) return problem('prefix length out of range');
  return { address, bits: Number(bits) };
}

/** The first `bits` bits, the others zero. */
export function maskBytes(bytes: readonly number[], bits: number): number[] {
  return bytes.map((byte, i) => {
    const kept = Math.min(Math.max(bits - i * 8, 0), 8);
    return byte & (0xff << (8 - kept)) & 0xff;
  });
}
