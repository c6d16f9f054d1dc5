import type { Json, JsonObject } from '../../../kube/json.ts';
import { resolveAnchors } from './anchors.ts';
import { strategicMerge } from './strategic-merge.ts';

/** `patchStrategicMerge` on one resource: anchors first, then the merge. Throws PatchError. */
export function applyStrategicPatch(resource: JsonObject, patch: Json): JsonObject {
  return strategicMerge(resource, resolveAnchors(patch, resource) ?? {});
}
