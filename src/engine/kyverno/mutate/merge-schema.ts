import { isObject, type Json, type JsonObject, own } from '../../../kube/json.ts';
import { builtInKind } from '../../../kube/structure/kinds.ts';
import type { Field, Type } from '../../../kube/structure/structure.ts';
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
  if (unknownKinds.has(`${apiVersion} ${kind}`) || unknownVersions.has(apiVersion)) return null;
  const struct = builtInKind(aliases.get(`${apiVersion} ${kind}`) ?? apiVersion, kind)?.struct();
  return struct === undefined
    ? null
    : { type: { is: 'struct', struct: () => struct, atomic: null }, list: null };
}

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

export function fieldSchema(schema: NodeSchema | null, key: string): NodeSchema | null {
  const type = schema?.type ?? null;
  if (type?.is === 'map') return { type: type.value, list: null };
  if (type?.is !== 'struct') return null;
  const struct = type.struct();
  const field = struct.fields.get(key);
  if (field === undefined || unknownFields.has(`${struct.name} ${key}`)) return null;
  return { type: field.type, list: listSchema(field) };
}

function listSchema({ type, patch }: Field): ListSchema | null {
  if (type.is !== 'list' || patch?.merge !== true) return null;
  const keys =
    type.list === 'map' && type.keys.length > 0 ? type.keys : patch.key === null ? [] : [patch.key];
  return { keys, item: itemSchema(type.item) };
}

function itemSchema(type: Type): NodeSchema {
  return { type, list: null };
}
