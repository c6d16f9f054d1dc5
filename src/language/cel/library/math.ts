import { type FunctionDecl, global, type Overload } from '../check/declaration.ts';
import { boolType, doubleType, dynType, intType, listType, type Type, uintType } from '../check/type.ts';
import type { Library } from '../environment.ts';
import type { Expr } from '../syntax/ast.ts';
import { isNamespace, type Macro, MacroError, type MacroHelper } from '../syntax/macro.ts';
import { compare } from '../value/compare.ts';
import { CelError, noSuchOverload } from '../value/error.ts';
import { asDouble, doubleValue, intValue, isInt, isNumber, MIN_INT, UintValue } from '../value/number.ts';
import type { Value } from '../value/value.ts';

type Run = NonNullable<Overload['run']>;

const NUMBERS: readonly (readonly [string, Type])[] = [
  ['double', doubleType],
  ['int', intType],
  ['uint', uintType],
];

/** The one of two numbers that comes first in the order `sign`. */
function pick(name: string, sign: 1 | -1): (a: Value, b?: Value) => Value {
  const pair = (a: Value, b: Value): Value => {
    const order = compare(a, b);
    if (order instanceof CelError) return suffixed(order, name);
    return order === sign ? b : a;
  };
  return (a, b) => {
    if (b !== undefined) return pair(a, b);
    return Array.isArray(a) ? pickFrom(name, a as readonly Value[], pair) : a;
  };
}

function suffixed(error: CelError, name: string): CelError {
  return error.message.includes(name) ? error : new CelError(`${error.message}: ${name}`);
}

function pickFrom(name: string, list: readonly Value[], pair: (a: Value, b: Value) => Value): Value {
  const [first, ...rest] = list;
  if (first === undefined) return new CelError(`${name}(list) argument must not be empty`);
  let found = first;
  for (const element of rest) found = found instanceof CelError ? found : pair(found, element);
  return isNumber(found) ? found : new CelError(`no such overload: ${name}`);
}

function extreme(name: 'min' | 'max', sign: 1 | -1): FunctionDecl {
  const run = pick(`math.@${name}`, sign) as Run;
  const overloads = NUMBERS.map(([id, type]) => global(`math_@${name}_${id}`, [type], type, run));
  for (const [leftId, left] of NUMBERS) {
    for (const [rightId, right] of NUMBERS) {
      overloads.push(
        global(`math_@${name}_${leftId}_${rightId}`, [left, right], left === right ? left : dynType, run),
      );
    }
  }
  for (const [id, type] of NUMBERS)
    overloads.push(global(`math_@${name}_list_${id}`, [listType(type)], type, run));
  return { name: `math.@${name}`, overloads };
}

function ofDouble(name: string, result: Type, run: (value: number) => Value): FunctionDecl {
  const overload = global(`math_${name}_double`, [doubleType], result, (value) =>
    run(asDouble(value) as number),
  );
  return { name: `math.${name}`, overloads: [overload] };
}

/** Halves away from zero, as Go rounds. */
function round(value: number): number {
  return Math.sign(value) * Math.round(Math.abs(value));
}

function abs(value: Value): Value {
  if (value instanceof UintValue) return value;
  const double = asDouble(value);
  if (double !== null) return doubleValue(Math.abs(double));
  const whole = BigInt(value as number | bigint);
  return whole === MIN_INT ? new CelError('integer overflow') : intValue(whole < 0n ? -whole : whole);
}

function sign(value: Value): Value {
  if (value instanceof UintValue) return new UintValue(value.value === 0n ? 0n : 1n);
  const double = asDouble(value);
  if (double !== null) return doubleValue(double > 0 ? 1 : double < 0 ? -1 : double === 0 ? 0 : double);
  return (value as number | bigint) > 0 ? 1 : (value as number | bigint) < 0 ? -1 : 0;
}

function sqrt(value: Value): Value {
  const number = value instanceof UintValue ? Number(value.value) : (asDouble(value) ?? Number(value));
  return doubleValue(Math.sqrt(number));
}

function forAll(name: string, run: (value: Value) => Value, result?: Type): FunctionDecl {
  return {
    name: `math.${name}`,
    overloads: NUMBERS.map(([id, type]) => global(`math_${name}_${id}`, [type], result ?? type, run as Run)),
  };
}

function wrap(value: bigint, like: Value): Value {
  return like instanceof UintValue
    ? new UintValue(BigInt.asUintN(64, value))
    : intValue(BigInt.asIntN(64, value));
}

function bits(value: Value): bigint {
  return value instanceof UintValue ? value.value : BigInt(value as number | bigint);
}

function bitwise(name: string, run: (a: bigint, b: bigint) => bigint): FunctionDecl {
  const both = (a: Value, b: Value): Value => wrap(run(bits(a), bits(b)), a);
  return {
    name: `math.${name}`,
    overloads: [
      global(`math_${name}_int_int`, [intType, intType], intType, both as Run),
      global(`math_${name}_uint_uint`, [uintType, uintType], uintType, both as Run),
    ],
  };
}

function shift(name: string, run: (value: bigint, by: bigint) => bigint): FunctionDecl {
  const both = (value: Value, by: Value): Value => {
    if (!isInt(by)) return noSuchOverload();
    if (by < 0) return new CelError(`math.${name}() negative offset: ${by}`);
    return by > 63 ? wrap(0n, value) : wrap(run(BigInt.asUintN(64, bits(value)), BigInt(by)), value);
  };
  return {
    name: `math.${name}`,
    overloads: [
      global(`math_${name}_int_int`, [intType, intType], intType, both as Run),
      global(`math_${name}_uint_int`, [uintType, intType], uintType, both as Run),
    ],
  };
}

const bitNot: FunctionDecl = {
  name: 'math.bitNot',
  overloads: [
    global('math_bitNot_int_int', [intType], intType, (value) => wrap(~bits(value as Value), value as Value)),
    global('math_bitNot_uint_uint', [uintType], uintType, (value) =>
      wrap(~bits(value as Value), value as Value),
    ),
  ],
};

const functions: readonly FunctionDecl[] = [
  extreme('min', 1),
  extreme('max', -1),
  ofDouble('ceil', doubleType, (value) => doubleValue(Math.ceil(value))),
  ofDouble('floor', doubleType, (value) => doubleValue(Math.floor(value))),
  ofDouble('round', doubleType, (value) => doubleValue(round(value))),
  ofDouble('trunc', doubleType, (value) => doubleValue(Math.trunc(value))),
  ofDouble('isInf', boolType, (value) => Math.abs(value) === Number.POSITIVE_INFINITY),
  ofDouble('isNaN', boolType, (value) => Number.isNaN(value)),
  ofDouble('isFinite', boolType, (value) => Number.isFinite(value)),
  forAll('abs', abs),
  forAll('sign', sign),
  forAll('sqrt', sqrt, doubleType),
  bitwise('bitAnd', (a, b) => a & b),
  bitwise('bitOr', (a, b) => a | b),
  bitwise('bitXor', (a, b) => a ^ b),
  bitNot,
  shift('bitShiftLeft', (value, by) => value << by),
  shift('bitShiftRight', (value, by) => value >> by),
];

/** `math.least(…)` and `math.greatest(…)`: one list, or the arguments. */
function extremeMacro(name: 'least' | 'greatest', functionName: string): Macro {
  const call = `math.${name}()`;
  const expand = (h: MacroHelper, target: Expr | null, args: readonly Expr[]): Expr | null => {
    if (!isNamespace(target, 'math')) return null;
    if (args.length === 0) throw new MacroError(target as Expr, `${call} requires at least one argument`);
    const [first] = args as [Expr];
    if (args.length === 1) {
      if (!mayBeNumber(first) && !isListOfNumbers(first)) {
        throw new MacroError(first, `${call} invalid single argument value`);
      }
      return h.call(functionName, first);
    }
    const wrong = args.find((arg) => !mayBeNumber(arg));
    if (wrong) throw new MacroError(wrong, `${call} simple literal arguments must be numeric`);
    return args.length === 2 ? h.call(functionName, ...args) : h.call(functionName, h.list(...args));
  };
  return { name, receiver: true, args: -1, expand };
}

function mayBeNumber(arg: Expr): boolean {
  if (arg.kind === 'literal') return isNumber(arg.value);
  return arg.kind !== 'list' && arg.kind !== 'map' && arg.kind !== 'struct';
}

function isListOfNumbers(arg: Expr): boolean {
  return arg.kind === 'list' && arg.elements.length > 0 && arg.elements.every(mayBeNumber);
}

/** cel-go's math library (ext/math.go), version 2. */
export const mathLibrary: Library = {
  functions,
  macros: [extremeMacro('least', 'math.@min'), extremeMacro('greatest', 'math.@max')],
};
