import type { FunctionDecl, Overload } from '../check/declaration.ts';
import { global } from '../check/declaration.ts';
import {
  boolType,
  bytesType,
  doubleType,
  durationType,
  intType,
  listType,
  mapType,
  stringType,
  type Type,
  timestampType,
  typeParam,
  uintType,
} from '../check/type.ts';
import { operator } from '../syntax/ast.ts';
import { add, divide, modulo, multiply, negate, subtract } from '../value/arithmetic.ts';
import { compare, isOrdered } from '../value/compare.ts';
import { equals } from '../value/equals.ts';
import { CelError, noSuchOverload } from '../value/error.ts';
import { mapGet } from '../value/map-access.ts';
import { isMap } from '../value/type-of.ts';
import type { Value } from '../value/value.ts';

const A = typeParam('A');
const B = typeParam('B');
const listOfA = listType(A);
const mapOfAB = mapType(A, B);

function binary(id: string, left: Type, right: Type, result: Type): Overload {
  return global(id, [left, right], result);
}

/** The planner evaluates these itself; here they only have signatures. */
const logic: readonly FunctionDecl[] = [
  { name: operator.conditional, overloads: [global('conditional', [boolType, A, A], A)] },
  { name: operator.and, overloads: [binary('logical_and', boolType, boolType, boolType)] },
  { name: operator.or, overloads: [binary('logical_or', boolType, boolType, boolType)] },
  { name: operator.equals, overloads: [binary('equals', A, A, boolType)] },
  { name: operator.notEquals, overloads: [binary('not_equals', A, A, boolType)] },
  { name: operator.notStrictlyFalse, overloads: [global('not_strictly_false', [boolType], boolType)] },
  {
    name: operator.index,
    overloads: [binary('index_list', listOfA, intType, A), binary('index_map', mapOfAB, A, B)],
  },
  {
    name: operator.not,
    overloads: [global('logical_not', [boolType], boolType)],
    singleton: (value) => (typeof value === 'boolean' ? !value : noSuchOverload()),
  },
];

/** `null` from an operation means: not with this first argument. */
function arithmetic(
  name: string,
  run: (a: Value, b: Value) => Value | null,
  overloads: readonly Overload[],
): FunctionDecl {
  return { name, overloads, singleton: (a, b) => run(a as Value, b as Value) ?? undefined };
}

function sameForAll(prefix: string, types: readonly (readonly [string, Type])[]): Overload[] {
  return types.map(([name, type]) => binary(`${prefix}_${name}`, type, type, type));
}

const NUMBERS = [
  ['double', doubleType],
  ['int64', intType],
  ['uint64', uintType],
] as const;

const math: readonly FunctionDecl[] = [
  arithmetic(operator.add, add, [
    binary('add_bytes', bytesType, bytesType, bytesType),
    binary('add_double', doubleType, doubleType, doubleType),
    binary('add_duration_duration', durationType, durationType, durationType),
    binary('add_duration_timestamp', durationType, timestampType, timestampType),
    binary('add_timestamp_duration', timestampType, durationType, timestampType),
    binary('add_int64', intType, intType, intType),
    binary('add_list', listOfA, listOfA, listOfA),
    binary('add_string', stringType, stringType, stringType),
    binary('add_uint64', uintType, uintType, uintType),
  ]),
  arithmetic(operator.divide, divide, sameForAll('divide', NUMBERS)),
  arithmetic(operator.modulo, modulo, sameForAll('modulo', NUMBERS.slice(1))),
  arithmetic(operator.multiply, multiply, sameForAll('multiply', NUMBERS)),
  arithmetic(operator.subtract, subtract, [
    binary('subtract_double', doubleType, doubleType, doubleType),
    binary('subtract_duration_duration', durationType, durationType, durationType),
    binary('subtract_int64', intType, intType, intType),
    binary('subtract_timestamp_duration', timestampType, durationType, timestampType),
    binary('subtract_timestamp_timestamp', timestampType, timestampType, durationType),
    binary('subtract_uint64', uintType, uintType, uintType),
  ]),
  {
    name: operator.negate,
    overloads: [
      global('negate_double', [doubleType], doubleType),
      global('negate_int64', [intType], intType),
    ],
    singleton: (value) =>
      typeof value === 'boolean' ? noSuchOverload() : (negate(value as Value) ?? undefined),
  },
];

const COMPARED: readonly (readonly [string, Type, Type])[] = [
  ['bool', boolType, boolType],
  ['int64', intType, intType],
  ['int64_double', intType, doubleType],
  ['int64_uint64', intType, uintType],
  ['uint64', uintType, uintType],
  ['uint64_double', uintType, doubleType],
  ['uint64_int64', uintType, intType],
  ['double', doubleType, doubleType],
  ['double_int64', doubleType, intType],
  ['double_uint64', doubleType, uintType],
  ['string', stringType, stringType],
  ['bytes', bytesType, bytesType],
  ['timestamp', timestampType, timestampType],
  ['duration', durationType, durationType],
];

function comparison(name: string, prefix: string, test: (order: number) => boolean): FunctionDecl {
  return {
    name,
    overloads: COMPARED.map(([suffix, a, b]) => binary(`${prefix}_${suffix}`, a, b, boolType)),
    singleton: (a, b) => {
      if (!isOrdered(a as Value)) return undefined;
      const order = compare(a as Value, b as Value);
      return order instanceof CelError ? order : test(order);
    },
  };
}

const comparisons: readonly FunctionDecl[] = [
  comparison(operator.less, 'less', (order) => order < 0),
  comparison(operator.lessEquals, 'less_equals', (order) => order <= 0),
  comparison(operator.greater, 'greater', (order) => order > 0),
  comparison(operator.greaterEquals, 'greater_equals', (order) => order >= 0),
];

function contains(value: Value, within: Value): Value {
  if (Array.isArray(within)) return within.some((element) => equals(value, element as Value));
  return isMap(within) ? mapGet(within, value) !== undefined : noSuchOverload();
}

/** The operators (cel-go common/stdlib/standard.go). */
export const operators: readonly FunctionDecl[] = [
  ...logic,
  ...math,
  ...comparisons,
  {
    name: operator.in,
    overloads: [binary('in_list', A, listOfA, boolType), binary('in_map', A, mapOfAB, boolType)],
    singleton: (value, within) => contains(value as Value, within as Value),
  },
];
