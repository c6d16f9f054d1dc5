import { LazyMap } from './lazy-map.ts';
import { MapValue } from './map.ts';
import { MAX_INT, MIN_INT } from './number.ts';
import type { JsonMap, Value } from './value.ts';

export type AnyMap = JsonMap | MapValue | LazyMap;

/** An integer of JSON beyond int64 is a double, as Kubernetes' decoder makes it. */
export function fromJson(value: Value): Value {
  return typeof value === 'bigint' && (value > MAX_INT || value < MIN_INT) ? Number(value) : value;
}

/** The value under `key`, or undefined. */
export function mapGet(map: AnyMap, key: Value): Value | undefined {
  if (map instanceof MapValue) return map.get(key);
  if (typeof key !== 'string') return undefined;
  if (map instanceof LazyMap) return map.get(key);
  if (!Object.hasOwn(map, key)) return undefined;
  const found = map[key];
  return found === undefined ? undefined : fromJson(found);
}

export function mapKeys(map: AnyMap): Value[] {
  if (map instanceof MapValue || map instanceof LazyMap) return map.keys();
  return Object.keys(map).filter((key) => map[key] !== undefined);
}

export function mapSize(map: AnyMap): number {
  return map instanceof MapValue ? map.size : mapKeys(map).length;
}
