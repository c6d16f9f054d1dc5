import type { Json, JsonObject } from '../../../../kube/json.ts';
import {
  anyType,
  CelError,
  type FunctionDecl,
  type Implementation,
  listType,
  mapType,
  OpaqueValue,
  type Overload,
  opaqueType,
  stringType,
  type Type,
  toJson,
  type Value,
} from '../../../../language/cel/index.ts';
import type { Lookup } from '../../../engine.ts';

/** What a variable such as `resource` or `http` holds: nothing but the way to the outside. */
export class ContextValue extends OpaqueValue {
  readonly type: Type;
  readonly lookup: Lookup;

  constructor(type: Type, lookup: Lookup) {
    super();
    this.type = type;
    this.lookup = lookup;
  }

  equals(other: Value): boolean {
    return other === this;
  }

  toString(): string {
    return this.type.name;
  }
}

export const stringMap: Type = mapType(stringType, stringType);
export const anyMap: Type = mapType(stringType, anyType);
export const anyMaps: Type = listType(anyMap);

export function contextType(name: string): Type {
  return opaqueType(name);
}

/** A function on a context under its two names: `get` and, as before Kyverno 1.18, `Get`. */
export function contextFunctions(name: string, overloads: readonly Overload[]): FunctionDecl[] {
  const pascal = name[0]?.toUpperCase() + name.slice(1);
  return [
    { name, overloads: suffixed(overloads, 'camel') },
    { name: pascal, overloads: suffixed(overloads, 'pascal') },
  ];
}

function suffixed(overloads: readonly Overload[], suffix: string): Overload[] {
  return overloads.map((overload) => ({ ...overload, id: `${overload.id}_${suffix}` }));
}

/** Runs code on the lookup of the context, which is the first argument. */
export function asking(run: (lookup: Lookup, ...args: Value[]) => Value): Implementation {
  return (context, ...args) => run((context as ContextValue).lookup, ...args);
}

export function text(value: Value | undefined): string {
  return typeof value === 'string' ? value : '';
}

/** A CEL value as JSON, or null for what JSON cannot hold. */
export function json(value: Value | undefined): Json {
  return value === undefined ? null : ((toJson(value) ?? null) as Json);
}

export function jsonObject(value: Value | undefined): JsonObject {
  const found = json(value);
  return typeof found === 'object' && found !== null && !Array.isArray(found) ? found : {};
}

export function failure(message: string): CelError {
  return new CelError(message);
}
