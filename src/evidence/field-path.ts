import { isObject, type Path } from '../kube/json.ts';

/**
 * The path that a field's text names in `object`: `spec.containers[name=app].image`. Undefined when the text cannot be
 * read or a named item is not there.
 */
export function fieldPath(object: unknown, text: string): Path | undefined {
  const path: (string | number)[] = [];
  let current: unknown = object;
  let rest = text;
  while (rest !== '') {
    const match = step.exec(rest);
    if (match === null) return undefined;
    rest = rest.slice(match[0].length);
    const [, key, index, name, quotedName, quotedKey] = match;
    const found = key ?? (quotedKey === undefined ? undefined : (JSON.parse(quotedKey) as string));
    if (found !== undefined) {
      path.push(found);
      current = isObject(current) && Object.hasOwn(current, found) ? current[found] : undefined;
      continue;
    }
    const wanted = name ?? (quotedName === undefined ? undefined : (JSON.parse(quotedName) as string));
    const at = index === undefined ? itemNamed(current, wanted) : Number(index);
    if (at === -1) return undefined;
    path.push(at);
    current = Array.isArray(current) ? (current[at] as unknown) : undefined;
  }
  return path;
}

function itemNamed(list: unknown, name: string | undefined): number {
  return Array.isArray(list) ? list.findIndex((item) => isObject(item) && item.name === name) : -1;
}

/** A key, an index, a name, a quoted name or a quoted key. */
const step =
  /^(?:\.?([A-Za-z_][\w-]*)|\[(\d+)\]|\[name=([A-Za-z_][\w-]*)\]|\[name=("(?:[^"\\]|\\.)*")\]|\[("(?:[^"\\]|\\.)*")\])/;
