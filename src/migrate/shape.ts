import { builtInKind, builtInKinds } from '../kube/structure/kinds.ts';
import type { Field, Struct, Type } from '../kube/structure/structure.ts';

/** What a place of an object can hold once the API server has decoded it: the types of all kinds a rule is about. */
export type Shape = readonly Type[];

export type ValueType = 'string' | 'int' | 'double' | 'bool' | 'null_type' | 'list' | 'map';

const anything: Type = { is: 'any' };
export const anyShape: Shape = [anything];

export function shapeOfKinds(
  kinds: readonly { readonly apiVersion: string; readonly kind: string }[],
): Shape {
  return kinds.map(({ apiVersion, kind }) => {
    const struct = builtInKind(apiVersion, kind)?.struct() ?? customKind();
    return structType(struct);
  });
}

let custom: Struct | undefined;

/** Of a custom kind only what every object has is known. */
export function customKind(): Struct {
  custom ??= { name: '', atomic: false, fields: commonFields() };
  return custom;
}

function commonFields(): ReadonlyMap<string, Field> {
  const pod = builtInKind('v1', 'Pod')?.struct()?.fields ?? new Map<string, Field>();
  return new Map([...pod].filter(([name]) => ['apiVersion', 'kind', 'metadata'].includes(name)));
}

function structType(struct: Struct): Type {
  return { is: 'struct', struct: () => struct, atomic: null };
}

export function fieldShape(shape: Shape, key: string): Shape {
  return distinct(
    shape.flatMap((type) => {
      if (type.is === 'struct') return [type.struct().fields.get(key)?.type ?? anything];
      if (type.is === 'map') return [type.value];
      return type.is === 'any' ? [anything] : [];
    }),
  );
}

/** Lists that an API server writes as null when they are empty: Go's field has no omitempty. */
const writtenAsNull: ReadonlySet<string> = new Set(['ClusterRole rules', 'Role rules']);

export function mayBeNull(shape: Shape, key: string): boolean {
  return shape.some(
    (type) => type.is === 'struct' && writtenAsNull.has(`${type.struct().name.replace(/^.*\./, '')} ${key}`),
  );
}

export function itemShape(shape: Shape): Shape {
  return distinct(
    shape.flatMap((type) => (type.is === 'list' ? [type.item] : type.is === 'any' ? [anything] : [])),
  );
}

function distinct(shape: Shape): Shape {
  if (shape.some(({ is }) => is === 'any')) return anyShape;
  const seen = new Map<string, Type>();
  for (const type of shape) seen.set(nameOf(type), type);
  return [...seen.values()];
}

/** One type for all of a shape: objects of several kinds are taken for one that has the fields of each. */
export function oneType(shape: Shape): Type {
  const [first, ...more] = distinct(shape);
  if (first === undefined) return anything;
  if (more.length === 0) return first;
  const structs = [first, ...more].flatMap((type) => (type.is === 'struct' ? [type.struct()] : []));
  if (structs.length <= more.length) return anything;
  const names = new Set(structs.flatMap(({ fields }) => [...fields.keys()]));
  const fields = [...names].map((name): [string, Field] => {
    const found = structs.map((struct) => struct.fields.get(name)).filter((one) => one !== undefined);
    // A field that one of them has not is not there in what was decoded.
    return [name, { name, type: oneType(found.map(({ type }) => type)), patch: null }];
  });
  const name = structs.map((struct) => struct.name).join(' or ');
  return structType({ name, atomic: false, fields: new Map(fields) });
}

function nameOf(type: Type): string {
  switch (type.is) {
    case 'struct':
      return type.struct().name;
    case 'list':
      return `[]${nameOf(type.item)}`;
    case 'map':
      return `{}${nameOf(type.value)}`;
    default:
      return type.is;
  }
}

const types: Readonly<Record<Type['is'], readonly ValueType[]>> = {
  string: ['string'],
  bytes: ['string'],
  time: ['string'],
  microTime: ['string'],
  bool: ['bool'],
  int32: ['int'],
  int64: ['int'],
  double: ['int', 'double'],
  quantity: ['string', 'int', 'double'],
  intOrString: ['string', 'int'],
  any: ['string', 'int', 'double', 'bool', 'null_type', 'list', 'map'],
  list: ['list'],
  map: ['map'],
  struct: ['map'],
};

export function valueTypes(shape: Shape): ReadonlySet<ValueType> {
  return new Set(shape.flatMap(({ is }) => types[is]));
}

/** The built-in kinds of that name in any group and version. */
export function kindsNamed(name: string): { readonly apiVersion: string; readonly kind: string }[] {
  return [...builtInKinds()].filter(({ kind }) => kind === name);
}
