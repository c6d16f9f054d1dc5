import { compareBytes } from '../../../kube/bytes-order.ts';
import type { JsonObject } from '../../../kube/json.ts';
import { compileWildcard, hasWildcard } from '../../../kube/wildcard.ts';
import { anchorText, parseAnchor } from './anchor.ts';

/**
 * Under `metadata.labels` and `metadata.annotations` a key of a pattern may hold wildcards: it stands for the first key
 * of the resource that it matches. Values that are no text fall away (kyverno v1.19 pkg/engine/wildcards).
 */
export function expandLabelKeys(pattern: JsonObject, labels: JsonObject): JsonObject {
  const expanded: JsonObject = {};
  for (const key of Object.keys(pattern)) {
    const value = pattern[key];
    if (typeof value === 'string') setOwn(expanded, expandKey(key, labels), value);
  }
  return expanded;
}

/** True when some key has to be looked up in the resource. */
export function hasWildcardKeys(pattern: JsonObject): boolean {
  return Object.keys(pattern).some((key) => hasWildcard(key) && typeof pattern[key] === 'string');
}

function expandKey(key: string, labels: JsonObject): string {
  if (!hasWildcard(key)) return key;
  const anchor = parseAnchor(key);
  const matches = compileWildcard(anchor?.key ?? key);
  // Upstream takes any of those that match; the first by name is one of them.
  const found = Object.keys(labels)
    .sort(compareBytes)
    .find((label) => typeof labels[label] === 'string' && matches(label));
  if (found === undefined) return key;
  return anchor === null ? found : anchorText(anchor.type, found);
}

/** A manifest may hold a key called `__proto__`. */
function setOwn(object: JsonObject, key: string, value: string): void {
  Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
}
