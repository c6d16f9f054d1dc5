import type { StructDecl, VariableDecl } from '../check/declaration.ts';
import {
  anyType,
  boolType,
  bytesType,
  doubleType,
  durationType,
  dynType,
  intType,
  listOfDyn,
  mapType,
  nullable,
  stringType,
  type Type,
  timestampType,
  uintType,
} from '../check/type.ts';
import { CelError } from '../value/error.ts';
import { MapValue } from '../value/map.ts';
import { asDouble, doubleValue, isInt, UintValue } from '../value/number.ts';
import { DurationValue, timestampAt } from '../value/time.ts';
import type { Value } from '../value/value.ts';

type Fields = ReadonlyMap<string, Value>;

const PREFIX = 'google.protobuf.';

interface WellKnown {
  readonly type: Type;
  readonly fields: Readonly<Record<string, Type>>;
  readonly construct: (fields: Fields) => Value;
}

function wrapper(type: Type, zero: Value, fit: (value: Value) => Value = (value) => value): WellKnown {
  return {
    type: nullable(type),
    fields: { value: type },
    construct: (fields) => fit(fields.get('value') ?? zero),
  };
}

function within32(value: Value): Value {
  const whole = value instanceof UintValue ? value.value : value;
  const [low, high] = value instanceof UintValue ? [0, 2 ** 32 - 1] : [-(2 ** 31), 2 ** 31 - 1];
  return (whole as number | bigint) < low || (whole as number | bigint) > high
    ? new CelError('range error')
    : value;
}

function asFloat32(value: Value): Value {
  return doubleValue(Math.fround(asDouble(value) ?? 0));
}

function ofOne(fields: Fields): Value {
  for (const [name, value] of fields) return name === 'null_value' ? null : value;
  return null;
}

function integer(fields: Fields, name: string): bigint {
  const value = fields.get(name) ?? 0;
  return isInt(value) ? BigInt(value) : 0n;
}

const TYPES: Readonly<Record<string, WellKnown>> = {
  BoolValue: wrapper(boolType, false),
  BytesValue: wrapper(bytesType, new Uint8Array()),
  DoubleValue: wrapper(doubleType, doubleValue(0)),
  FloatValue: wrapper(doubleType, doubleValue(0), asFloat32),
  Int32Value: wrapper(intType, 0, within32),
  Int64Value: wrapper(intType, 0),
  StringValue: wrapper(stringType, ''),
  UInt32Value: wrapper(uintType, new UintValue(0n), within32),
  UInt64Value: wrapper(uintType, new UintValue(0n)),
  Any: {
    type: anyType,
    fields: { type_url: stringType, value: bytesType },
    construct: () => new CelError('conversion error: google.protobuf.Any holds no known message'),
  },
  Duration: {
    type: durationType,
    fields: { seconds: intType, nanos: intType },
    construct: (fields) =>
      new DurationValue(integer(fields, 'seconds') * 1_000_000_000n + integer(fields, 'nanos')),
  },
  Timestamp: {
    type: timestampType,
    fields: { seconds: intType, nanos: intType },
    construct: (fields) => timestampAt(integer(fields, 'seconds'), Number(integer(fields, 'nanos'))),
  },
  ListValue: {
    type: listOfDyn,
    fields: { values: listOfDyn },
    construct: (fields) => fields.get('values') ?? [],
  },
  Struct: {
    type: mapType(stringType, dynType),
    fields: { fields: mapType(stringType, dynType) },
    construct: (fields) => fields.get('fields') ?? new MapValue(),
  },
  Value: {
    type: dynType,
    fields: {
      null_value: intType,
      number_value: doubleType,
      string_value: stringType,
      bool_value: boolType,
      struct_value: mapType(stringType, dynType),
      list_value: listOfDyn,
    },
    construct: ofOne,
  },
};

/** The well-known protobuf types as constructors: `google.protobuf.Int64Value{value: 1}` is the int 1. */
export const wellKnownStructs: readonly StructDecl[] = Object.entries(TYPES).map(
  ([name, { type, fields, construct }]) => ({
    name: PREFIX + name,
    type,
    fields: new Map(Object.entries(fields)),
    construct,
  }),
);

export const nullValueConstant: VariableDecl = {
  name: `${PREFIX}NullValue.NULL_VALUE`,
  type: intType,
  value: 0,
};

/** The CEL type of a well-known protobuf type. */
export function wellKnownType(name: string): Type | undefined {
  const short = name.startsWith(PREFIX) ? name.slice(PREFIX.length) : '';
  return Object.hasOwn(TYPES, short) ? TYPES[short]?.type : undefined;
}
