import type { Json, JsonObject } from '../../../kube/json.ts';

/** A pod with one container, as tests need it: `fields` of its spec, `container` fields, `annotations`. */
export function podWith(
  fields: JsonObject = {},
  container: JsonObject = {},
  annotations?: JsonObject,
): JsonObject {
  const metadata: JsonObject = { name: 'shop' };
  if (annotations !== undefined) metadata.annotations = annotations;
  return { metadata, spec: { ...fields, containers: [{ name: 'web', image: 'shop:1', ...container }] } };
}

/** A container's securityContext around the pod: `secured({ privileged: true })`. */
export function secured(context: JsonObject, fields: JsonObject = {}): JsonObject {
  return podWith(fields, { securityContext: context });
}

/** The pod's own securityContext. */
export function podSecured(context: JsonObject, fields: JsonObject = {}): JsonObject {
  return podWith({ ...fields, securityContext: context });
}

export function withVolume(source: Record<string, Json>): JsonObject {
  return podWith({ volumes: [{ name: 'data', ...source }] });
}
