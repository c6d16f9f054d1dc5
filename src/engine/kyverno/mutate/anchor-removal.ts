import { isObject, type Json, type JsonObject } from '../../../kube/json.ts';
import { parseAnchor } from '../pattern/anchor.ts';
import { conditionsOf, hasAnchors, isPatchAnchor, stripConditions } from './anchors.ts';
import { PatchError } from './patch-error.ts';

/**
 * Takes the conditions out of a patch once they have done their work, and with them whatever holds nothing but
 * conditions. An empty object counts as such, even where the policy wrote it (kyverno v1.19, deleteConditionElements).
 */
export function removeConditions(pattern: JsonObject): void {
  for (const key of Object.keys(pattern)) {
    const type = parseAnchor(key)?.type;
    if (deleteAnchors(pattern[key] ?? null, type === 'condition' || type === 'global')) delete pattern[key];
  }
}

/** Cleans a node; true when nothing of it is left. A scalar goes when it is the value of a condition. */
export function deleteAnchors(node: Json, deleteScalar: boolean): boolean {
  if (isObject(node)) return deleteInMap(node);
  return Array.isArray(node) ? deleteInList(node) : deleteScalar;
}

function deleteInMap(map: JsonObject): boolean {
  let left = false;
  for (const { text } of conditionsOf(map)) {
    if (deleteAnchors(map[text] ?? null, true)) delete map[text];
    else left = true;
  }
  if (left) stripConditions(map);
  let empty = true;
  for (const key of Object.keys(map)) {
    if (deleteAnchors(map[key] ?? null, false)) delete map[key];
    else empty = false;
  }
  return empty;
}

/**
 * Upstream removes by the index an item had at first, while the list already gets shorter: with several items to remove
 * it hits later ones, or crashes past the end.
 */
function deleteInList(list: Json[]): boolean {
  const items = list.slice();
  for (const [index, item] of items.entries()) {
    if (!hasAnchors(item, isPatchAnchor) && !deleteAnchors(item, false)) continue;
    if (index >= list.length) {
      throw new PatchError(`runtime error: slice bounds out of range [${index + 1}:${list.length}]`);
    }
    list.splice(index, 1);
  }
  return list.length === 0 && items.length > 0;
}
