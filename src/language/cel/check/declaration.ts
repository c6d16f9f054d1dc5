import type { Value } from '../value/value.ts';
import type { Type } from './type.ts';

/** The code of a function. It gets no errors among its arguments, unless it is non-strict, and may give one. */
export type Implementation = (...args: Value[]) => Value;

/** One signature of a function, with its code. */
export interface Overload {
  readonly id: string;
  /** True for `a.f(b)`; `a` is the first argument then. */
  readonly member: boolean;
  readonly args: readonly Type[];
  readonly result: Type;
  /** Absent for functions the planner knows itself, and where the function has one implementation for all. */
  readonly run?: Implementation;
  /** True when the code also gets errors. */
  readonly nonStrict?: boolean;
  /** True when arguments after a failed one are not evaluated, although there are only one or two (cel-go FunctionBinding). */
  readonly stopsAtError?: boolean;
}

export interface FunctionDecl {
  readonly name: string;
  readonly overloads: readonly Overload[];
  /** One implementation for all overloads: it answers `null` when the first argument cannot take part at all. */
  readonly singleton?: (...args: Value[]) => Value | undefined;
  /** Arguments reach the code unchecked (cel-go DisableTypeGuards). */
  readonly unguarded?: boolean;
  /** Known to the planner but not to the checker. */
  readonly hidden?: boolean;
}

export interface VariableDecl {
  readonly name: string;
  readonly type: Type;
  /** Set for constants: enum values and type names. */
  readonly value?: Value;
}

/** A type with declared fields: other fields are compile errors. */
export interface StructDecl {
  readonly name: string;
  readonly type: Type;
  readonly fields: { get(name: string): Type | undefined };
  /** Makes the value of `Name{…}`; absent when the type cannot be written so. */
  readonly construct?: (fields: ReadonlyMap<string, Value>) => Value;
}

/** A signature as a function of the same name. */
export function global(id: string, args: readonly Type[], result: Type, run?: Implementation): Overload {
  return run ? { id, member: false, args, result, run } : { id, member: false, args, result };
}

export function member(id: string, args: readonly Type[], result: Type, run?: Implementation): Overload {
  return run ? { id, member: true, args, result, run } : { id, member: true, args, result };
}
