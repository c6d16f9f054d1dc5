import { DecodeProblem, decoderOf, structDecoder } from '../kube/decode.ts';
import { isObject, type Json, type JsonObject } from '../kube/json.ts';
import type { KindRef } from './match.ts';
import type { Point } from './points.ts';
import { customKind } from './shape.ts';
import { ITEM, type Step } from './step.ts';

/** At most this many objects for one rule and kind. */
const most = 600;
const combinations = 200;

/**
 * Objects that reach the branches of a rule: one that is meant to meet it all, that one with each place changed or gone, in
 * a first and in a second item of each list, and combinations of such changes. What the API server would not decode is
 * left out, and what it would drop is dropped.
 */
export function* witnesses({ apiVersion, kind }: KindRef, points: readonly Point[]): Generator<JsonObject> {
  const decode = decoderOf(apiVersion, kind) ?? structDecoder(customKind());
  const seen = new Set<string>();
  const admit = (made: JsonObject): JsonObject | null => {
    const object = decode(made);
    if (object instanceof DecodeProblem) return null;
    if (!isObject(object.metadata)) return null;
    const text = JSON.stringify(object);
    if (seen.has(text) || seen.size >= most) return null;
    seen.add(text);
    return object;
  };
  const bare = (): JsonObject => ({ apiVersion, kind, metadata: { name: 'witness', namespace: 'default' } });
  const base = (): JsonObject => {
    const object = bare();
    for (const { path, values } of points) if (values.length > 0) set(object, path, values[0] ?? null, false);
    return object;
  };
  const changes = changesOf(points);
  for (const object of [base(), bare()]) {
    const admitted = admit(object);
    if (admitted !== null) yield admitted;
  }
  for (const change of spread(changes, most - combinations)) {
    const object = base();
    change(object);
    const admitted = admit(object);
    if (admitted !== null) yield admitted;
  }
  const random = generator(points.length + 1);
  for (let made = 0; made < combinations && changes.length > 0; made++) {
    const object = base();
    const count = 2 + (random() % 3);
    for (let index = 0; index < count; index++) changes[random() % changes.length]?.(object);
    const admitted = admit(object);
    if (admitted !== null) yield admitted;
  }
}

type Change = (object: JsonObject) => void;

/** All when they are few, else an even choice among them. */
function spread<T>(all: readonly T[], limit: number): T[] {
  if (all.length <= limit) return [...all];
  return Array.from({ length: limit }, (_, index) => all[Math.floor((index * all.length) / limit)] as T);
}

function changesOf(points: readonly Point[]): Change[] {
  const changes: Change[] = [];
  const prefixes = new Map<string, readonly Step[]>();
  for (const { path, values } of points) {
    for (let length = 1; length <= path.length; length++) {
      const prefix = path.slice(0, length);
      prefixes.set(prefix.map(String).join('/'), prefix);
    }
    for (const value of values) {
      changes.push((object) => set(object, path, value, false));
      if (path.includes(ITEM)) changes.push((object) => set(object, path, value, true));
      changes.push((object) => set(object, path, [value, 'other'], false));
    }
  }
  for (const prefix of prefixes.values()) {
    changes.push((object) => remove(object, prefix));
    for (const value of [null, {}, [], [{}], 'text', 7, true] as Json[]) {
      changes.push((object) => set(object, prefix, structuredClone(value), false));
      if (prefix.includes(ITEM)) changes.push((object) => set(object, prefix, structuredClone(value), true));
    }
  }
  return changes;
}

/** Makes what is missing on the way. `second` changes a copy of the first item of the innermost list, put behind it. */
function set(object: JsonObject, path: readonly Step[], value: Json, second: boolean): void {
  const lastItem = path.lastIndexOf(ITEM);
  let current: JsonObject | Json[] = object;
  for (const [index, step] of path.entries()) {
    const last = index === path.length - 1;
    const next = path[index + 1] === ITEM ? [] : {};
    if (step === ITEM) {
      if (!Array.isArray(current)) return;
      const at = second && index === lastItem ? 1 : 0;
      if (current.length === 0) current[0] = next;
      if (at === 1 && current.length < 2) current[1] = structuredClone(current[0] ?? null);
      if (last) current[at] = value;
      else if (typeof current[at] !== 'object' || current[at] === null) current[at] = next;
      if (last) return;
      current = current[at] as JsonObject | Json[];
    } else {
      if (Array.isArray(current)) return;
      const known: Json | undefined = Object.hasOwn(current, step) ? current[step] : undefined;
      if (last) current[step] = value;
      else if (typeof known !== 'object' || known === null || Array.isArray(known) !== Array.isArray(next))
        current[step] = next;
      if (last) return;
      current = current[step] as JsonObject | Json[];
    }
  }
}

function remove(object: JsonObject, path: readonly Step[]): void {
  let current: Json | undefined = object;
  for (const step of path.slice(0, -1)) {
    if (step === ITEM) current = Array.isArray(current) ? current[0] : undefined;
    else current = isObject(current) ? current[step] : undefined;
  }
  const last = path.at(-1);
  if (last === ITEM && Array.isArray(current)) current.length = 0;
  else if (typeof last === 'string' && isObject(current)) delete current[last];
}

/** Numbers that are the same in every run. */
function generator(seed: number): () => number {
  let state = seed * 2_654_435_761;
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 2_246_822_519) + 374_761_393) | 0;
    return (state ^ (state >>> 13)) >>> 0;
  };
}
