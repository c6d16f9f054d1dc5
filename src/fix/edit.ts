import { isObject, type Json, type JsonObject, own, type Path } from '../kube/json.ts';

/** A change to one field of an object, as data: made to the text by `editText`, to the value by `applyEdits`. */
export type Edit =
  | { readonly op: 'set'; readonly path: Path; readonly value: Json }
  /** One more item at the end of a list. Where there is none yet, `settled` makes it one. */
  | { readonly op: 'append'; readonly path: Path; readonly value: Json }
  /** Also takes away what it leaves empty, where that means the same as nothing. */
  | { readonly op: 'remove'; readonly path: Path };

/** Maps and lists that say the same when they are empty as when they are missing. */
const prunable: ReadonlySet<string | number | undefined> = new Set([
  'add',
  'annotations',
  'capabilities',
  'seLinuxOptions',
  'securityContext',
  'sysctls',
]);

/** The order in which edits are made: additions first, then removals from the last list item to the first. */
export function inOrder(edits: readonly Edit[]): readonly Edit[] {
  const removals = edits.filter((edit) => edit.op === 'remove').sort((a, b) => comparePaths(b.path, a.path));
  return [...edits.filter((edit) => edit.op !== 'remove'), ...removals];
}

/** The edits with those that add to a list that is not there, or is empty, turned into one that sets it. */
export function settled(object: JsonObject, edits: readonly Edit[]): readonly Edit[] {
  const lists = new Map<string, { readonly path: Path; readonly value: Json[] }>();
  const others = edits.filter((edit) => {
    if (edit.op !== 'append') return true;
    const found = edit.path.reduce<Json | undefined>(child, object);
    if (Array.isArray(found) && found.length > 0) return true;
    const key = JSON.stringify(edit.path);
    const list = lists.get(key) ?? { path: edit.path, value: [] };
    lists.set(key, list);
    list.value.push(edit.value);
    return false;
  });
  return [...others, ...[...lists.values()].map((list): Edit => ({ op: 'set', ...list }))];
}

/** `object` with the edits made; only what changes is copied. The text after fixing must read as exactly this. */
export function applyEdits(object: JsonObject, edits: readonly Edit[]): JsonObject {
  let current: Json = object;
  for (const edit of inOrder(edits)) {
    current =
      edit.op === 'remove'
        ? without(current, removedPath(current, edit.path))
        : edit.op === 'append'
          ? changed(current, edit.path, (list) =>
              Array.isArray(list) ? [...list, edit.value] : (list ?? null),
            )
          : changed(current, edit.path, () => edit.value);
  }
  return isObject(current) ? current : object;
}

/** What has to go so that `path` is gone: the field, or the outermost map or list that it leaves empty. */
export function removedPath(value: Json, path: Path): Path {
  let gone = path;
  while (gone.length > 1) {
    const parent = gone.slice(0, -1);
    const holder = parent.reduce<Json | undefined>(child, value);
    const size = Array.isArray(holder) ? holder.length : isObject(holder) ? Object.keys(holder).length : 0;
    if (size !== 1 || !prunable.has(parent.at(-1))) return gone;
    gone = parent;
  }
  return gone;
}

function child(value: Json | undefined, step: string | number): Json | undefined {
  return typeof step === 'number' ? (Array.isArray(value) ? value[step] : undefined) : own(value, step);
}

/** `value` with the field at `path` changed; maps on the way are made where they are missing or null. */
function changed(value: Json | undefined, path: Path, change: (old: Json | undefined) => Json): Json {
  const [step, ...rest] = path;
  if (step === undefined) return change(value);
  const next = changed(child(value, step), rest, change);
  if (typeof step === 'number') return Array.isArray(value) ? value.with(step, next) : (value ?? null);
  return withKey(isObject(value) ? value : {}, step, next);
}

function without(value: Json, path: Path): Json {
  const key = path.at(-1);
  if (key === undefined) return value;
  return changed(value, path.slice(0, -1), (holder) => {
    if (typeof key === 'number') return Array.isArray(holder) ? holder.toSpliced(key, 1) : (holder ?? null);
    if (!isObject(holder)) return holder ?? null;
    const { [key]: _, ...rest } = holder;
    return rest;
  });
}

/** A copy with one key set, as an own property even when it is called `__proto__`. */
function withKey(map: JsonObject, key: string, value: Json): JsonObject {
  return Object.defineProperty({ ...map }, key, {
    value,
    writable: true,
    enumerable: true,
    configurable: true,
  });
}

function comparePaths(a: Path, b: Path): number {
  for (let index = 0; index < Math.min(a.length, b.length); index++) {
    const [left, right] = [a[index], b[index]];
    if (left === right) continue;
    if (typeof left === 'number' && typeof right === 'number') return left - right;
    return String(left) < String(right) ? -1 : 1;
  }
  return a.length - b.length;
}
