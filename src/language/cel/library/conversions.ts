import { type FunctionDecl, global, member, type Overload } from '../check/declaration.ts';
import {
  boolType,
  bytesType,
  doubleType,
  durationType,
  dynType,
  intType,
  listType,
  mapType,
  stringType,
  Type,
  timestampType,
  typeOfType,
  typeParam,
  uintType,
} from '../check/type.ts';
import { CelError } from '../value/error.ts';
import { formatG, formatShortest } from '../value/float-format.ts';
import {
  asDouble,
  doubleValue,
  intValue,
  isInt,
  MAX_INT,
  MAX_UINT,
  MIN_INT,
  UintValue,
} from '../value/number.ts';
import { OpaqueValue } from '../value/opaque.ts';
import { sizeOf } from '../value/size.ts';
import { decodeUtf8, utf8 } from '../value/text.ts';
import {
  DurationValue,
  durationSeconds,
  formatTimestamp,
  parseDuration,
  parseTimestamp,
  TimestampValue,
  timestampAt,
} from '../value/time.ts';
import { typeOf } from '../value/type-of.ts';
import type { Value } from '../value/value.ts';

const A = typeParam('A');
const B = typeParam('B');

function refused(value: Value, to: Type): CelError {
  return new CelError(`type conversion error from '${typeOf(value).toString()}' to '${to.toString()}'`);
}

function toInt(value: Value): Value {
  if (typeof value === 'string') {
    const parsed = parseInteger(value, /^[+-]?\d+$/);
    return parsed !== null && parsed <= MAX_INT && parsed >= MIN_INT
      ? intValue(parsed)
      : refused(value, intType);
  }
  if (value instanceof UintValue)
    return value.value > MAX_INT ? new CelError('integer overflow') : intValue(value.value);
  if (value instanceof TimestampValue) return value.seconds;
  if (value instanceof DurationValue) return intValue(value.nanos);
  const double = asDouble(value);
  if (double === null) return refused(value, intType);
  const fits = double > -(2 ** 63) && double < 2 ** 63;
  return fits ? intValue(BigInt(Math.trunc(double))) : new CelError('integer overflow');
}

function toUint(value: Value): Value {
  if (typeof value === 'string') {
    const parsed = parseInteger(value, /^\d+$/);
    return parsed !== null && parsed <= MAX_UINT ? new UintValue(parsed) : refused(value, uintType);
  }
  if (isInt(value))
    return value < 0 ? new CelError('unsigned integer overflow') : new UintValue(BigInt(value));
  const double = asDouble(value);
  if (double === null) return refused(value, uintType);
  const fits = double >= 0 && double < 2 ** 64;
  return fits ? new UintValue(BigInt(Math.trunc(double))) : new CelError('unsigned integer overflow');
}

function parseInteger(text: string, form: RegExp): bigint | null {
  if (!form.test(text)) return null;
  return BigInt(text.startsWith('+') ? text.slice(1) : text);
}

/** Underscores may stand between digits, and behind `0x`. */
const DECIMAL_FLOAT = /^[+-]?(?:\d(?:_?\d)*\.?(?:\d(?:_?\d)*)?|\.\d(?:_?\d)*)(?:[eE][+-]?\d(?:_?\d)*)?$/;
const INFINITY = /^[+-]?inf(?:inity)?$/i;
const HEX_FLOAT =
  /^([+-]?)0[xX]((?:_?[0-9a-fA-F])*)\.?((?:[0-9a-fA-F](?:_?[0-9a-fA-F])*)?)[pP]([+-]?\d(?:_?\d)*)$/;

/** As Go's strconv.ParseFloat: null when it is no number or too large. */
function parseFloat64(text: string): number | null {
  if (INFINITY.test(text)) return text.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  if (/^nan$/i.test(text)) return Number.NaN;
  const hex = HEX_FLOAT.exec(text);
  if (hex) return hexFloat(hex.map((part) => part.replaceAll('_', '')));
  if (!DECIMAL_FLOAT.test(text)) return null;
  const value = Number(text.replaceAll('_', ''));
  return Number.isFinite(value) ? value : null;
}

function hexFloat([, sign, whole = '', fraction = '', power = '0']: readonly string[]): number | null {
  if (whole + fraction === '') return null;
  const mantissa = Number(BigInt(`0x${whole}${fraction}`));
  const value = mantissa * 2 ** (Number(power) - fraction.length * 4);
  return Number.isFinite(value) ? (sign === '-' ? -value : value) : null;
}

function toDouble(value: Value): Value {
  if (typeof value === 'string') {
    const parsed = parseFloat64(value);
    return parsed === null ? refused(value, doubleType) : doubleValue(parsed);
  }
  if (isInt(value)) return doubleValue(Number(value));
  return value instanceof UintValue ? doubleValue(Number(value.value)) : refused(value, doubleType);
}

const TRUE = new Set(['1', 't', 'T', 'true', 'TRUE', 'True']);
const FALSE = new Set(['0', 'f', 'F', 'false', 'FALSE', 'False']);

function toBool(value: Value): Value {
  if (TRUE.has(value as string)) return true;
  return FALSE.has(value as string) ? false : refused(value, boolType);
}

/** The text of a value, as `string()` gives it. */
export function toText(value: Value): Value {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean' || isInt(value)) return String(value);
  if (value === null) return 'null';
  const double = asDouble(value);
  if (double !== null) return formatG(double);
  if (value instanceof UintValue) return String(value.value);
  if (value instanceof Uint8Array) {
    return decodeUtf8(value) ?? new CelError('invalid UTF-8 in bytes, cannot convert to string');
  }
  if (value instanceof TimestampValue) return formatTimestamp(value);
  if (value instanceof DurationValue) return `${formatShortest(durationSeconds(value))}s`;
  if (value instanceof Type) return value.name;
  return value instanceof OpaqueValue ? value.toString() : refused(value, stringType);
}

function toTimestamp(value: Value): Value {
  if (isInt(value)) return timestampAt(value, 0);
  return parseTimestamp(value as string) ?? refused(value, timestampType);
}

function toDuration(value: Value): Value {
  if (typeof value === 'string') return parseDuration(value) ?? refused(value, durationType);
  return refused(value, durationType);
}

const identity = (value: Value): Value => value;

function conversion(
  name: string,
  to: Type,
  from: readonly (readonly [string, Type, (value: Value) => Value])[],
): FunctionDecl {
  const overloads: Overload[] = from.map(([id, type, run]) => global(id, [type], to, run as Overload['run']));
  return { name, overloads };
}

/** `int()`, `string()` and the other type conversions, `type()`, `dyn()` and `size()`. */
export const conversions: readonly FunctionDecl[] = [
  {
    name: 'type',
    overloads: [global('type', [A], typeOfType(A))],
    singleton: (value) => typeOf(value as Value),
  },
  { name: 'dyn', overloads: [global('to_dyn', [A], dynType)], singleton: (value) => value as Value },
  conversion('bool', boolType, [
    ['bool_to_bool', boolType, identity],
    ['string_to_bool', stringType, toBool],
  ]),
  conversion('bytes', bytesType, [
    ['bytes_to_bytes', bytesType, identity],
    ['string_to_bytes', stringType, (value) => utf8(value as string)],
  ]),
  conversion('double', doubleType, [
    ['double_to_double', doubleType, identity],
    ['int64_to_double', intType, toDouble],
    ['string_to_double', stringType, toDouble],
    ['uint64_to_double', uintType, toDouble],
  ]),
  conversion('duration', durationType, [
    ['duration_to_duration', durationType, identity],
    ['int64_to_duration', intType, toDuration],
    ['string_to_duration', stringType, toDuration],
  ]),
  conversion('int', intType, [
    ['int64_to_int64', intType, identity],
    ['double_to_int64', doubleType, toInt],
    ['duration_to_int64', durationType, toInt],
    ['string_to_int64', stringType, toInt],
    ['timestamp_to_int64', timestampType, toInt],
    ['uint64_to_int64', uintType, toInt],
  ]),
  conversion('string', stringType, [
    ['string_to_string', stringType, identity],
    ['bool_to_string', boolType, toText],
    ['bytes_to_string', bytesType, toText],
    ['double_to_string', doubleType, toText],
    ['duration_to_string', durationType, toText],
    ['int64_to_string', intType, toText],
    ['timestamp_to_string', timestampType, toText],
    ['uint64_to_string', uintType, toText],
  ]),
  conversion('timestamp', timestampType, [
    ['timestamp_to_timestamp', timestampType, identity],
    ['int64_to_timestamp', intType, toTimestamp],
    ['string_to_timestamp', stringType, toTimestamp],
  ]),
  conversion('uint', uintType, [
    ['uint64_to_uint64', uintType, identity],
    ['double_to_uint64', doubleType, toUint],
    ['int64_to_uint64', intType, toUint],
    ['string_to_uint64', stringType, toUint],
  ]),
  {
    name: 'size',
    overloads: [
      global('size_bytes', [bytesType], intType),
      member('bytes_size', [bytesType], intType),
      global('size_list', [listType(A)], intType),
      member('list_size', [listType(A)], intType),
      global('size_map', [mapType(A, B)], intType),
      member('map_size', [mapType(A, B)], intType),
      global('size_string', [stringType], intType),
      member('string_size', [stringType], intType),
    ],
    singleton: (value) => (value instanceof OpaqueValue ? undefined : sizeOf(value as Value)),
  },
];
