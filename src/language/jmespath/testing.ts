import type { Json } from '../../kube/json.ts';
import { JMESPathError, PanicError } from './error.ts';
import { compile } from './program.ts';
import { ItemList, isInteger } from './value.ts';

/** The instant at which the tests search. */
export const now: Date = new Date('2026-11-22T10:20:30.5Z');

/** What an expression answers, in a form that tables can hold: an error as text, a Go int and an `items` list marked. */
export function answer(expression: string, data: Json): Json {
  try {
    return marked(compile(expression).search(data, { now }));
  } catch (error) {
    if (error instanceof PanicError) return `error: panic: ${error.message}`;
    if (error instanceof JMESPathError) return `error: ${error.message}`;
    throw error;
  }
}

function marked(value: Json): Json {
  if (typeof value === 'bigint') return isInteger(value) ? { $int: Number(value) } : Number(value);
  if (value instanceof ItemList) return { $items: Array.from(value, marked) };
  if (Array.isArray(value)) return value.map(marked);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, marked(item ?? null)]));
}
