import { mark } from '../../evidence/redact.ts';
import { isObject, type Json, type JsonObject, type Path } from '../../kube/json.ts';

/**
 * Tells whether a judgement read a value that is recorded as a hash only. Engines read what they need and nothing else,
 * so a verdict that read none of them is the verdict on the object itself.
 */
export class Redactions {
  #read: Path | null = null;
  #watching = false;

  /** From now on traps are put. Pod Security reads nothing that is hidden: for that alone they would cost time. */
  watch(): void {
    this.#watching = true;
  }

  /** Puts a trap on every hidden value of `object`, in place. */
  guard(object: JsonObject): void {
    if (this.#watching) this.#guard(object, []);
  }

  /** Takes note when `key`, which was never recorded, is asked for. */
  lacks(holder: JsonObject, key: string, path: Path): void {
    if (this.#watching) this.#trap(holder, key, undefined, path);
  }

  /** The first hidden value that `judge` read; null when it read none. */
  during<T>(judge: () => T): { readonly result: T; readonly read: Path | null } {
    this.#read = null;
    const result = judge();
    return { result, read: this.#read };
  }

  #guard(holder: JsonObject | Json[], path: Path): void {
    for (const key of Object.keys(holder)) {
      const value = (holder as JsonObject)[key];
      const step = Array.isArray(holder) ? Number(key) : key;
      if (typeof value === 'string') {
        if (value.startsWith(mark)) this.#trap(holder, key, value, [...path, step]);
      } else if (Array.isArray(value) || isObject(value)) this.#guard(value, [...path, step]);
    }
  }

  #trap(holder: object, key: string, value: string | undefined, path: Path): void {
    const get = (): string | undefined => {
      this.#read ??= path;
      return value;
    };
    Object.defineProperty(holder, key, { get, enumerable: true, configurable: true });
  }
}
