import { CelError } from './error.ts';
import type { Value } from './value.ts';

/**
 * A map whose values are worked out when first read, then kept: `variables` of an admission policy. An error is a value
 * here too (`new CelError(…)`), and is kept like any other.
 */
export class LazyMap {
  readonly #makers: Map<string, () => Value> = new Map();
  readonly #values: Map<string, Value> = new Map();
  readonly #running: Set<string> = new Set();

  define(name: string, make: () => Value): void {
    this.#makers.set(name, make);
  }

  get(name: string): Value | undefined {
    const known = this.#values.get(name);
    if (known !== undefined) return known;
    const make = this.#makers.get(name);
    if (make === undefined) return undefined;
    if (this.#running.has(name)) return new CelError(`variable ${name} depends on itself`);
    this.#running.add(name);
    const value = make();
    this.#running.delete(name);
    this.#values.set(name, value);
    return value;
  }

  has(name: string): boolean {
    return this.#makers.has(name);
  }

  keys(): string[] {
    return [...this.#makers.keys()];
  }
}
