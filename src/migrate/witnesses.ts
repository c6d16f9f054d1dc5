import { DecodeProblem, decoderOf, structDecoder } from '../kube/decode.ts';
import { isObject, type Json, type JsonObject } from '../kube/json.ts';
import { jsonText } from './json-text.ts';
import type { KindRef } from './match.ts';
import type { Point } from './points.ts';
import { customKind, mayBeNull, shapeOfKinds } from './shape.ts';
import { ITEM, type Step } from './step.ts';

/** At most this many objects with one change for each of so many bases, and this many with several. */
const single = 120;
const mostBases = 10;
const combined = 160;

/** Told by who judges: whether the last object showed an answer not seen before. */
export interface Novelty {
  fresh: boolean;
}

/**
 * Objects that reach the branches of a rule: ones that are meant to meet it all, these with each place changed or gone, in
 * a first and in a second item of each list, and combinations of such changes, which start from objects that showed
 * something new. What the API server would not decode is left out, and what it would drop is dropped. `share` is how much
 * of all that to try.
 */
export function* witnesses(
  { apiVersion, kind }: KindRef,
  written: readonly Point[],
  novelty: Novelty,
  share = 1,
): Generator<JsonObject> {
  const points = merged(written);
  const decode = decoderOf(apiVersion, kind) ?? structDecoder(customKind());
  const isDecodable = (object: JsonObject): boolean => !(decode(object) instanceof DecodeProblem);
  const shape = shapeOfKinds([{ apiVersion, kind }]);
  const seen = new Set<string>();
  const bare: JsonObject = { apiVersion, kind, metadata: { name: 'witness', namespace: 'default' } };
  // What is excluded by name or label is met by one of them and not by the other.
  const inside = points.filter(({ path: [first] }) => first !== 'metadata');
  const others = points.map(({ path, values }) => ({ path, values: [...values.slice(1), ...values] }));
  const bases = [...[points, inside, others].map((some) => meeting(some, bare, isDecodable)), bare];
  const changes = changesOf(points);
  const random = generator(points.length + 1);

  function* changed(base: JsonObject, some: readonly (Change | undefined)[]): Generator<JsonObject> {
    const made = copy(base);
    for (const change of some) change?.(made);
    const object = decode(made);
    if (object instanceof DecodeProblem || !isObject(object.metadata)) return;
    for (const key of Object.keys(made)) if (made[key] === null && mayBeNull(shape, key)) object[key] = null;
    const text = jsonText(object);
    if (seen.has(text)) return;
    seen.add(text);
    novelty.fresh = false;
    yield object;
    // oxlint-disable-next-line typescript/no-unnecessary-condition -- set by who judges it
    if (novelty.fresh) bases.push(object);
  }

  const starts = bases.slice();
  for (const base of starts) yield* changed(base, []);
  // It grows while it is gone through.
  for (let index = 0; index < Math.min(bases.length, mostBases); index++) {
    const until = seen.size + single * share;
    for (const change of changes) if (seen.size < until) yield* changed(bases[index] ?? bare, [change]);
  }
  for (let made = 0; made < combined * share && changes.length > 0; made++) {
    const base = bases[random() % bases.length] ?? bare;
    const count = 1 + (random() % 3);
    yield* changed(
      base,
      Array.from({ length: count }, () => changes[random() % changes.length]),
    );
  }
}

function copy<T extends Json>(value: T): T {
  if (Array.isArray(value)) return value.map((item) => copy(item)) as Json as T;
  if (!isObject(value)) return value;
  const made: JsonObject = {};
  for (const key of Object.keys(value)) made[key] = copy(value[key] ?? null);
  return made as Json as T;
}

/** The object with each place set to the first of its values that the API server would take there. */
function meeting(
  points: readonly Point[],
  bare: JsonObject,
  isDecodable: (object: JsonObject) => boolean,
): JsonObject {
  let object = bare;
  const seen = new Set<string>();
  for (const { path, values } of points) {
    const key = path.map(String).join('/');
    if (seen.has(key)) continue;
    for (const value of values) {
      const next = copy(object);
      set(next, path, value, false);
      if (!isDecodable(next)) continue;
      seen.add(key);
      object = next;
      break;
    }
  }
  return object;
}

type Change = (object: JsonObject) => void;

/** One point a place. */
function merged(points: readonly Point[]): Point[] {
  const byPlace = new Map<string, { readonly path: readonly Step[]; readonly values: Map<string, Json> }>();
  for (const { path, values } of points) {
    const key = path.map(String).join('/');
    const known = byPlace.get(key) ?? { path, values: new Map<string, Json>() };
    byPlace.set(key, known);
    for (const value of values) known.values.set(jsonText(value), value);
  }
  return [...byPlace.values()].map(({ path, values }) => ({ path, values: [...values.values()] }));
}

const shapes: readonly Json[] = [{}, [], [{}], null, 'text', 7, true];

/** What tells most comes first: places that are gone, then the first values of every place, then the second ones. */
function changesOf(points: readonly Point[]): Change[] {
  const prefixes = new Map<string, readonly Step[]>();
  for (const { path } of points) {
    for (let length = 1; length <= path.length; length++) {
      const prefix = path.slice(0, length);
      prefixes.set(prefix.map(String).join('/'), prefix);
    }
  }
  const changes: Change[] = [];
  const put = (path: readonly Step[], value: Json): void => {
    changes.push((object) => set(object, path, copy(value), false));
    if (path.includes(ITEM)) changes.push((object) => set(object, path, copy(value), true));
  };
  for (const path of prefixes.values()) {
    changes.push((object) => remove(object, path));
    if (path.at(-1) === ITEM) put(path, {});
  }
  const ranks = Math.max(0, ...points.map(({ values }) => values.length));
  for (let rank = 0; rank < Math.max(ranks, shapes.length); rank++) {
    for (const { path, values } of points) {
      const value = values[rank];
      if (value === undefined) continue;
      put(path, value);
      changes.push((object) => set(object, path, [value, 'other'], false));
    }
    const shape = shapes[rank];
    if (shape !== undefined) for (const path of prefixes.values()) put(path, shape);
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
      if (at === 1 && current.length < 2) current[1] = copy(current[0] ?? null);
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
