import type { Json } from '../kube/json.ts';

/** JSON, whole numbers of any size included. */
export function jsonText(value: Json, indent = 0): string {
  return JSON.stringify(value, (_, one: Json) => (typeof one === 'bigint' ? Number(one) : one), indent);
}
