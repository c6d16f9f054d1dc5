import { type Decode, decodeScalar, type Fault, jsonKind, zeroOf } from './decode-scalar.ts';
import { isObject, type Json, type JsonObject, type Path } from './json.ts';
import { goField } from './structure/go-field.ts';
import { builtInKind } from './structure/kinds.ts';
import type { ListType, MapType, Struct, Type } from './structure/structure.ts';

/**
 * Reads parsed JSON as the API server does: strict about types, blind to unknown keys. Returns the same object when
 * nothing had to change. `null` means missing: a null field is left out, a null item of a list or map becomes the zero
 * value of its type. Unknown keys stay where they are.
 */
export type Decoder = (object: Json) => JsonObject | DecodeProblem;

/** Why an object is none of its kind: the first offence in the order of the text, as in Go. */
export class DecodeProblem {
  /** The place of the offending value. */
  readonly path: Path;
  /** The Go type that should be there: `bool`, `int32`, `[]v1.Container`. */
  readonly expected: string;
  /** What is there, in JSON's terms: `string`, `number 2147483648`. */
  readonly found: string;
  /** As sigs.k8s.io/json words it. */
  readonly message: string;

  constructor({ steps, expected, goType: named, found, owner, fields }: Fault) {
    this.path = steps.toReversed();
    this.expected = expected;
    this.found = found;
    const into = owner === '' ? 'value' : `struct field ${owner}.${fields.toReversed().join('.')}`;
    this.message = `json: cannot unmarshal ${found} into Go ${into} of type ${named || expected}`;
  }
}

/** The decoder of a built-in kind, made on first use; undefined for a kind that is not built in. */
export function decoderOf(apiVersion: string, kind: string): Decoder | undefined {
  const struct = builtInKind(apiVersion, kind)?.struct();
  return struct && structDecoder(struct);
}

export function structDecoder(struct: Struct): Decoder {
  let decoder = decoders.get(struct);
  if (!decoder) {
    const decode = ofStruct(() => struct);
    decoder = (object) => {
      const fault: Fault = { steps: [], fields: [], expected: '', goType: '', found: '', owner: '' };
      const decoded = decode(object, fault);
      return decoded === undefined ? new DecodeProblem(fault) : (decoded as JsonObject);
    };
    decoders.set(struct, decoder);
  }
  return decoder;
}

const decoders = new WeakMap<Struct, Decoder>();

function ofType(type: Type): Decode {
  switch (type.is) {
    case 'struct':
      return ofStruct(() => type.struct());
    case 'list':
      return ofList(type);
    case 'map':
      return ofMap(type);
    default:
      return decodeScalar(type.is);
  }
}

function ofStruct(struct: () => Struct): Decode {
  let fields: ReadonlyMap<string, Decode> | undefined;
  return (value, fault) => {
    if (!isObject(value)) return mismatch(fault, `v1.${simpleName(struct())}`, value);
    fields ??= fieldsOf(struct());
    let copy: JsonObject | undefined;
    for (const key in value) {
      const decode = fields.get(key);
      const before = value[key];
      if (decode === undefined || before === undefined) continue;
      if (before === null) {
        copy ??= withoutNulls(value, fields);
        continue;
      }
      const after = decode(before, fault);
      if (after === undefined) {
        nameField(fault, simpleName(struct()), key);
        return undefined;
      }
      if (after !== before) {
        copy ??= withoutNulls(value, fields);
        copy[key] = after;
      }
    }
    return copy ?? value;
  };
}

/** Adds a field to the path of a fault inside of it, and what only Go's words for the fault need. */
function nameField(fault: Fault, owner: string, key: string): void {
  const { type, embedded } = goField(owner, key);
  const inItem = fault.steps.length === 1 && typeof fault.steps[0] === 'number';
  if (type !== null && fault.steps.length === 0) fault.goType = type;
  if (type !== null && inItem) fault.goType = type.replace(/^\[\]/, '');
  fault.steps.push(key);
  fault.fields.push(key);
  if (embedded !== null) fault.fields.push(embedded);
  if (fault.owner === '') fault.owner = owner;
}

/**
 * A copy without the fields that are null. Built up and not cut down: an object that keys were deleted from is slow to
 * walk ever after.
 */
function withoutNulls(value: JsonObject, fields: ReadonlyMap<string, Decode>): JsonObject {
  if (Object.hasOwn(value, '__proto__')) {
    return Object.fromEntries(
      Object.entries(value).filter(([key, field]) => field !== null || !fields.has(key)),
    );
  }
  const copy: JsonObject = {};
  for (const key in value) {
    const field = value[key];
    if (field !== null || !fields.has(key)) copy[key] = field;
  }
  return copy;
}

const compiled = new WeakMap<Struct, ReadonlyMap<string, Decode>>();

function fieldsOf(struct: Struct): ReadonlyMap<string, Decode> {
  let fields = compiled.get(struct);
  if (!fields) {
    fields = new Map([...struct.fields.values()].map((field) => [field.name, ofType(field.type)]));
    compiled.set(struct, fields);
  }
  return fields;
}

function ofList(type: ListType): Decode {
  const decode = ofType(type.item);
  return (value, fault) => {
    if (!Array.isArray(value)) return mismatch(fault, goType(type), value);
    let copy: Json[] | undefined;
    for (let i = 0; i < value.length; i++) {
      const before = value[i] as Json;
      const after = before === null ? zeroOf(type.item) : decode(before, fault);
      if (after === undefined) {
        fault.steps.push(i);
        return undefined;
      }
      if (after !== before) {
        copy ??= [...value];
        copy[i] = after;
      }
    }
    return copy ?? value;
  };
}

function ofMap(type: MapType): Decode {
  const decode = ofType(type.value);
  return (value, fault) => {
    if (!isObject(value)) return mismatch(fault, goType(type), value);
    let copy: JsonObject | undefined;
    for (const key in value) {
      const before = value[key] as Json;
      const after = before === null ? zeroOf(type.value) : decode(before, fault);
      if (after === undefined) {
        fault.steps.push(key);
        return undefined;
      }
      if (after !== before) {
        copy ??= { ...value };
        copy[key] = after;
      }
    }
    return copy ?? value;
  };
}

function mismatch(fault: Fault, expected: string, value: Json): undefined {
  fault.expected = expected;
  fault.found = jsonKind(value);
  return undefined;
}

function goType(type: Type): string {
  switch (type.is) {
    case 'list':
      return `[]${goType(type.item)}`;
    case 'map':
      return `map[string]${goType(type.value)}`;
    case 'struct':
      return `v1.${simpleName(type.struct())}`;
    case 'double':
      return 'float64';
    case 'quantity':
      return 'resource.Quantity';
    default:
      return type.is;
  }
}

function simpleName(struct: Struct): string {
  return struct.name.slice(struct.name.lastIndexOf('.') + 1);
}
