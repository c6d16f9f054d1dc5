import { type FunctionDecl, global, member } from '../check/declaration.ts';
import { boolType, intType, opaqueType, stringType, type Type } from '../check/type.ts';
import type { Library } from '../environment.ts';
import { CelError } from '../value/error.ts';
import { OpaqueValue } from '../value/opaque.ts';
import { quoteGo } from '../value/text.ts';
import type { Value } from '../value/value.ts';
import { type Address, formatAddress, isMappedIPv4, parseAddress } from './address.ts';

export const ipType: Type = opaqueType('net.IP');

export class IpValue extends OpaqueValue {
  readonly type: Type = ipType;
  override readonly goType: string = 'cel.IP';
  readonly address: Address;

  constructor(address: Address) {
    super();
    this.address = address;
  }

  equals(other: Value): boolean {
    return other instanceof IpValue && formatAddress(other.address) === formatAddress(this.address);
  }

  override get size(): number {
    return this.address.bytes.length;
  }

  toString(): string {
    return formatAddress(this.address);
  }

  override toJson(): string {
    return this.toString();
  }
}

/** Reads an address with neither a zone nor an IPv4 address inside IPv6. */
export function readIp(text: Value | undefined): IpValue | CelError {
  const quoted = quoteGo(text as string);
  const address = parseAddress(text as string);
  if (typeof address === 'string') {
    return new CelError(`IP Address ${quoted} parse error during conversion from string: ${address}`);
  }
  if (address.zone !== '') return new CelError(`IP address ${quoted} with zone value is not allowed`);
  if (isMappedIPv4(address)) return new CelError(`IPv4-mapped IPv6 address ${quoted} is not allowed`);
  return new IpValue(address);
}

type Test = (bytes: readonly number[]) => boolean;

const isZero: Test = (bytes) => bytes.every((byte) => byte === 0);

const isLoopback: Test = (bytes) =>
  bytes.length === 4 ? bytes[0] === 127 : isZero(bytes.slice(0, 15)) && bytes[15] === 1;

const isMulticast: Test = (bytes) =>
  bytes.length === 4 ? ((bytes[0] as number) & 0xf0) === 0xe0 : bytes[0] === 0xff;

const isLinkLocalMulticast: Test = (bytes) =>
  bytes.length === 4
    ? bytes[0] === 224 && bytes[1] === 0 && bytes[2] === 0
    : bytes[0] === 0xff && ((bytes[1] as number) & 0x0f) === 0x02;

const isLinkLocalUnicast: Test = (bytes) =>
  bytes.length === 4
    ? bytes[0] === 169 && bytes[1] === 254
    : bytes[0] === 0xfe && ((bytes[1] as number) & 0xc0) === 0x80;

const isGlobalUnicast: Test = (bytes) =>
  !isZero(bytes) &&
  !(bytes.length === 4 && bytes.every((byte) => byte === 255)) &&
  !isLoopback(bytes) &&
  !isMulticast(bytes) &&
  !isLinkLocalUnicast(bytes);

function test(name: string, id: string, run: Test): FunctionDecl {
  return { name, overloads: [member(id, [ipType], boolType, (ip) => run((ip as IpValue).address.bytes))] };
}

function isCanonical(text: Value | undefined): Value {
  const ip = readIp(text);
  return ip instanceof CelError ? ip : ip.toString() === text;
}

const functions: readonly FunctionDecl[] = [
  { name: 'ip', overloads: [global('string_to_ip', [stringType], ipType, readIp)] },
  {
    name: 'family',
    overloads: [
      member('ip_family', [ipType], intType, (ip) => ((ip as IpValue).address.bytes.length === 4 ? 4 : 6)),
    ],
  },
  { name: 'ip.isCanonical', overloads: [global('ip_is_canonical', [stringType], boolType, isCanonical)] },
  test('isUnspecified', 'ip_is_unspecified', isZero),
  test('isLoopback', 'ip_is_loopback', isLoopback),
  test('isLinkLocalMulticast', 'ip_is_link_local_multicast', isLinkLocalMulticast),
  test('isLinkLocalUnicast', 'ip_is_link_local_unicast', isLinkLocalUnicast),
  test('isGlobalUnicast', 'ip_is_global_unicast', isGlobalUnicast),
  {
    name: 'isIP',
    overloads: [global('is_ip', [stringType], boolType, (text) => readIp(text) instanceof IpValue)],
  },
  {
    name: 'string',
    overloads: [global('ip_to_string', [ipType], stringType, (ip) => String(ip as IpValue))],
  },
];

/** apiserver pkg/cel/library/ip.go. */
export const ipLibrary: Library = { functions, types: [ipType] };
