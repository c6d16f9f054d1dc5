import { isObject } from '../kube/json.ts';

/** JSON with sorted keys and no spaces, so that equal values give equal bytes (RFC 8785). */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (isObject(value)) {
    const keys = Object.keys(value).filter((key) => value[key] !== undefined);
    return `{${keys
      .sort()
      .map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`)
      .join(',')}}`;
  }
  return typeof value === 'bigint' ? value.toString() : JSON.stringify(value ?? null);
}
