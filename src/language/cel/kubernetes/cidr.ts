import { type FunctionDecl, global, member } from '../check/declaration.ts';
import { boolType, intType, opaqueType, stringType, type Type } from '../check/type.ts';
import type { Library } from '../environment.ts';
import { CelError } from '../value/error.ts';
import { OpaqueValue } from '../value/opaque.ts';
import { quoteGo } from '../value/text.ts';
import type { Value } from '../value/value.ts';
import { formatAddress, isMappedIPv4, maskBytes, type Prefix, parsePrefix } from './address.ts';
import { IpValue, ipType, readIp } from './ip.ts';

const cidrType: Type = opaqueType('net.CIDR');

class CidrValue extends OpaqueValue {
  readonly type: Type = cidrType;
  override readonly goType: string = 'cel.CIDR';
  readonly prefix: Prefix;

  constructor(prefix: Prefix) {
    super();
    this.prefix = prefix;
  }

  equals(other: Value): boolean {
    return other instanceof CidrValue && other.toString() === this.toString();
  }

  /** The bytes that its prefix covers. */
  override get size(): number {
    return Math.ceil(this.prefix.bits / 8);
  }

  toString(): string {
    return `${formatAddress(this.prefix.address)}/${this.prefix.bits}`;
  }

  override toJson(): string {
    return this.toString();
  }
}

const PROBLEM = 'network address parse error during conversion from string';

function readCidr(text: Value | undefined): CidrValue | CelError {
  const prefix = parsePrefix(text as string);
  // Upstream wraps the error of parsing twice.
  if (typeof prefix === 'string') return new CelError(`${PROBLEM}: ${PROBLEM}: ${prefix}`);
  if (isMappedIPv4(prefix.address)) {
    return new CelError(`${PROBLEM}: IPv4-mapped IPv6 address ${quoteGo(text as string)} is not allowed`);
  }
  return new CidrValue(prefix);
}

function covers(prefix: Prefix, bytes: readonly number[]): boolean {
  const own = prefix.address.bytes;
  if (own.length !== bytes.length) return false;
  const masked = maskBytes(own, prefix.bits);
  return maskBytes(bytes, prefix.bits).every((byte, i) => byte === masked[i]);
}

function containsIp(cidr: Value | undefined, ip: Value | undefined): Value {
  if (ip instanceof CelError) return new CelError('no such overload');
  return covers((cidr as CidrValue).prefix, (ip as IpValue).address.bytes);
}

function containsCidr(cidr: Value | undefined, other: Value | undefined): Value {
  if (other instanceof CelError) return other;
  const outer = (cidr as CidrValue).prefix;
  const inner = (other as CidrValue).prefix;
  return outer.bits <= inner.bits && covers(outer, inner.address.bytes);
}

function masked(cidr: Value | undefined): Value {
  const { address, bits } = (cidr as CidrValue).prefix;
  return new CidrValue({ address: { ...address, bytes: maskBytes(address.bytes, bits) }, bits });
}

const functions: readonly FunctionDecl[] = [
  { name: 'cidr', overloads: [global('string_to_cidr', [stringType], cidrType, readCidr)] },
  {
    name: 'containsIP',
    overloads: [
      member('cidr_contains_ip_string', [cidrType, stringType], boolType, (cidr, ip) =>
        containsIp(cidr, readIp(ip)),
      ),
      member('cidr_contains_ip_ip', [cidrType, ipType], boolType, containsIp),
    ],
  },
  {
    name: 'containsCIDR',
    overloads: [
      member('cidr_contains_cidr_string', [cidrType, stringType], boolType, (cidr, other) =>
        containsCidr(cidr, readCidr(other)),
      ),
      member('cidr_contains_cidr', [cidrType, cidrType], boolType, containsCidr),
    ],
  },
  {
    name: 'ip',
    overloads: [
      member('cidr_ip', [cidrType], ipType, (cidr) => new IpValue((cidr as CidrValue).prefix.address)),
    ],
  },
  {
    name: 'prefixLength',
    overloads: [member('cidr_prefix_length', [cidrType], intType, (cidr) => (cidr as CidrValue).prefix.bits)],
  },
  { name: 'masked', overloads: [member('cidr_masked', [cidrType], cidrType, masked)] },
  {
    name: 'isCIDR',
    overloads: [global('is_cidr', [stringType], boolType, (text) => readCidr(text) instanceof CidrValue)],
  },
  {
    name: 'string',
    overloads: [global('cidr_to_string', [cidrType], stringType, (cidr) => String(cidr as CidrValue))],
  },
];

/** apiserver pkg/cel/library/cidr.go. */
export const cidrLibrary: Library = { functions, types: [cidrType] };
