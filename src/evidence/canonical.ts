import { hash } from 'node:crypto';

/**
 * One text for one value, whatever the order of its keys: RFC 8785 for what we allow, which is plain JSON with whole
 * numbers. An absent key and one that is null are the same. With `sets`, so is every order of a list.
 */
export function canonical(value: unknown, lists: 'lists' | 'sets' = 'lists'): string {
  switch (typeof value) {
    case 'string':
      return plain.test(value) ? `"${value}"` : JSON.stringify(value);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'number':
      if (!Number.isSafeInteger(value))
        throw new TypeError(`expected a whole number below 2^53, found ${value}`);
      return String(value);
    case 'object':
      if (value === null) return 'null';
      return Array.isArray(value) ? listText(value, lists) : objectText(value, lists);
    default:
      throw new TypeError(`expected plain JSON, found a ${typeof value}`);
  }
}

/** The SHA-256 of the canonical text, as `sha256:…`. */
export function digest(value: unknown, lists: 'lists' | 'sets' = 'lists'): string {
  return `sha256:${hash('sha256', canonical(value, lists), 'hex')}`;
}

function listText(list: readonly unknown[], lists: 'lists' | 'sets'): string {
  const items = list.map((item) => canonical(item, lists));
  if (lists === 'sets') items.sort();
  return `[${items.join(',')}]`;
}

function objectText(value: object, lists: 'lists' | 'sets'): string {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null)
    throw new TypeError(
      `expected plain JSON, found a ${(value.constructor as { name?: string } | undefined)?.name}`,
    );
  let text = '';
  for (const key of sortedKeys(value)) {
    const item = (value as Record<string, unknown>)[key];
    if (item === undefined || item === null) continue;
    text += `${text === '' ? '' : ','}${canonical(key)}:${canonical(item, lists)}`;
  }
  return `{${text}}`;
}

/** Text that needs no escape in JSON. */
const plain = /^[\w .:@/=+[\]-]*$/;

function sortedKeys(value: object): string[] {
  const keys = Object.keys(value);
  for (let index = 1; index < keys.length; index++)
    if ((keys[index] as string) < (keys[index - 1] as string)) return keys.sort();
  return keys;
}
