/**
 * The types of CEL expressions, as cel-go v0.26 names and compares them (common/types/types.go). `struct` types stand for
 * declared object types and for Kubernetes' opaque values; `opaque` ones may have parameters (`optional_type(int)`).
 */
export type Kind =
  | 'any'
  | 'bool'
  | 'bytes'
  | 'double'
  | 'duration'
  | 'dyn'
  | 'error'
  | 'int'
  | 'list'
  | 'map'
  | 'null'
  | 'opaque'
  | 'string'
  | 'struct'
  | 'timestamp'
  | 'type'
  | 'typeParam'
  | 'uint';

export class Type {
  readonly kind: Kind;
  /** The name at run time: `int`, `list`, `google.protobuf.Timestamp`, `net.IP`. */
  readonly name: string;
  readonly params: readonly Type[];
  /** True for the wrapper types of protobuf, which hold a value or null. */
  readonly nullable: boolean;

  constructor(kind: Kind, name: string, params: readonly Type[] = [], nullable = false) {
    this.kind = kind;
    this.name = name;
    this.params = params;
    this.nullable = nullable;
  }

  get isDyn(): boolean {
    return this.kind === 'dyn' || this.kind === 'any';
  }

  /** `wrapper(int)` for nullable types, else the name. */
  get declaredName(): string {
    return this.nullable ? `wrapper(${this.name})` : this.name;
  }

  /** As upstream prints the type of a whole expression: `list(google.protobuf.Timestamp)`. */
  toString(): string {
    if (this.kind === 'typeParam') return `<${this.name}>`;
    if (this.params.length === 0) return this.declaredName;
    return `${this.declaredName}(${this.params.join(', ')})`;
  }
}

export const anyType: Type = new Type('any', 'google.protobuf.Any');
export const boolType: Type = new Type('bool', 'bool');
export const bytesType: Type = new Type('bytes', 'bytes');
export const doubleType: Type = new Type('double', 'double');
export const durationType: Type = new Type('duration', 'google.protobuf.Duration');
export const dynType: Type = new Type('dyn', 'dyn');
export const errorType: Type = new Type('error', 'error');
export const intType: Type = new Type('int', 'int');
export const nullType: Type = new Type('null', 'null_type');
export const stringType: Type = new Type('string', 'string');
export const timestampType: Type = new Type('timestamp', 'google.protobuf.Timestamp');
export const typeType: Type = new Type('type', 'type');
export const uintType: Type = new Type('uint', 'uint');

export function listType(element: Type): Type {
  return new Type('list', 'list', [element]);
}

export function mapType(key: Type, value: Type): Type {
  return new Type('map', 'map', [key, value]);
}

export function structType(name: string): Type {
  return new Type('struct', name);
}

export function opaqueType(name: string, ...params: Type[]): Type {
  return new Type('opaque', name, params);
}

export function optionalType(value: Type): Type {
  return opaqueType('optional_type', value);
}

/** The type of the type `of`: what the identifier `int` has. */
export function typeOfType(of: Type): Type {
  return new Type('type', 'type', [of]);
}

export function typeParam(name: string): Type {
  return new Type('typeParam', name);
}

export function nullable(wrapped: Type): Type {
  return new Type(wrapped.kind, wrapped.name, wrapped.params, true);
}

export const listOfDyn: Type = listType(dynType);
export const mapOfDyn: Type = mapType(dynType, dynType);

/** The parameter of an optional type, or null for any other. */
export function optionalParam(type: Type): Type | null {
  return type.kind === 'opaque' && type.name === 'optional_type' ? (type.params[0] ?? dynType) : null;
}

/** Same kind, name and parameters; type parameters must have the same name. */
export function sameType(a: Type, b: Type): boolean {
  return equalTypes(a, b, true);
}

/** Like `sameType`, but any type parameter is as good as another. */
export function equivalentType(a: Type, b: Type): boolean {
  return equalTypes(a, b, false);
}

function equalTypes(a: Type, b: Type, paramNames: boolean): boolean {
  if (a === b) return true;
  if (a.kind !== b.kind || a.params.length !== b.params.length) return false;
  if ((paramNames || a.kind !== 'typeParam') && a.name !== b.name) return false;
  return a.params.every((param, i) => equalTypes(param, b.params[i] as Type, paramNames));
}

/** Whether a value of type `from` may stand where `to` is wanted, without type parameters being bound. */
export function acceptsType(to: Type, from: Type): boolean {
  if (to === from || to.isDyn || to.kind === 'typeParam') return true;
  if (to.nullable && from.kind === 'null') return true;
  if (to.kind !== from.kind || to.name !== from.name || to.params.length !== from.params.length) return false;
  return to.params.every((param, i) => acceptsType(param, from.params[i] as Type));
}

const SHORT_NAMES: Partial<Record<Kind, string>> = {
  any: 'any',
  duration: 'duration',
  error: '!error!',
  null: 'null',
  timestamp: 'timestamp',
};

/** As type errors print a type: `timestamp`, `wrapper(int)`, `map(string, dyn)` (checker/format.go). */
export function formatType(type: Type): string {
  const short = SHORT_NAMES[type.kind];
  if (short !== undefined) return short;
  if (type.kind === 'typeParam') return type.name;
  if (type.params.length === 0) return type.declaredName;
  return `${type.name}(${type.params.map(formatType).join(', ')})`;
}

/** The names of the type parameters inside `types`. */
export function typeParamNames(types: readonly Type[], found: Set<string> = new Set()): Set<string> {
  for (const type of types) {
    if (type.kind === 'typeParam') found.add(type.name);
    typeParamNames(type.params, found);
  }
  return found;
}
