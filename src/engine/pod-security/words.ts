import { compareBytes, sortedSet as sortedDistinct } from '../../kube/bytes-order.ts';

/** Each item between plain quotes, with nothing escaped. */
export function quoteAll(items: readonly string[]): string {
  let quoted = '';
  for (const item of items) quoted += quoted === '' ? `"${item}"` : `, "${item}"`;
  return quoted;
}

export function plural(count: number, one: string, many: string): string {
  return count === 1 ? one : many;
}

/** `container "a"`, `containers "a", "b"`. */
export function containersNamed(names: readonly string[]): string {
  return `${plural(names.length, 'container', 'containers')} ${quoteAll(names)}`;
}

/** Distinct and in byte order. Nearly always of one or two items, which need no hashing. */
export function sortedSet(items: readonly string[]): readonly string[] {
  if (items.length < 2) return items;
  if (items.length > 16) return sortedDistinct(items);
  const sorted: string[] = [];
  for (const item of items) insert(sorted, item);
  return sorted;
}

function insert(sorted: string[], item: string): void {
  let place = sorted.length;
  while (place > 0) {
    const before = sorted[place - 1] ?? '';
    if (before === item) return;
    if (compareBytes(before, item) < 0) break;
    place--;
  }
  if (place === sorted.length) sorted.push(item);
  else sorted.splice(place, 0, item);
}
