/** The JSON Schemas under schema/ are the one source of each kind; this is the part of JSON Schema they use. */
export interface Schema {
  readonly $id?: string;
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Schema>>;
  readonly title?: string;
  readonly description?: string;
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  readonly format?: string;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minProperties?: number;
  readonly maxProperties?: number;
  readonly 'x-kubernetes-validations'?: readonly CelRule[];
  /** What a pattern, a format or an anyOf asks for, in words: "a DNS label". */
  readonly 'x-expected'?: string;
  readonly 'x-portcullis-crd'?: CrdFacts;
  readonly [keyword: string]: unknown;
}

export interface CelRule {
  readonly rule: string;
  readonly message: string;
}

/** What a CustomResourceDefinition says beside its schema. */
export interface CrdFacts {
  readonly group: string;
  readonly version: string;
  readonly scope: 'Namespaced' | 'Cluster';
  readonly names: { readonly kind: string; readonly plural: string } & Readonly<Record<string, unknown>>;
  readonly additionalPrinterColumns: readonly object[];
}

/** The schema that a local `$ref` names, with the keywords beside the `$ref` laid over it; any other as it is. */
export function resolve(root: Schema, schema: Schema): Schema {
  const ref = schema.$ref;
  if (ref === undefined) return schema;
  const name = ref.startsWith('#/$defs/') ? ref.slice('#/$defs/'.length) : undefined;
  const target = name === undefined ? undefined : root.$defs?.[name];
  if (target === undefined) throw new Error(`${root.$id}: ${ref} names nothing under $defs`);
  const { $ref: _, ...beside } = schema;
  return { ...resolve(root, target), ...beside };
}
