/** What generated validators call. */
import { isObject } from '../kube/json.ts';
import { parseTime } from './time.ts';

/** The length of a string in code points, as JSON Schema counts. */
export function length(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}

/** Whether two JSON values are the same. */
export function sameJson(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((item, index) => sameJson(item, b[index]));
  if (!isObject(a) || !isObject(b)) return false;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && sameJson(a[key], b[key]))
  );
}

export const formats: Readonly<Record<string, Format>> = {
  'date-time': { type: 'string', validate: (text) => parseTime(text) !== undefined },
  date: { type: 'string', validate: (text) => parseTime(`${text}T00:00:00Z`) !== undefined },
  uri: { type: 'string', validate: (text) => URL.canParse(text) },
};

interface Format {
  readonly type: 'string';
  readonly validate: (text: string) => boolean;
}
