import type { Value } from './value.ts';

/** `optional.of(x)` or `optional.none()`. */
export class OptionalValue {
  /** undefined for none. */
  readonly value: Value | undefined;

  private constructor(value: Value | undefined) {
    this.value = value;
  }

  static readonly none: OptionalValue = new OptionalValue(undefined);

  static of(value: Value): OptionalValue {
    return new OptionalValue(value);
  }
}
