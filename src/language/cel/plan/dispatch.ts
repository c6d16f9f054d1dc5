import type { FunctionDecl, Overload } from '../check/declaration.ts';
import type { Type } from '../check/type.ts';
import { CelError, noSuchOverload } from '../value/error.ts';
import { mapGet, mapKeys } from '../value/map-access.ts';
import { DurationValue, TimestampValue } from '../value/time.ts';
import { isMap, typeOf } from '../value/type-of.ts';
import type { Value } from '../value/value.ts';

/** How a call runs: with an overload known ahead, or with whichever fits the arguments. */
export interface Dispatch {
  readonly call: (args: readonly Value[]) => Value;
  /** `call` for one and for two arguments, without the list. */
  readonly call1: (a: Value) => Value;
  readonly call2: (a: Value, b: Value) => Value;
  readonly nonStrict: boolean;
  /** Arguments after a failed one are left alone. */
  readonly stopsAtError: boolean;
}

type Run = NonNullable<Overload['run']>;

/** The way to call `decl` when the checker left `overloads` (all of them, when nothing was checked). */
export function dispatch(
  decl: FunctionDecl,
  overloads: readonly Overload[],
  argCount: number,
  id: number,
): Dispatch {
  if (decl.singleton) return singleton(decl, decl.singleton, argCount, id);
  const bound = decl.overloads.filter((overload) => overload.run);
  const only =
    overloads.length === 1 && overloads[0]?.run ? overloads[0] : bound.length === 1 ? bound[0] : undefined;
  return only ? single(decl, only, only.run as Run, argCount) : anyOf(decl, bound);
}

function single(decl: FunctionDecl, overload: Overload, run: Run, argCount: number): Dispatch {
  const guards = overload.args.map((type) => guard(decl, overload, type));
  const [first = always, second = always] = guards;
  const fits = (args: readonly Value[]): boolean =>
    args.length === guards.length && args.every((arg, i) => guards[i]?.(arg));
  return {
    call: (args) => (fits(args) ? run(...args) : noMatch(decl, args)),
    call1: (a) => (first(a) ? run(a) : noMatch(decl, [a])),
    call2: (a, b) => (first(a) && second(b) ? run(a, b) : noMatch(decl, [a, b])),
    nonStrict: overload.nonStrict === true,
    stopsAtError: overload.stopsAtError === true || argCount > 2,
  };
}

function anyOf(decl: FunctionDecl, overloads: readonly Overload[]): Dispatch {
  const candidates = overloads.map((overload) => ({
    run: overload.run as Run,
    guards: overload.args.map((type) => guard(decl, overload, type)),
  }));
  const call = (args: readonly Value[]): Value => {
    const found = candidates.find(
      ({ guards }) =>
        guards.length === args.length && guards.every((accepts, i) => accepts(args[i] as Value)),
    );
    return found ? found.run(...args) : noMatch(decl, args);
  };
  return {
    call,
    call1: (a) => call([a]),
    call2: (a, b) => call([a, b]),
    nonStrict: overloads.some((overload) => overload.nonStrict),
    stopsAtError: true,
  };
}

function singleton(
  decl: FunctionDecl,
  run: NonNullable<FunctionDecl['singleton']>,
  argCount: number,
  id: number,
): Dispatch {
  const otherwise = (first: Value): Value => unsuitable(decl.name, first, argCount, id);
  return {
    call: (args) => run(...args) ?? otherwise(args[0] as Value),
    call1: (a) => {
      const result = run(a);
      return result === undefined ? otherwise(a) : result;
    },
    call2: (a, b) => {
      const result = run(a, b);
      return result === undefined ? otherwise(a) : result;
    },
    nonStrict: false,
    stopsAtError: argCount > 2,
  };
}

/** Upstream's words when the first argument cannot take part: receivers answer for themselves. */
function unsuitable(name: string, first: Value, argCount: number, id: number): CelError {
  const receives =
    typeof first === 'string' || first instanceof TimestampValue || first instanceof DurationValue;
  if (receives) return noSuchOverload();
  return new CelError(argCount > 2 ? `no such overload: ${name} ${id}` : `no such overload: ${name}`);
}

function noMatch(decl: FunctionDecl, args: readonly Value[]): CelError {
  const error = args.find((arg) => arg instanceof CelError);
  if (error instanceof CelError) return error;
  return new CelError(`no such overload: ${decl.name}(${args.map((arg) => typeOf(arg).name).join(', ')})`);
}

type Guard = (value: Value) => boolean;

const always: Guard = () => true;

function guard(decl: FunctionDecl, overload: Overload, type: Type): Guard {
  const accepts: Guard = decl.unguarded ? always : guardFor(type);
  if (overload.nonStrict) return (value) => value instanceof CelError || accepts(value);
  return decl.unguarded ? (value) => !(value instanceof CelError) : accepts;
}

function guardFor(type: Type): Guard {
  if (type.isDyn || type.kind === 'typeParam') return (value) => !(value instanceof CelError);
  if (!type.nullable && type.kind === 'string') return (value) => typeof value === 'string';
  return (value) => acceptsValue(type, value);
}

/** Whether a value may be passed for a type. Of lists and maps only the first element is looked at, as upstream does. */
function acceptsValue(type: Type, value: Value): boolean {
  if (type.isDyn || type.kind === 'typeParam') return true;
  if (type.nullable && value === null) return true;
  if (typeOf(value).name !== type.name) return false;
  if (type.kind === 'list' && Array.isArray(value)) {
    return value.length === 0 || acceptsValue(type.params[0] as Type, value[0] as Value);
  }
  if (type.kind === 'map' && isMap(value)) {
    const [key] = mapKeys(value);
    if (key === undefined) return true;
    return (
      acceptsValue(type.params[0] as Type, key) &&
      acceptsValue(type.params[1] as Type, mapGet(value, key) as Value)
    );
  }
  return true;
}
