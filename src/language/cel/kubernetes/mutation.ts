import type { StructDecl } from '../check/declaration.ts';
import { dynType, opaqueType, stringType, structType, type Type } from '../check/type.ts';
import type { Library } from '../environment.ts';
import { StructValue } from '../value/struct.ts';
import { jsonPatchLibrary } from './json-patch.ts';

/** `Object{…}`, `Object.spec{…}`: a part of an object to apply, any fields of any type. The name is the path to it. */
function objectType(name: string): StructDecl {
  const type = structType(name);
  return { name, type, fields: { get: () => dynType }, construct: (fields) => new StructValue(type, fields) };
}

const patchType = structType('JSONPatch');
const PATCH_FIELDS: ReadonlyMap<string, Type> = new Map([
  ['op', stringType],
  ['path', stringType],
  ['from', stringType],
  ['value', dynType],
]);

/** Upstream gives a field it does not know no type at all; nothing but dyn fits that. */
const noType = opaqueType('');

/** `JSONPatch{op: …, path: …}`. */
const patch: StructDecl = {
  name: 'JSONPatch',
  type: patchType,
  fields: { get: (name) => PATCH_FIELDS.get(name) ?? noType },
  construct: (fields) => new StructValue(patchType, fields),
};

/** What expressions of mutating admission policies add: their pseudo-types and `jsonpatch.escapeKey` (apiserver pkg/cel/mutation). */
export const mutationLibrary: Library = {
  ...jsonPatchLibrary,
  structs: [patch],
  resolveStruct: (name) => (name === 'Object' || name.startsWith('Object.') ? objectType(name) : undefined),
};
