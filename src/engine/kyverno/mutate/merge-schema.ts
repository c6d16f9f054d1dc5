import { isObject, type Json, type JsonObject, own } from '../../../kube/json.ts';
import { builtInKind } from '../../../kube/structure/kinds.ts';
import type { Field, MapType, Struct, Type } from '../../../kube/structure/structure.ts';
import type { NodeSchema } from './strategic-merge.ts';

/** How the items of a list are matched. */
export interface ListSchema {
  /** The fields that tell items apart; none for a list of scalars. */
  readonly keys: readonly string[];
  readonly item: NodeSchema | null;
}

/** The schema of the resource, or of the patch when the resource does not say what it is. */
export function schemaOf(resource: JsonObject, patch: Json): NodeSchema | null {
  return kindSchema(resource) ?? (isObject(patch) ? kindSchema(patch) : null);
}

function kindSchema(object: JsonObject): NodeSchema | null {
  const [apiVersion, kind] = [own(object, 'apiVersion'), own(object, 'kind')];
  if (typeof apiVersion !== 'string' || typeof kind !== 'string') return null;
  const key = `${apiVersion} ${kind}`;
  const known = kindSchemas.get(key);
  if (known !== undefined) return known;
  if (unknownKinds.has(key) || unknownVersions.has(apiVersion)) return null;
  const struct = builtInKind(aliases.get(key) ?? apiVersion, kind)?.struct();
  if (struct === undefined) return null;
  const schema: NodeSchema = { type: { is: 'struct', struct: () => struct, atomic: null }, list: null };
  kindSchemas.set(key, schema);
  return schema;
}

/** Of built-in kinds only, so they are not many. */
const kindSchemas = new Map<string, NodeSchema>();

/** Kustomize knows Kubernetes 1.21: versions and kinds of later releases have no schema there, so lists are replaced. */
const unknownVersions: ReadonlySet<string> = new Set([
  'autoscaling/v2',
  'flowcontrol.apiserver.k8s.io/v1',
  'resource.k8s.io/v1',
  'networking.k8s.io/v1beta1',
]);
const unknownKinds: ReadonlySet<string> = new Set([
  'admissionregistration.k8s.io/v1 ValidatingAdmissionPolicy',
  'admissionregistration.k8s.io/v1 ValidatingAdmissionPolicyBinding',
  'admissionregistration.k8s.io/v1 MutatingAdmissionPolicy',
  'admissionregistration.k8s.io/v1 MutatingAdmissionPolicyBinding',
  'networking.k8s.io/v1 IPAddress',
  'networking.k8s.io/v1 ServiceCIDR',
]);

/** What 1.21 still served and is the same as today's. */
const aliases: ReadonlyMap<string, string> = new Map([
  ['batch/v1beta1 CronJob', 'batch/v1'],
  ['policy/v1beta1 PodDisruptionBudget', 'policy/v1'],
]);

/** Merged lists that came after 1.21. */
const unknownFields: ReadonlySet<string> = new Set([
  'admissionregistration/v1.MutatingWebhook matchConditions',
  'admissionregistration/v1.ValidatingWebhook matchConditions',
  'apiextensions/v1.JSONSchemaProps x-kubernetes-validations',
  'core/v1.EphemeralContainer ports',
  'core/v1.PodSpec resourceClaims',
  'core/v1.PodSpec schedulingGates',
]);

/** The same object each time for the same field. */
export function fieldSchema(schema: NodeSchema | null, key: string): NodeSchema | null {
  if (schema === null || schema.type === null) return null;
  if (schema.type.is === 'map') return valueSchema(schema, schema.type);
  if (schema.type.is !== 'struct') return null;
  const known = fieldSchemas.get(schema) ?? new Map<string, NodeSchema | null>();
  fieldSchemas.set(schema, known);
  const found = known.get(key);
  if (found !== undefined) return found;
  const struct = schema.type.struct();
  const field = struct.fields.get(key);
  if (field === undefined) return null;
  const made = unknownFields.has(`${struct.name} ${key}`)
    ? null
    : { type: field.type, list: listSchema(field) };
  known.set(key, made);
  return made;
}

const fieldSchemas = new WeakMap<NodeSchema, Map<string, NodeSchema | null>>();

function valueSchema(schema: NodeSchema, { value }: MapType): NodeSchema {
  const made = valueSchemas.get(schema) ?? { type: value, list: null };
  valueSchemas.set(schema, made);
  return made;
}

const valueSchemas = new WeakMap<NodeSchema, NodeSchema>();

/** True when a node of that schema may be, or hold, a list that is merged by key. */
export function holdsMergedLists(schema: NodeSchema | null): boolean {
  return schema !== null && (schema.list !== null || typeHoldsMergedLists(schema.type));
}

function typeHoldsMergedLists(type: Type | null): boolean {
  if (type?.is === 'map') return typeHoldsMergedLists(type.value);
  if (type?.is !== 'struct') return false;
  const struct = type.struct();
  const known = structsWithMergedLists.get(struct);
  if (known !== undefined) return known;
  // What refers to itself is taken to: looking costs time, not looking would be wrong.
  structsWithMergedLists.set(struct, true);
  const found = [...struct.fields.values()].some(
    (field) => listSchema(field) !== null || typeHoldsMergedLists(field.type),
  );
  structsWithMergedLists.set(struct, found);
  return found;
}

const structsWithMergedLists = new WeakMap<Struct, boolean>();

function listSchema({ type, patch }: Field): ListSchema | null {
  if (type.is !== 'list' || patch?.merge !== true) return null;
  const keys =
    type.list === 'map' && type.keys.length > 0 ? type.keys : patch.key === null ? [] : [patch.key];
  return { keys, item: itemSchema(type.item) };
}

function itemSchema(type: Type): NodeSchema {
  return { type, list: null };
}
