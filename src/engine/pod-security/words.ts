import { sortedSet as sortedDistinct } from '../../kube/bytes-order.ts';

/** Each item between plain quotes, with nothing escaped. */
export function quoteAll(items: readonly string[]): string {
  return items.length === 0 ? '' : `"${items.join('", "')}"`;
}

export function plural(count: number, one: string, many: string): string {
  return count === 1 ? one : many;
}

/** `container "a"`, `containers "a", "b"`. */
export function containersNamed(names: readonly string[]): string {
  return `${plural(names.length, 'container', 'containers')} ${quoteAll(names)}`;
}

/** Distinct, and in byte order. Lone surrogates are what Go's decoder makes of them. */
export function sortedSet(items: readonly string[]): readonly string[] {
  return sortedDistinct(items.map((item) => item.toWellFormed()));
}
