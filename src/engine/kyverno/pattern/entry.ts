import { type Json, type JsonObject, own } from '../../../kube/json.ts';
import { goType } from '../go/text.ts';
import type { Anchor } from './anchor.ts';
import { anchorFailure, type Failure, pathText, plainFailure } from './failure.ts';
import type { Check, Walk } from './walk.ts';

/** Compares an object with one key of a pattern (kyverno v1.19 pkg/engine/anchor/handlers.go). */
export type Entry = (object: JsonObject, walk: Walk) => Failure | null;

/** A key without an anchor. */
export function plainEntry(key: string, pattern: Json, check: Check): Entry {
  if (pattern === '*') return presence(key);
  return (object, walk) => {
    walk.path.push(key);
    const failure = check(Object.hasOwn(object, key) ? object[key] : undefined, walk);
    walk.path.pop();
    return failure;
  };
}

/** `*` as the value of a key: there, and not null. */
function presence(key: string): Entry {
  return (object, walk) => {
    const value = own(object, key);
    if (value !== undefined && value !== null) return null;
    const parent = walk.here();
    return plainFailure(parent, [...parent, key], () => `${pathText(parent)}/${key} not found`);
  };
}

export function anchoredEntry(
  anchor: Anchor,
  pattern: Json,
  check: Check,
  items: readonly Check[] | null,
): Entry {
  const { key } = anchor;
  switch (anchor.type) {
    case 'condition':
      return conditional(key, check, 'condition');
    case 'global':
      return conditional(key, check, 'global');
    case 'negation':
      return absence(key);
    case 'existence':
      return existence(key, pattern, items);
    default:
      return ifPresent(key, check);
  }
}

function conditional(key: string, check: Check, type: 'condition' | 'global'): Entry {
  return (object, walk) => {
    walk.path.push(key);
    const failure = whyNotMet(object, key, check, type, walk);
    walk.path.pop();
    return failure;
  };
}

function whyNotMet(
  object: JsonObject,
  key: string,
  check: Check,
  type: 'condition' | 'global',
  walk: Walk,
): Failure | null {
  if (!Object.hasOwn(object, key)) {
    if (type === 'global') return null;
    const at = walk.here();
    return anchorFailure(type, at, at, () => "conditional anchor key doesn't exist in the resource");
  }
  const failure = check(object[key], walk);
  return failure && anchorFailure(type, failure.at, failure.field, () => failure.text());
}

function absence(key: string): Entry {
  return (object, walk) => {
    if (!Object.hasOwn(object, key)) return null;
    const at = [...walk.path, key];
    return anchorFailure('negation', at, at, () => `${pathText(at)} is not allowed`);
  };
}

function ifPresent(key: string, check: Check): Entry {
  return (object, walk) => {
    if (!Object.hasOwn(object, key)) return null;
    walk.path.push(key);
    const failure = check(object[key], walk);
    walk.path.pop();
    return failure;
  };
}

/** Every item of the pattern must be met by at least one item of the resource. `items` is null for a pattern that is no list of objects. */
function existence(key: string, pattern: Json, items: readonly Check[] | null): Entry {
  return (object, walk) => {
    if (!Object.hasOwn(object, key)) return null;
    const value = object[key];
    const at = [...walk.path, key];
    if (!Array.isArray(value)) {
      return plainFailure(
        at,
        at,
        () =>
          `invalid resource type ${goType(value)}: Existence ^ () anchor can be used only on list/array type resource`,
      );
    }
    if (items === null) return plainFailure(at, at, () => badExistence(pattern));
    walk.path.push(key);
    const met = items.every((item) => value.some((element, index) => meets(element, index, item, walk)));
    walk.path.pop();
    return met
      ? null
      : plainFailure(at, at, () => `existence anchor validation failed at path ${pathText(at)}`);
  };
}

function meets(element: Json, index: number, item: Check, walk: Walk): boolean {
  walk.path.push(index);
  const failure = item(element, walk);
  walk.path.pop();
  return failure === null;
}

function badExistence(pattern: Json): string {
  const type = goType(pattern, true);
  return Array.isArray(pattern)
    ? `invalid pattern type ${type}: Pattern has to be of type map to compare against items in resource`
    : `invalid pattern type ${type}: Pattern has to be of list to compare against resource`;
}
