import { DecodeProblem, structDecoder } from '../../kube/decode.ts';
import { isObject, type Json, type JsonObject } from '../../kube/json.ts';
import { applyJsonPatch, JsonPatchError, type JsonPatchOperation } from '../../kube/json-patch.ts';
import { ApplyError, applyConfiguration } from '../../kube/structure/apply.ts';
import { atomicPaths } from '../../kube/structure/check-configuration.ts';
import type { Struct } from '../../kube/structure/structure.ts';
import { unknownFields } from '../../kube/unknown-fields.ts';
import {
  listType,
  OptionalValue,
  StructValue,
  structType,
  type Type,
  toJson,
  type Value,
} from '../../language/cel/index.ts';

export type PatchType = 'ApplyConfiguration' | 'JSONPatch';

/** The types that the expressions of mutations must have. */
export const mutationTypes: Readonly<Record<PatchType, Type>> = {
  ApplyConfiguration: structType('Object'),
  JSONPatch: listType(structType('JSONPatch')),
};

/** Why an object cannot be changed. An internal error fails the whole request, whatever the failure policy. */
export class MutationError {
  readonly message: string;
  readonly internal: boolean;

  constructor(message: string, internal = false) {
    this.message = message;
    this.internal = internal;
  }
}

export interface MutationOptions {
  /** Kyverno's `useServerSideApply`: atomic parts may be set too. */
  readonly atomic?: boolean;
}

/** Changes an object by the value of a mutation's expression. `struct` is undefined for a kind whose fields nobody knows. */
export function mutate(
  patchType: PatchType,
  value: Value,
  object: JsonObject,
  struct: Struct | undefined,
  options: MutationOptions = {},
): JsonObject | MutationError {
  return patchType === 'JSONPatch'
    ? patchJson(value, object, struct)
    : applyObject(value, object, struct, options);
}

/** apiserver v0.36.3 policy/mutating/patch/smd.go. */
function applyObject(
  value: Value,
  object: JsonObject,
  struct: Struct | undefined,
  { atomic }: MutationOptions,
): JsonObject | MutationError {
  const mismatch = typeMismatch(value, 'Object');
  if (mismatch !== null) return new MutationError(mismatch);
  const patch = toJson(value) as Json | undefined;
  if (!isObject(patch)) return new MutationError('invalid return type: not an object');
  if (struct === undefined) return new MutationError('error applying patch: type converter must not be nil');
  const atomics = atomic ? [] : atomicPaths(struct, patch);
  if (atomics.length > 0) {
    return new MutationError(
      `error applying patch: invalid ApplyConfiguration: may not mutate atomic arrays, maps or structs: ${atomics.join(', ')}`,
    );
  }
  const merged = applyConfiguration(struct, object, patch);
  return merged instanceof ApplyError ? new MutationError(`error applying patch: ${merged.message}`) : merged;
}

/** apiserver v0.36.3 policy/mutating/patch/json_patch.go. */
function patchJson(value: Value, object: JsonObject, struct: Struct | undefined): JsonObject | MutationError {
  const operations: JsonPatchOperation[] = [];
  for (const item of Array.isArray(value) ? (value as readonly Value[]) : []) {
    const operation = operationOf(item);
    if (operation instanceof MutationError) return operation;
    operations.push(operation);
  }
  const patched = applyJsonPatch(object, operations);
  if (patched instanceof JsonPatchError) {
    return patched.testFailed ? object : new MutationError(`JSON Patch: ${patched.message}`);
  }
  return struct === undefined ? patched : decodeStrictly(patched, object, struct);
}

function operationOf(item: Value): JsonPatchOperation | MutationError {
  if (!(item instanceof StructValue)) {
    return new MutationError('type mismatch: JSONPatchType.expression should evaluate to array of JSONPatch');
  }
  const { fields } = item;
  const text = (name: string) => {
    const found = fields.get(name);
    return typeof found === 'string' ? found : '';
  };
  const given = fields.get('value');
  if (given instanceof OptionalValue && given.value === undefined) {
    return new MutationError(
      'JSONPath valueExpression evaluated to a type that could not marshal to JSON: optional.none() dereference',
    );
  }
  const mismatch = given instanceof StructValue ? typeMismatch(given, given.type.name) : null;
  if (mismatch !== null) return new MutationError(mismatch);
  return {
    op: text('op'),
    path: text('path'),
    from: text('from'),
    value: given === undefined ? undefined : ((toJson(given) ?? null) as Json),
  };
}

/** The patched object must decode, and the patch must add no field that its type does not have. */
function decodeStrictly(patched: JsonObject, before: JsonObject, struct: Struct): JsonObject | MutationError {
  const decoded = structDecoder(struct)(patched);
  if (decoded instanceof DecodeProblem) {
    return new MutationError(`Internal error occurred: ${decoded.message}`, true);
  }
  const known = new Set(unknownFields(struct, before));
  const unknown = unknownFields(struct, patched).filter((path) => !known.has(path));
  if (unknown.length === 0) return decoded;
  const listed = unknown.map((path) => `unknown field "${path}"`).join(', ');
  return new MutationError(`Internal error occurred: strict decoding error: ${listed}`, true);
}

/** Objects inside objects must be named by the path they stand at: `Object.spec.template` under `spec.template`. */
function typeMismatch(value: Value, path: string): string | null {
  const problems: string[] = [];
  checkNames(value, path, problems);
  return problems.length === 0 ? null : `type mismatch: ${problems.join('\n')}`;
}

function checkNames(value: Value, path: string, problems: string[]): void {
  if (value instanceof StructValue) {
    const { name } = value.type;
    if (name !== path) {
      problems.push(
        `unexpected type name "${name}", expected "${path}", which matches field name path from root Object type`,
      );
    }
    for (const [field, item] of value.fields) checkNames(item, `${path}.${field}`, problems);
  } else if (Array.isArray(value)) {
    for (const item of value as readonly Value[]) checkNames(item, path, problems);
  }
}
