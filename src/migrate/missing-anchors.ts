import { parseAnchor } from '../engine/kyverno/pattern/anchor.ts';
import { isObject, type Json, type JsonObject } from '../kube/json.ts';
import { Untranslatable } from './untranslatable.ts';

/**
 * A pattern that fails is an error for Kyverno when a key in `()` or `^()` that it looked for was nowhere to be found
 * (engine/kyverno/pattern/walk.ts). Which places it had seen by then depends on the order of the items; so only patterns
 * are translated in which a place without such a key cannot be followed by a failure.
 */
export function refuseMissingAnchors(pattern: Json): void {
  if (!isObject(pattern)) {
    if (Array.isArray(pattern) && pattern.some(holdsTracked)) refuse();
    return;
  }
  walk(pattern, true, true);
}

function refuse(): never {
  throw new Untranslatable(
    'a pattern that is an error, not a failure, where a key in an anchor is missing everywhere',
  );
}

/**
 * `leads`: a skip here skips all that comes after. `alone`: nothing else of the pattern can fail after this object.
 */
function walk(pattern: JsonObject, leads: boolean, alone: boolean): void {
  const keys = Object.keys(pattern);
  for (const key of keys) {
    const anchor = parseAnchor(key);
    const inner = pattern[key] ?? null;
    const only = alone && keys.length === 1;
    if (anchor?.type === 'existence' && !only) refuse();
    if (anchor?.type === 'condition' && !leads) refuse();
    const passes = anchor === null || anchor.type === 'condition' || anchor.type === 'addIfNotPresent';
    if (isObject(inner)) walk(inner, leads && passes, only);
    else if (Array.isArray(inner)) for (const item of inner) items(item, leads && passes);
  }
}

/** Items follow each other: only a key that each of them is asked for directly is found before one can fail. */
function items(item: Json, leads: boolean): void {
  if (!isObject(item)) {
    if (holdsTracked(item)) refuse();
    return;
  }
  for (const key of Object.keys(item)) {
    const type = parseAnchor(key)?.type;
    if (type === 'existence' || (type === 'condition' && !leads) || holdsTracked(item[key] ?? null)) refuse();
  }
}

function holdsTracked(pattern: Json): boolean {
  if (Array.isArray(pattern)) return pattern.some(holdsTracked);
  if (!isObject(pattern)) return false;
  return Object.keys(pattern).some((key) => {
    const type = parseAnchor(key)?.type;
    return type === 'condition' || type === 'existence' || holdsTracked(pattern[key] ?? null);
  });
}
