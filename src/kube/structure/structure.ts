/**
 * The shape of a Kubernetes type, told once for typed decoding, static checks of expressions, server-side apply and
 * strategic merge. Built-in types come from `builtInStruct`; custom ones are made from a CustomResourceDefinition.
 */
export interface Struct {
  /** Package, version and name: `core/v1.Container`. */
  readonly name: string;
  /** Server-side apply replaces it as a whole. */
  readonly atomic: boolean;
  readonly fields: ReadonlyMap<string, Field>;
}

export interface Field {
  readonly name: string;
  readonly type: Type;
  /** How kubectl's strategic merge patch treats the field; null for plain replacement. */
  readonly patch: Patch | null;
}

export interface Patch {
  readonly merge: boolean;
  /** The key that list items are matched by; null merges a list of scalars as a set. */
  readonly key: string | null;
  readonly retainKeys: boolean;
}

export type Type = Scalar | ListType | MapType | StructType;

export interface Scalar {
  readonly is:
    | 'string'
    | 'bool'
    | 'int32'
    | 'int64'
    | 'double'
    | 'bytes'
    | 'quantity'
    | 'intOrString'
    | 'time'
    | 'microTime'
    /** Any JSON. */
    | 'any';
}

export interface ListType {
  readonly is: 'list';
  readonly item: Type;
  /** Server-side apply's view; null where the type says nothing, which merges like `atomic`. */
  readonly list: 'atomic' | 'set' | 'map' | null;
  /** The keys that identify an item of a `map` list. */
  readonly keys: readonly string[];
}

export interface MapType {
  readonly is: 'map';
  readonly value: Type;
  readonly atomic: boolean;
}

export interface StructType {
  readonly is: 'struct';
  /** Types may contain themselves, so the struct is looked up when asked for. */
  struct(): Struct;
  /** What the field says about `Struct.atomic`; null where it says nothing. */
  readonly atomic: boolean | null;
}
