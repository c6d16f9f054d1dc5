import type { Type } from '../check/type.ts';
import type { Value } from './value.ts';

/**
 * A value whose inside only its own library knows: a quantity, an IP address, the authorizer. Libraries extend it.
 */
export abstract class OpaqueValue {
  abstract readonly type: Type;
  /** The Go type, where upstream's error texts show it (`types.Int`). */
  readonly goType: string = 'unknown';

  abstract equals(other: Value): boolean;

  /** As upstream prints the value. */
  abstract toString(): string;

  /** What counts as the value's size in costs, when it has one (an IP has 4 or 16). */
  get size(): number | undefined {
    return undefined;
  }

  /** The value of a field, for opaque values that are selected from. Undefined: no such field. */
  field(_name: string): Value | undefined {
    return undefined;
  }

  get hasFields(): boolean {
    return false;
  }

  get isZero(): boolean | undefined {
    return undefined;
  }

  /** The value in JSON, for values that can leave the evaluation. */
  toJson(): unknown {
    return undefined;
  }
}
