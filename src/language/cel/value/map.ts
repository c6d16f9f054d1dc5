import { asDouble, DoubleValue, isInt, MAX_INT, UintValue } from './number.ts';
import type { Value } from './value.ts';

/**
 * A map built by an expression. Keys of different types are different keys (`1` and `1u`), yet a lookup finds a number
 * under another numeric type when both are the same integer (cel-go common/types/map.go, refValMapAccessor).
 */
export class MapValue {
  readonly #entries: Map<unknown, [Value, Value]> = new Map();

  get size(): number {
    return this.#entries.size;
  }

  set(key: Value, value: Value): void {
    this.#entries.set(identity(key), [key, value]);
  }

  delete(key: Value): void {
    this.#entries.delete(identity(key));
  }

  get(key: Value): Value | undefined {
    if (this.#entries.size === 0) return undefined;
    const exact = this.#entries.get(identity(key));
    if (exact !== undefined) return exact[1];
    for (const other of sameNumber(key)) {
      const found = this.#entries.get(identity(other));
      if (found !== undefined) return found[1];
    }
    return undefined;
  }

  keys(): Value[] {
    return [...this.#entries.values()].map(([key]) => key);
  }

  entries(): IterableIterator<[Value, Value]> {
    return this.#entries.values();
  }
}

/** What makes two keys the same: type and value for primitives, the object itself for everything else. */
function identity(key: Value): unknown {
  if (typeof key === 'string') return key.startsWith('\u0000') ? `\u0000s${key}` : key;
  if (key instanceof UintValue) return `\u0000u${key.value}`;
  if (key instanceof DoubleValue) return `\u0000d${key.value}`;
  if (typeof key === 'number' && !Number.isSafeInteger(key)) return `\u0000d${key}`;
  return key;
}

/** The same integer in the other numeric types that upstream tries. */
function sameNumber(key: Value): Value[] {
  if (isInt(key)) return key >= 0 ? [new UintValue(BigInt(key))] : [];
  if (key instanceof UintValue) return key.value <= MAX_INT ? [asInt(key.value)] : [];
  const double = asDouble(key);
  if (double === null || !Number.isInteger(double)) return [];
  const whole = BigInt(double);
  const found: Value[] = [];
  if (whole > -(2n ** 63n) && whole <= MAX_INT) found.push(asInt(whole));
  if (whole >= 0n && whole < 2n ** 64n) found.push(new UintValue(whole));
  return found;
}

function asInt(value: bigint): number | bigint {
  const small = Number(value);
  return Number.isSafeInteger(small) ? small : value;
}
