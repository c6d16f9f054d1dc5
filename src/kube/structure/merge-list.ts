import { type Json, own } from '../json.ts';
import type { ListType } from './structure.ts';

/** Lists that cannot be merged. */
export class MergeFailure extends Error {}

export interface Indexed {
  /** The identity of each item, in order. */
  readonly keys: readonly string[];
  readonly items: readonly Json[];
  readonly byKey: ReadonlyMap<string, Json>;
}

/** Throws MergeFailure for items without their keys, and for two of the same where they must be unique. */
export function indexList(type: ListType, items: readonly Json[], unique: boolean): Indexed {
  const byKey = new Map<string, Json>();
  const keys = items.map((item, i) => {
    const key = keyOf(type, item, i);
    if (unique && byKey.has(key)) throw new MergeFailure(`duplicate entries for key ${key}`);
    if (!byKey.has(key)) byKey.set(key, item);
    return key;
  });
  return { keys, items, byKey };
}

/** The identity of an item: its value in a set, its keys in a list of maps. A port's protocol is TCP by default. */
function keyOf(type: ListType, item: Json, at: number): string {
  if (type.list === 'set') return JSON.stringify(item);
  const parts = type.keys.map((key) => {
    const value = own(item, key) ?? (key === 'protocol' ? 'TCP' : undefined);
    if (value !== undefined) return value;
    throw new MergeFailure(
      `element ${at}: associative list with keys has an element that omits key field ${JSON.stringify(key)} (and doesn't have default value)`,
    );
  });
  return JSON.stringify(parts, (_, value: unknown) => (typeof value === 'bigint' ? `${value}` : value));
}

/**
 * The order of the merged list: shared items in the patch's order, the object's own in between where they stood, new
 * ones where the patch has them (typed/merge.go, visitListItems).
 */
export function mergeOrdered(
  left: Indexed,
  right: Indexed,
  merge: (own: Json | undefined, patched: Json | undefined) => Json,
): Json[] {
  const merged: Json[] = [];
  const done = new Set<string>();
  const shared = right.keys.filter((key) => left.byKey.has(key));
  const push = (key: string, item: Json | undefined) => {
    done.add(key);
    merged.push(merge(item, right.byKey.get(key)));
    if (shared[0] === key) shared.shift();
  };
  let l = 0;
  let r = 0;
  while (l < left.keys.length || r < right.keys.length) {
    const leftKey = left.keys[l];
    const rightKey = right.keys[r];
    if (leftKey !== undefined && rightKey !== undefined) {
      if (leftKey === rightKey) {
        push(leftKey, left.byKey.get(leftKey));
        l++;
        r++;
        continue;
      }
      // Shared, but not the one whose turn it is.
      if (right.byKey.has(leftKey) && shared[0] !== undefined && shared[0] !== leftKey) {
        l++;
        continue;
      }
    }
    if (leftKey !== undefined) {
      if (!right.byKey.has(leftKey)) {
        merged.push(left.items[l] as Json);
        l++;
        continue;
      }
      if (done.has(leftKey)) l++;
    }
    if (rightKey !== undefined) {
      push(rightKey, left.byKey.get(rightKey));
      r++;
    }
  }
  return merged;
}
