import { costSize } from '../value/size.ts';
import type { Value } from '../value/value.ts';

/**
 * What a call costs at run time: a number, or reckoned from its first two arguments and its result. Arguments and result
 * may be errors; their size is 1.
 */
export type CallCost = number | ((a: Value, b: Value, result: Value) => number);

/** Decides what a call costs by function and overload (the overload is '' when several are possible). */
export type CallCosts = (functionName: string, overload: string) => CallCost;

export const TRAVERSAL = 0.1;
export const REGEX_FACTOR = 0.25;
export const LIST_COST = 10;
export const MAP_COST = 30;
export const STRUCT_COST = 40;

export function traversal(size: number): number {
  return Math.ceil(size * TRAVERSAL);
}

const ofFirst: CallCost = (a) => traversal(costSize(a));

const ofShorter: CallCost = (a, b) => {
  // Up to ten UTF-16 units are one to ten code points: no need to count.
  if (typeof a === 'string' && typeof b === 'string') {
    const shorter = Math.min(a.length, b.length);
    if (shorter <= 10) return shorter === 0 ? 0 : 1;
  }
  return traversal(Math.min(costSize(a), costSize(b)));
};

const ofBoth: CallCost = (a, b) => traversal(costSize(a) + costSize(b));

/** The size of a pattern times the size of the text. */
export const regexCost: CallCost = (a, b) =>
  traversal(1 + costSize(a)) * Math.ceil(costSize(b) * REGEX_FACTOR);

const BY_OVERLOAD = new Map<string, CallCost>([
  ...[
    'starts_with_string',
    'ends_with_string',
    'string_to_bytes',
    'bytes_to_string',
    'strings_quote',
    'string_format',
  ].map((id): [string, CallCost] => [id, ofFirst]),
  ...['less', 'less_equals', 'greater', 'greater_equals'].flatMap((name): [string, CallCost][] => [
    [`${name}_string`, ofShorter],
    [`${name}_bytes`, ofShorter],
  ]),
  ['equals', ofShorter],
  ['not_equals', ofShorter],
  ['in_list', (_, b) => costSize(b)],
  ['add_string', ofBoth],
  ['add_bytes', ofBoth],
  ['matches_string', regexCost],
  ['contains_string', (a, b) => traversal(costSize(a)) * traversal(costSize(b))],
]);

/** cel-go's own costs (interpreter/runtimecost.go). */
export const standardCosts: CallCosts = (_, overload) => BY_OVERLOAD.get(overload) ?? 1;

/** A function overload whose library counts for itself, before anything else is asked. */
export function withTrackers(trackers: ReadonlyMap<string, CallCost>, otherwise: CallCosts): CallCosts {
  return (name, overload) => trackers.get(overload) ?? otherwise(name, overload);
}
