import type { Json } from '../../../kube/json.ts';
import { JMESPathError, PanicError } from '../error.ts';
import type { Run } from '../run.ts';
import { ExpRef, ItemList, isInteger, type Value } from '../value.ts';

/** Upstream's names of argument types (kyverno/go-jmespath functions.go). */
export type ArgType =
  | 'number'
  | 'string'
  | 'array'
  | 'object'
  | 'array[number]'
  | 'array[string]'
  | 'expref'
  | 'any';

export interface FunctionEntry {
  readonly name: string;
  /** For each argument the types it may have. With no arguments declared any number is taken. */
  readonly args: readonly (readonly ArgType[])[];
  /** The last argument may be repeated, and then nothing is checked before the call. */
  readonly variadic?: boolean;
  readonly returns: ArgType | 'bool';
  /** For `portcullis jp function`. */
  readonly note: string;
  call(args: readonly Value[], run: Run): Value;
}

export function textArg(args: readonly Value[], index: number): string {
  return args[index] as string;
}

export function numberArg(args: readonly Value[], index: number): number {
  return Number(args[index]);
}

/** A []interface{}; upstream asserts that type and crashes when it meets the list that `items` makes. */
export function listArg(args: readonly Value[], index: number): readonly Json[] {
  const value = args[index];
  if (Array.isArray(value) && !(value instanceof ItemList)) return value;
  throw wrongType(value, '[]interface {}');
}

/** An error with the prefix of Kyverno's own functions. */
export function functionError(name: string, text: string): JMESPathError {
  return new JMESPathError(`JMESPath function '${name}': ${text}`);
}

export function typeError(name: string, argument: number, expected: string): JMESPathError {
  return functionError(name, `argument #${argument} is not of type ${expected}`);
}

/** A failed type assertion, in the words of Go's runtime. */
export function wrongType(value: unknown, expected: string): PanicError {
  return new PanicError(`interface conversion: interface {} is ${goType(value)}, not ${expected}`);
}

export function goType(value: unknown): string {
  if (value === null || value === undefined) return 'nil';
  if (typeof value === 'string') return 'string';
  if (typeof value === 'boolean') return 'bool';
  if (isInteger(value)) return 'int';
  if (typeof value !== 'object') return 'float64';
  if (value instanceof ExpRef) return 'jmespath.expRef';
  if (value instanceof ItemList) return '[]map[string]interface {}';
  return Array.isArray(value) ? '[]interface {}' : 'map[string]interface {}';
}
