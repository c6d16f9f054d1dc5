import { isObject, type Json, type JsonObject } from '../../../kube/json.ts';
import { parseAnchor } from './anchor.ts';

/** Sorted, but a key that is or holds an anchor goes to the front as it comes, which leaves those in reverse order. */
export function inUpstreamOrder(keys: readonly string[], pattern: JsonObject): string[] {
  const order: string[] = [];
  for (const key of keys) {
    if (parseAnchor(key)?.type === 'global' || holdsAnchor(pattern[key])) order.unshift(key);
    else order.push(key);
  }
  return order;
}

function holdsAnchor(pattern: Json | undefined): boolean {
  if (Array.isArray(pattern)) return pattern.some(holdsAnchor);
  if (!isObject(pattern)) return false;
  return Object.keys(pattern).some((key) => {
    const anchor = parseAnchor(key);
    return (anchor !== null && anchor.type !== 'addIfNotPresent') || holdsAnchor(pattern[key]);
  });
}
