import type { Json } from './json.ts';
import { parseQuantity } from './quantity.ts';
import { isMicroTime, isTime } from './rfc3339.ts';
import type { Scalar, Type } from './structure/structure.ts';

/** Filled in on failure only; callers add their step while unwinding, so success builds no paths. */
export interface Fault {
  steps: (string | number)[];
  /** The steps that are fields of structs. */
  fields: string[];
  expected: string;
  /** What Go calls the type, where that is another name. */
  goType: string;
  found: string;
  /** The struct whose field it is, '' for the object itself. */
  owner: string;
}

/** The decoded value, or undefined with `fault` filled in. Never called with null. */
export type Decode = (value: Json, fault: Fault) => Json | undefined;

/** The decoder of one value with a JSON form of its own. Never called with null. */
export function decodeScalar(is: Scalar['is']): Decode {
  return scalars[is];
}

/** encoding/json's name for a value. */
export function jsonKind(value: Json): string {
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'boolean') return 'bool';
  return typeof value === 'bigint' ? 'number' : typeof value;
}

/** What `null` means as an item of a list or map: the zero value of the Go type. */
export function zeroOf(type: Type): Json {
  switch (type.is) {
    case 'bool':
      return false;
    case 'int32':
    case 'int64':
    case 'double':
    case 'intOrString':
      return 0;
    case 'quantity':
      return '0';
    case 'string':
    case 'bytes':
      return '';
    case 'list':
      return [];
    case 'map':
    case 'struct':
      return {};
    default:
      return null;
  }
}

const scalars: Readonly<Record<Scalar['is'], Decode>> = {
  string: (value, fault) => (typeof value === 'string' ? value : refuse(fault, 'string', value)),
  bool: (value, fault) => (typeof value === 'boolean' ? value : refuse(fault, 'bool', value)),
  int32,
  int64,
  double: (value, fault) =>
    typeof value === 'number' || typeof value === 'bigint' ? value : refuse(fault, 'float64', value),
  bytes,
  quantity,
  intOrString: (value, fault) => (typeof value === 'string' ? value : int32(value, fault)),
  time: (value, fault) => time(value, fault, isTime, 'Time'),
  microTime: (value, fault) => time(value, fault, isMicroTime, 'MicroTime'),
  any: (value) => value,
};

function int32(value: Json, fault: Fault): Json | undefined {
  if (typeof value === 'number' && (value | 0) === value) return value;
  return refuse(fault, 'int32', value);
}

const twoTo63 = 2 ** 63;

function int64(value: Json, fault: Fault): Json | undefined {
  if (typeof value === 'number' && Number.isInteger(value) && value >= -twoTo63 && value < twoTo63)
    return value;
  if (typeof value === 'bigint' && BigInt.asIntN(64, value) === value) return value;
  return refuse(fault, 'int64', value);
}

/** The quantities people write, told without big integers. */
const plainQuantity = /^[0-9]{1,15}(?:\.[0-9]{1,15})?(?:[numkMGTPE]|[KMGTPE]i)?$/;

function quantity(value: Json, fault: Fault): Json | undefined {
  if (typeof value === 'string') {
    if (plainQuantity.test(value)) return value;
    const problem = parseQuantity(value.trim());
    return typeof problem === 'string' ? describe(fault, value, problem) : value;
  }
  if (typeof value === 'number' || typeof value === 'bigint') {
    const problem = parseQuantity(String(value).replace('e+', 'e'));
    return typeof problem === 'string' ? describe(fault, String(value), problem) : value;
  }
  return refuse(fault, 'resource.Quantity', value);
}

function bytes(value: Json, fault: Fault): Json | undefined {
  if (Array.isArray(value)) {
    return value.every((item) => typeof item === 'number' && (item & 0xff) === item)
      ? value
      : refuse(fault, 'uint8', value);
  }
  if (typeof value !== 'string') return refuse(fault, '[]uint8', value);
  const text = value.replace(/[\r\n]/g, '');
  const end = text.endsWith('==') ? text.length - 2 : text.endsWith('=') ? text.length - 1 : text.length;
  const valid = text.length % 4 === 0 && /^[A-Za-z0-9+/]*$/.test(text.slice(0, end));
  return valid ? value : describe(fault, value, 'illegal base64 data');
}

function time(value: Json, fault: Fault, valid: (text: string) => boolean, name: string): Json | undefined {
  if (typeof value !== 'string') return refuse(fault, 'string', value);
  return valid(value) ? value : describe(fault, value, `v1.${name} in RFC 3339`);
}

function refuse(fault: Fault, expected: string, value: Json): undefined {
  fault.expected = expected;
  fault.found = jsonKind(value);
  // Go names the number only where it has the right form and the wrong size or a fraction.
  const number = typeof value === 'number' || typeof value === 'bigint';
  if (number && expected.startsWith('int')) fault.found = `number ${value}`;
  return undefined;
}

/** For a string that is no text of its type. */
function describe(fault: Fault, value: string, expected: string): undefined {
  fault.expected = expected;
  fault.found = `string ${JSON.stringify(value.length > 100 ? `${value.slice(0, 100)}…` : value)}`;
  return undefined;
}
