import { compareBytes } from '../../../kube/bytes-order.ts';
import { isObject, type Json, type JsonObject } from '../../../kube/json.ts';
import { goType } from '../go/text.ts';
import { type Anchor, parseAnchor } from './anchor.ts';
import { anchoredEntry, type Entry, plainEntry } from './entry.ts';
import { type Failure, isSkip, pathText, plainFailure, skippedFailure, valueFailure } from './failure.ts';
import { inUpstreamOrder } from './key-order.ts';
import { expandLabelKeys, hasWildcardKeys } from './label-keys.ts';
import { compileScalar } from './scalar.ts';
import type { Check, Walk } from './walk.ts';

/** Where a node of a pattern stands: keys under `metadata` have rules of their own. */
type Role = 'field' | 'metadata' | 'labels';

/** A pattern without variables, compiled (kyverno v1.19 pkg/engine/validate/validate.go). */
export function compileCheck(pattern: Json, integers: boolean, role: Role = 'field'): Check {
  if (Array.isArray(pattern)) return compileList(pattern, integers);
  if (!isObject(pattern)) return compileLeaf(pattern, integers);
  return role === 'labels' ? compileLabels(pattern, integers) : compileObject(pattern, integers, role);
}

function compileLeaf(pattern: Json, integers: boolean): Check {
  const holds = compileScalar(pattern, integers);
  return (value, walk) => {
    if (Array.isArray(value) ? value.every(holds) : holds(value)) return null;
    return valueFailure(walk.here(), value, pattern, integers);
  };
}

function compileObject(pattern: JsonObject, integers: boolean, role: Role): Check {
  const anchored: Entry[] = [];
  const plain: string[] = [];
  const tracked: [string, string][] = [];
  for (const key of Object.keys(pattern).sort(compareBytes)) {
    const anchor = parseAnchor(key);
    if (anchor === null || anchor.type === 'global' || anchor.type === 'addIfNotPresent') plain.push(key);
    else anchored.push(compileEntry(key, anchor, pattern[key] ?? null, integers, role));
    if (anchor !== null && isTracked(anchor)) tracked.push([key, anchor.key]);
  }
  const others = inUpstreamOrder(plain, pattern).map((key) =>
    compileEntry(key, parseAnchor(key), pattern[key] ?? null, integers, role),
  );
  return (value, walk) => {
    if (!isObject(value)) return structureFailure(value, walk, integers);
    if (tracked.length > 0) walk.sawAnchors(tracked, value);
    if (anchored.length > 0) {
      const failure = checkAnchors(anchored, value, walk);
      if (failure !== null) return failure;
    }
    for (const entry of others) {
      const failure = entry(value, walk);
      if (failure !== null) return failure;
    }
    return null;
  };
}

function isTracked(anchor: Anchor): boolean {
  return anchor.type === 'condition' || anchor.type === 'existence' || anchor.type === 'negation';
}

function compileEntry(
  key: string,
  anchor: Anchor | null,
  pattern: Json,
  integers: boolean,
  role: Role,
): Entry {
  if (anchor === null || anchor.type === 'addIfNotPresent') {
    return plainEntry(key, pattern, compileCheck(pattern, integers, roleOf(key, pattern, role)));
  }
  const items = anchor.type === 'existence' ? compileItems(pattern, integers) : null;
  const check = compileCheck(pattern, integers, roleOf(anchor.key, pattern, role));
  return anchoredEntry(anchor, pattern, check, items);
}

function compileItems(pattern: Json, integers: boolean): Check[] | null {
  if (!Array.isArray(pattern) || !pattern.every(isObject)) return null;
  return pattern.map((item) => compileCheck(item, integers));
}

function roleOf(key: string, pattern: Json, parent: Role): Role {
  if (!isObject(pattern)) return 'field';
  if (key === 'metadata') return 'metadata';
  return parent === 'metadata' && (key === 'labels' || key === 'annotations') ? 'labels' : 'field';
}

/** The anchors of an object come first, in order. */
function checkAnchors(entries: readonly Entry[], value: JsonObject, walk: Walk): Failure | null {
  let skips: Failure[] | null = null;
  let met = 0;
  for (const entry of entries) {
    const failure = entry(value, walk);
    if (failure === null) {
      met++;
    } else if (isSkip(failure)) {
      skips ??= [];
      skips.push(failure);
    } else if (skips === null || skips.every(isNested)) {
      return failure;
    }
  }
  if (skips === null || (met > 0 && skips.every(isNested))) return null;
  return skippedFailure(walk.here(), skips);
}

/** A skip of a list or object further down, not of an anchor right here. */
function isNested(failure: Failure): boolean {
  return failure.type === 'skipped';
}

function structureFailure(value: Json | undefined, walk: Walk, integers: boolean): Failure {
  const at = walk.here();
  return plainFailure(
    at,
    at,
    () =>
      `pattern and resource have different structures. Path: ${pathText(at)}. Expected map[string]interface {}, found ${goType(value, integers)}`,
  );
}

function compileList(pattern: readonly Json[], integers: boolean): Check {
  const [first] = pattern;
  const check = compileListItems(pattern, first, integers);
  return (value, walk) => {
    if (Array.isArray(value)) return check(value, walk);
    const at = walk.here();
    return plainFailure(
      at,
      at,
      () =>
        `validation rule failed at path ${pathText(at)}, resource does not satisfy the expected overlay pattern`,
    );
  };
}

type ListCheck = (value: readonly Json[], walk: Walk) => Failure | null;

function compileListItems(pattern: readonly Json[], first: Json | undefined, integers: boolean): ListCheck {
  if (first === undefined) {
    return (_value, walk) => {
      const at = walk.here();
      return plainFailure(at, at, () => 'pattern Array empty');
    };
  }
  if (isObject(first)) return everyItem(compileCheck(first, integers));
  if (Array.isArray(first)) return itemByItem(pattern.map((item) => compileCheck(item, integers)));
  const leaf = compileLeaf(first, integers);
  return (value, walk) => leaf(value as Json[], walk);
}

/** Every item must meet the pattern; those that skip it do not count, unless all do. */
function everyItem(check: Check): ListCheck {
  return (value, walk) => {
    let skips: Failure[] | null = null;
    for (let index = 0; index < value.length; index++) {
      walk.path.push(index);
      const failure = check(value[index], walk);
      walk.path.pop();
      if (failure === null) continue;
      if (!isSkip(failure)) return failure;
      skips ??= [];
      skips.push(failure);
    }
    return skips !== null && skips.length === value.length ? skippedFailure(walk.here(), skips) : null;
  };
}

function itemByItem(checks: readonly Check[]): ListCheck {
  return (value, walk) => {
    if (value.length < checks.length) {
      return plainFailure(
        null,
        walk.here(),
        () =>
          `validate Array failed, array length mismatch, resource Array len is ${value.length} and pattern Array len is ${checks.length}`,
      );
    }
    const skips: Failure[] = [];
    for (const [index, check] of checks.entries()) {
      walk.path.push(index);
      const failure = check(value[index], walk);
      walk.path.pop();
      if (failure === null) continue;
      if (!isSkip(failure)) return failure;
      skips.push(failure);
    }
    return skips.length > 0 && skips.length === checks.length ? skippedFailure(walk.here(), skips) : null;
  };
}

function compileLabels(pattern: JsonObject, integers: boolean): Check {
  const asWritten = compileObject(pattern, integers, 'field');
  if (!hasWildcardKeys(pattern)) {
    const textsOnly = compileObject(expandLabelKeys(pattern, {}), integers, 'field');
    return (value, walk) => (isObject(value) ? textsOnly : asWritten)(value, walk);
  }
  return (value, walk) => {
    if (!isObject(value)) return asWritten(value, walk);
    return compileObject(expandLabelKeys(pattern, value), integers, 'field')(value, walk);
  };
}
