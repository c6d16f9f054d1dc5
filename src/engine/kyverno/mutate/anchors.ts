import { compareBytes } from '../../../kube/bytes-order.ts';
import { isObject, type Json, type JsonObject, own } from '../../../kube/json.ts';
import { setOwn } from '../../../language/jmespath/go-json.ts';
import { type Anchor, parseAnchor } from '../pattern/anchor.ts';
import { deleteAnchors, removeConditions } from './anchor-removal.ts';
import { matchesPattern } from './condition-match.ts';
import { copyJson } from './copy.ts';
import { PatchError } from './patch-error.ts';

/**
 * What an anchored patch comes to on one resource (kyverno v1.19 pkg/engine/mutate/patch/strategicPreprocessing.go):
 * `+(k)` is dropped where k is there and renamed to k where not; where a condition does not hold in a list of objects the
 * item is left out, and anywhere else the patch is empty, which null stands for. Throws PatchError.
 */
export function resolveAnchors(pattern: Json, resource: Json): Json | null {
  const plain = isObject(pattern) ? withoutAnchors(pattern) : null;
  if (plain !== null) return process(pattern, resource) === 'ok' ? plain : null;
  const resolved = copyJson(pattern);
  if (!isObject(resolved)) return resolved;
  const outcome = process(resolved, resource);
  if (outcome !== 'ok') return null;
  removeConditions(resolved);
  return resolved;
}

/** What a patch without anchors comes to on whatever resource; null for one that has some. */
function withoutAnchors(pattern: JsonObject): JsonObject | null {
  const known = plainPatches.get(pattern);
  if (known !== undefined) return known;
  let plain: JsonObject | null = null;
  if (!hasAnchors(pattern, isPatchAnchor)) {
    plain = copyJson(pattern);
    removeConditions(plain);
  }
  plainPatches.set(pattern, plain);
  return plain;
}

/** A patch without variables is the same object every time. */
const plainPatches = new WeakMap<JsonObject, JsonObject | null>();

/** Whether the conditions hold, and if not whether the one that fails is global. */
type Outcome = 'ok' | 'condition' | 'global';

function process(pattern: Json, resource: Json | undefined): Outcome {
  if (isObject(pattern)) return processMap(pattern, resource);
  return Array.isArray(pattern) ? processList(pattern, resource) : 'ok';
}

function processMap(pattern: JsonObject, resource: Json | undefined): Outcome {
  // Which condition fails first decides between leaving out an item and the whole patch.
  const texts = Object.keys(pattern).toSorted(compareBytes);
  addMissing(pattern, resource);
  const outcome = checkConditions(pattern, resource);
  if (outcome !== 'ok') return outcome;
  for (const text of texts) {
    const anchor = parseAnchor(text);
    if (anchor?.type === 'condition' || anchor?.type === 'global') continue;
    const key = anchor?.type === 'addIfNotPresent' ? anchor.key : text;
    if (!Object.hasOwn(pattern, key)) continue;
    const inner = process(pattern[key] ?? null, own(resource, key));
    if (inner !== 'ok') return inner;
  }
  return 'ok';
}

/** Drops `+(k)` where the resource has k, else makes it k; tells how many there were. */
function addMissing(pattern: Json, resource: Json | undefined): number {
  if (!isObject(pattern)) return 0;
  const anchors = anchorsOf(pattern, ({ type }) => type === 'addIfNotPresent');
  for (const { text, anchor } of anchors) {
    const value = pattern[text] ?? null;
    delete pattern[text];
    if (own(resource, anchor.key) === undefined) setOwn(pattern, anchor.key, value);
  }
  return anchors.length;
}

function anchorsOf(
  pattern: JsonObject,
  wanted: (anchor: Anchor) => boolean,
): { readonly text: string; readonly anchor: Anchor }[] {
  const found: { readonly text: string; readonly anchor: Anchor }[] = [];
  for (const text of Object.keys(pattern)) {
    const anchor = parseAnchor(text);
    if (anchor !== null && wanted(anchor)) found.push({ text, anchor });
  }
  return found.length < 2 ? found : found.sort((a, b) => compareBytes(a.text, b.text));
}

/** The anchors that steer a patch; the others are plain keys to it. */
export function isPatchAnchor({ type }: Anchor): boolean {
  return type === 'condition' || type === 'global' || type === 'addIfNotPresent';
}

function checkConditions(pattern: JsonObject, resource: Json | undefined): Outcome {
  for (const type of ['global', 'condition'] as const) {
    for (const { text, anchor } of anchorsOf(pattern, (one) => one.type === type)) {
      const value = own(resource, anchor.key);
      if (value === undefined) return type;
      const wanted = pattern[text] ?? null;
      if (addMissing(wanted, value) > 0) continue;
      if (!matchesPattern(value, wanted)) return type;
    }
  }
  return 'ok';
}

function processList(pattern: Json[], resource: Json | undefined): Outcome {
  if (!isObject(pattern[0])) return 'ok';
  if (resource !== undefined && resource !== null && !Array.isArray(resource)) {
    throw new PatchError(`failed to preProcess rule: wrong node kind: expected SequenceNode`);
  }
  for (const item of pattern.slice()) {
    if (!hasAnchors(item, isPatchAnchor)) continue;
    const outcome = processItem(item, pattern, resource);
    if (outcome === 'global') return outcome;
  }
  return 'ok';
}

/**
 * An item with anchors becomes one item for each item of the resource that meets them, bound to it by its name. Upstream
 * goes on with the same copy from item to item, so what `+(k)` came to on the first one holds for all.
 */
function processItem(item: Json, pattern: Json[], resource: Json | undefined): Outcome {
  const copy = copyJson(item);
  const global = hasAnchors(item, ({ type }) => type === 'global');
  let passed = false;
  let failed = false;
  for (const element of Array.isArray(resource) ? resource : []) {
    const outcome = process(copy, element);
    if (outcome === 'global') failed = true;
    if (outcome !== 'ok') continue;
    if (global) passed = true;
    else bindByName(pattern, copy, element);
  }
  if (resource === undefined) {
    const outcome = process(copy, undefined);
    if (outcome !== 'ok') return outcome;
    passed ||= global;
  }
  return failed && !passed ? 'global' : 'ok';
}

function bindByName(pattern: Json[], item: Json, element: Json): void {
  const name = own(element, 'name');
  if (name === undefined || name === null || isEmpty(name)) return;
  const bound = copyJson(item);
  if (deleteAnchors(bound, true) || !isObject(bound)) return;
  setOwn(bound, 'name', name);
  pattern.push(bound);
}

function isEmpty(value: Json): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}

/** Also a scalar that reads as a condition counts. */
export function hasAnchors(pattern: Json, wanted: (anchor: Anchor) => boolean): boolean {
  if (Array.isArray(pattern)) return pattern.some((item) => hasAnchors(item, wanted));
  if (typeof pattern === 'string') return isConditionText(pattern);
  if (!isObject(pattern)) return false;
  return Object.keys(pattern).some((key) => {
    const anchor = parseAnchor(key);
    if (anchor !== null && wanted(anchor)) return true;
    const value = pattern[key] ?? null;
    return value !== null && !isEmpty(value) && hasAnchors(value, wanted);
  });
}

function isConditionText(text: string): boolean {
  const type = parseAnchor(text)?.type;
  return type === 'condition' || type === 'global';
}

/** Renames what is left of conditions to plain keys. */
export function stripConditions(pattern: JsonObject): void {
  for (const { text, anchor } of conditionsOf(pattern)) {
    const value = pattern[text] ?? null;
    delete pattern[text];
    setOwn(pattern, anchor.key, value);
  }
}

export function conditionsOf(pattern: JsonObject): { readonly text: string; readonly anchor: Anchor }[] {
  return anchorsOf(pattern, ({ type }) => type === 'condition' || type === 'global');
}
