import { isObject, type Json, own, type Path } from '../kube/json.ts';

/** One step of a contract's field path: a key, an index, an item by its name, or any item. */
type Step = string | number | { readonly name: string } | typeof anyItem;

export const anyItem: unique symbol = Symbol('[*]');

export type FieldPattern = readonly Step[];

/**
 * Reads `spec.containers[name=api].securityContext.runAsNonRoot`, the way verdicts write fields, with `[*]` for any item
 * and `["…"]` for keys with other characters. Undefined when it is not written so.
 */
export function parseFieldPattern(text: string): FieldPattern | undefined {
  const steps: Step[] = [];
  const token =
    /(?:^|\.)(?<key>[A-Za-z_][\w-]*)|\[(?:(?<index>\d{1,9})|(?<any>\*)|(?:name=)?(?<quoted>"(?:[^"\\]|\\.)*")|name=(?<name>[^\]"]+))\]/y;
  while (token.lastIndex < text.length) {
    const at = token.lastIndex;
    const match = token.exec(text);
    if (match === null) return undefined;
    const { key, index, any, quoted, name } = match.groups ?? {};
    if (key !== undefined) steps.push(key);
    else if (index !== undefined) steps.push(Number(index));
    else if (any !== undefined) steps.push(anyItem);
    else if (name !== undefined) steps.push({ name });
    else if (quoted !== undefined) {
      const value = unquoted(quoted);
      if (value === undefined) return undefined;
      steps.push(text.startsWith('[name=', at) ? { name: value } : value);
    }
  }
  return steps.length === 0 ? undefined : steps;
}

function unquoted(text: string): string | undefined {
  try {
    return JSON.parse(text) as string;
  } catch {
    return undefined;
  }
}

/** Whether the field at `path` of `object` is the one that `pattern` names, or lies inside it. */
export function patternHolds(pattern: FieldPattern, object: unknown, path: Path): boolean {
  if (pattern.length > path.length) return false;
  let current: unknown = object;
  for (const [depth, step] of pattern.entries()) {
    const actual = path[depth];
    if (typeof actual === 'number') {
      current = Array.isArray(current) ? (current[actual] as Json) : undefined;
      const named = typeof step === 'object' && isObject(current) && own(current, 'name') === step.name;
      if (step !== anyItem && step !== actual && !named) return false;
    } else {
      if (step !== actual) return false;
      current = own(current, actual ?? '');
    }
  }
  return true;
}
