import { mapSize } from './map-access.ts';
import { OpaqueValue } from './opaque.ts';
import { OptionalValue } from './optional.ts';
import { codePointCount } from './text.ts';
import { isMap } from './type-of.ts';
import type { Value } from './value.ts';

/** What `size()` gives, or undefined for values that have no size. */
export function sizeOf(value: Value): number | undefined {
  if (typeof value === 'string') return codePointCount(value);
  if (typeof value !== 'object' || value === null) return undefined;
  if (Array.isArray(value) || value instanceof Uint8Array) return value.length;
  if (isMap(value)) return mapSize(value);
  return value instanceof OpaqueValue ? value.size : undefined;
}

/** The size that costs are reckoned with: 1 for what has none. */
export function costSize(value: Value): number {
  const size = sizeOf(value);
  if (size !== undefined) return size;
  return value instanceof OptionalValue && value.value !== undefined ? costSize(value.value) : 1;
}
