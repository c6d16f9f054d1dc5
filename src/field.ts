import { isObject, type Path } from './kube/json.ts';

/**
 * The way a field is written in verdicts: `spec.containers[name=app].securityContext.privileged`. List items that have
 * a name are called by it, so that the text stays the same when items move; others by their index.
 */
export function fieldText(object: unknown, path: Path): string {
  let text = '';
  let current: unknown = object;
  for (const step of path) {
    if (typeof step === 'number') {
      current = Array.isArray(current) ? current[step] : undefined;
      text += `[${itemText(current, step)}]`;
    } else {
      text += plainKey.test(step) ? (text === '' ? step : `.${step}`) : `[${JSON.stringify(step)}]`;
      current = isObject(current) && Object.hasOwn(current, step) ? current[step] : undefined;
    }
  }
  return text;
}

const plainKey = /^[A-Za-z_][\w-]*$/;

function itemText(item: unknown, index: number): string {
  const name = isObject(item) && Object.hasOwn(item, 'name') ? item.name : undefined;
  if (typeof name !== 'string' || name === '') return String(index);
  return plainKey.test(name) ? `name=${name}` : `name=${JSON.stringify(name)}`;
}
