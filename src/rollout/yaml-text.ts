import { scalarText } from '../fix/write-value.ts';
import { isObject, type Json, type JsonObject } from '../kube/json.ts';

/** Objects as a stream of YAML documents in block style. */
export function yamlText(objects: readonly JsonObject[]): string {
  return objects.map((object) => `${lines(object, '').join('\n')}\n`).join('---\n');
}

function lines(value: JsonObject, indent: string): string[] {
  return Object.entries(value).flatMap(([key, item]) => {
    const name = `${indent}${scalarText(key, { quoted: false })}:`;
    if (item === undefined) return [];
    const inline = inlineText(item);
    if (inline !== undefined) return [`${name} ${inline}`];
    return [
      name,
      ...(Array.isArray(item) ? itemLines(item, indent) : lines(item as JsonObject, `${indent}  `)),
    ];
  });
}

/** Items stand below their key, each behind a dash. */
function itemLines(list: readonly Json[], indent: string): string[] {
  return list.flatMap((item) => {
    const inline = inlineText(item);
    if (inline !== undefined) return [`${indent}- ${inline}`];
    const inner = Array.isArray(item)
      ? itemLines(item, `${indent}  `)
      : lines(item as JsonObject, `${indent}  `);
    return [`${indent}- ${(inner[0] ?? '').trimStart()}`, ...inner.slice(1)];
  });
}

/** Scalars, what is empty, and short lists of scalars take no lines of their own. */
function inlineText(value: Json): string | undefined {
  if (Array.isArray(value)) {
    if (value.length === 0) return '[]';
    if (value.some((item) => typeof item === 'object' && item !== null)) return undefined;
    const text = `[${value.map((item) => scalarText(item, { quoted: false })).join(', ')}]`;
    return text.length <= 80 ? text : undefined;
  }
  if (isObject(value)) return Object.keys(value).length === 0 ? '{}' : undefined;
  return scalarText(value, { quoted: false });
}
