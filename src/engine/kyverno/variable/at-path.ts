/**
 * What `{{@}}` stands for: the field of the judged object at the same place (kyverno v1.19 pkg/engine/variables/vars.go
 * and pkg/utils/jsonpointer). Everything up to `foreach` is left out, and then two parts more.
 */
export function fieldAt(path: string, root: 'target' | 'request.object'): string {
  const parts = parsePath(path);
  const inside = parts.slice(parts.indexOf('foreach') + 1);
  const field = inside.length > 2 ? inside.slice(2) : [];
  return jmesPath([...root.split('.'), ...field]);
}

/** Splits at slashes that no backslash and no quotes hide. */
function parsePath(path: string): string[] {
  const parts: string[] = [];
  let part = '';
  let escaped = false;
  for (const char of path) {
    if (escaped) {
      part += char;
      escaped = false;
    } else if (char === '\\') {
      escaped = true;
    } else if (char === '/') {
      if (part !== '') parts.push(part);
      part = '';
    } else if (char !== '"') {
      part += char;
    }
  }
  if (part !== '') parts.push(part);
  return parts;
}

function jmesPath(parts: readonly string[]): string {
  let text = '';
  for (const part of parts) {
    if (/^[0-9]+$/.test(part)) text += `[${part}]`;
    else
      text +=
        (text === '' ? '' : '.') + (/^[(A-Za-z_][)0-9A-Za-z_]*$/.test(part) ? part : JSON.stringify(part));
  }
  return text;
}
