import { isObject, type Json, type JsonObject, own } from '../../kube/json.ts';

/** Reading what others wrote: what has another type than expected counts as not there. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

export function textAt(object: unknown, key: string): string {
  return textOf(own(object, key));
}

export function objectAt(object: unknown, key: string): JsonObject | undefined {
  const value = own(object, key);
  return isObject(value) ? value : undefined;
}

export function listAt(object: unknown, key: string): readonly Json[] {
  const list = own(object, key);
  return Array.isArray(list) ? list : [];
}

/** The texts of a list; what has another type was refused when the policy was read. */
export function textList(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
