import { isObject, type Json, type JsonObject, own, type Path } from '../kube/json.ts';

/** A change to one field of an object, as data: made to the text by `editDocument`, to the value by `applyEdits`. */
export type Edit =
  | { readonly op: 'set'; readonly path: Path; readonly value: Json }
  /** One more item at the end of a list that is there and not empty. */
  | { readonly op: 'append'; readonly path: Path; readonly value: Json }
  /** Also takes away what it leaves empty, where that means the same as nothing. */
  | { readonly op: 'remove'; readonly path: Path };

/** Maps and lists that say the same when they are empty as when they are missing. */
const prunable: ReadonlySet<string | number | undefined> = new Set([
  'add',
  'annotations',
  'capabilities',
  'seLinuxOptions',
  'sysctls',
]);

/** The order in which edits are made: additions first, then removals from the last list item to the first. */
export function inOrder(edits: readonly Edit[]): readonly Edit[] {
  const removals = edits.filter((edit) => edit.op === 'remove').sort((a, b) => comparePaths(b.path, a.path));
  return [...edits.filter((edit) => edit.op !== 'remove'), ...removals];
}

/** A copy of `object` with the edits made. The text after fixing must read as exactly this. */
export function applyEdits(object: JsonObject, edits: readonly Edit[]): JsonObject {
  const copy = structuredClone(object);
  for (const edit of inOrder(edits)) {
    if (edit.op === 'remove') remove(copy, removedPath(copy, edit.path));
    else {
      const parent = parentFor(copy, edit.path);
      const key = edit.path.at(-1) ?? '';
      if (edit.op === 'append') append(child(parent, key), edit.value);
      else put(parent, key, edit.value);
    }
  }
  return copy;
}

/** What has to go so that `path` is gone: the field, or the outermost map or list that it leaves empty. */
export function removedPath(object: JsonObject, path: Path): Path {
  let gone = path;
  while (gone.length > 1) {
    const parent = gone.slice(0, -1);
    const holder = valueAt(object, parent);
    const size = Array.isArray(holder) ? holder.length : isObject(holder) ? Object.keys(holder).length : 0;
    if (size !== 1 || !prunable.has(parent.at(-1))) return gone;
    gone = parent;
  }
  return gone;
}

function valueAt(object: JsonObject, path: Path): Json | undefined {
  let current: Json | undefined = object;
  for (const step of path) current = child(current, step);
  return current;
}

function child(value: Json | undefined, step: string | number): Json | undefined {
  return typeof step === 'number' ? (Array.isArray(value) ? value[step] : undefined) : own(value, step);
}

/** The map or list that holds the field at `path`; maps on the way are made where they are missing or null. */
function parentFor(object: JsonObject, path: Path): Json | undefined {
  let current: Json | undefined = object;
  for (const step of path.slice(0, -1)) {
    const next: Json | undefined = child(current, step);
    if (next === undefined || next === null) {
      const made: JsonObject = {};
      put(current, step, made);
      current = made;
    } else current = next;
  }
  return current;
}

function put(holder: Json | undefined, key: string | number, value: Json): void {
  if (Array.isArray(holder) && typeof key === 'number') holder[key] = value;
  else if (isObject(holder))
    Object.defineProperty(holder, key, { value, writable: true, enumerable: true, configurable: true });
}

function append(list: Json | undefined, value: Json): void {
  if (Array.isArray(list)) list.push(value);
}

function remove(object: JsonObject, path: Path): void {
  const holder = valueAt(object, path.slice(0, -1));
  const key = path.at(-1) ?? '';
  if (Array.isArray(holder) && typeof key === 'number') holder.splice(key, 1);
  else if (isObject(holder)) delete holder[key];
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
