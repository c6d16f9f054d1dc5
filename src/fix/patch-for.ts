import { at, isObject, type Json, type JsonObject, own, type Path } from '../kube/json.ts';
import type { Resource } from '../kube/resource.ts';
import { writeYaml } from '../yaml/write.ts';
import { applyEdits, type Edit, settled } from './edit.ts';

/** Lists whose items a strategic merge patch knows by their name; every other list it replaces as a whole. */
const byName: ReadonlySet<string | number | undefined> = new Set([
  'containers',
  'initContainers',
  'ephemeralContainers',
  'volumes',
]);

/**
 * The entry of a kustomization's `patches` that makes these edits to what it builds; undefined where a part of them
 * cannot be said so, or where the kind is not one that such patches are merged into by name.
 */
export function patchFor(
  { apiVersion, kind, name, object }: Resource,
  edits: readonly Edit[],
): string | undefined {
  if (!/^(?:v1|apps\/v1|batch\/v1)$/.test(apiVersion)) return undefined;
  const after = applyEdits(object, settled(object, edits));
  const patch: JsonObject = { apiVersion, kind, metadata: { name } };
  for (const { path } of edits) {
    const upTo = path.findIndex((step, index) => typeof step === 'number' && !byName.has(path[index - 1]));
    const whole = upTo < 0 ? path : path.slice(0, upTo);
    // Null takes a field away.
    if (!put(patch, object, whole, at(after, whole) ?? null)) return undefined;
  }
  const lines = writeYaml(patch).trimEnd().split('\n');
  return [
    `- target: {kind: ${kind}, name: ${name}}`,
    '  patch: |-',
    ...lines.map((line) => `    ${line}`),
  ].join('\n');
}

/** Puts a value where the object has it, with list items called by the name they have there. */
function put(patch: JsonObject, object: JsonObject, path: Path, value: Json): boolean {
  let holder: JsonObject = patch;
  for (const [depth, step] of path.entries()) {
    const next = path[depth + 1];
    if (typeof step !== 'string') return false;
    if (next === undefined) {
      holder[step] = value;
      return true;
    }
    if (typeof next !== 'number') {
      holder = child(holder, step);
      continue;
    }
    const name = own(at(object, path.slice(0, depth + 2)), 'name');
    if (typeof name !== 'string') return false;
    const inner = at(object, path.slice(0, depth + 2));
    return isObject(inner) && put(item(holder, step, name), inner, path.slice(depth + 2), value);
  }
  return false;
}

function child(holder: JsonObject, key: string): JsonObject {
  const found = holder[key];
  if (isObject(found)) return found;
  const made: JsonObject = {};
  holder[key] = made;
  return made;
}

function item(holder: JsonObject, key: string, name: string): JsonObject {
  const list = holder[key];
  const items = Array.isArray(list) ? list : [];
  holder[key] = items;
  const found = items.find((one) => own(one, 'name') === name);
  if (isObject(found)) return found;
  const made: JsonObject = { name };
  items.push(made);
  return made;
}
