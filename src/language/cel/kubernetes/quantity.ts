import { type FunctionDecl, global, member } from '../check/declaration.ts';
import { boolType, doubleType, intType, stringType, structType, type Type } from '../check/type.ts';
import type { Library } from '../environment.ts';
import { CelError } from '../value/error.ts';
import { doubleValue, intValue } from '../value/number.ts';
import { OpaqueValue } from '../value/opaque.ts';
import type { Value } from '../value/value.ts';
import { parseQuantity, Quantity } from './quantity-number.ts';

const quantityType: Type = structType('kubernetes.Quantity');

class QuantityValue extends OpaqueValue {
  readonly type: Type = quantityType;
  override readonly goType: string = 'cel.Quantity';
  readonly quantity: Quantity;

  constructor(quantity: Quantity) {
    super();
    this.quantity = quantity;
  }

  equals(other: Value): boolean {
    return other instanceof QuantityValue && this.quantity.compare(other.quantity) === 0;
  }

  toString(): string {
    return this.quantity.toString();
  }

  override toJson(): string {
    return this.toString();
  }
}

function of(value: Value | undefined): Quantity {
  return (value as QuantityValue).quantity;
}

/** An int beside a quantity. */
function ofInt(value: Value | undefined): Quantity {
  return new Quantity(BigInt(value as number | bigint), 0, true, 'exponent');
}

function read(text: Value | undefined): Value {
  const quantity = parseQuantity(text as string);
  return typeof quantity === 'string' ? new CelError(quantity) : new QuantityValue(quantity);
}

function asInteger(value: Value | undefined): Value {
  const whole = of(value).asInt64();
  return whole === null ? new CelError('cannot convert value to integer') : intValue(whole);
}

const Q = quantityType;

const functions: readonly FunctionDecl[] = [
  { name: 'quantity', overloads: [global('string_to_quantity', [stringType], Q, read)] },
  {
    name: 'isQuantity',
    overloads: [
      global(
        'is_quantity_string',
        [stringType],
        boolType,
        (text) => typeof parseQuantity(text as string) !== 'string',
      ),
    ],
  },
  // Upstream declares `sign` as a global function: q.sign() is no such overload.
  { name: 'sign', overloads: [global('quantity_sign', [Q], intType, (a) => of(a).sign)] },
  {
    name: 'isGreaterThan',
    overloads: [member('quantity_is_greater_than', [Q, Q], boolType, (a, b) => of(a).compare(of(b)) > 0)],
  },
  {
    name: 'isLessThan',
    overloads: [member('quantity_is_less_than', [Q, Q], boolType, (a, b) => of(a).compare(of(b)) < 0)],
  },
  {
    name: 'compareTo',
    overloads: [member('quantity_compare_to', [Q, Q], intType, (a, b) => of(a).compare(of(b)))],
  },
  {
    name: 'asApproximateFloat',
    overloads: [
      member('quantity_get_float', [Q], doubleType, (a) => doubleValue(of(a).asApproximateFloat())),
    ],
  },
  { name: 'asInteger', overloads: [member('quantity_get_int', [Q], intType, asInteger)] },
  {
    name: 'isInteger',
    overloads: [member('quantity_is_integer', [Q], boolType, (a) => of(a).asInt64() !== null)],
  },
  {
    name: 'add',
    overloads: [
      member('quantity_add', [Q, Q], Q, (a, b) => new QuantityValue(of(a).add(of(b)))),
      member('quantity_add_int', [Q, intType], Q, (a, b) => new QuantityValue(of(a).add(ofInt(b)))),
    ],
  },
  {
    name: 'sub',
    overloads: [
      member('quantity_sub', [Q, Q], Q, (a, b) => new QuantityValue(of(a).subtract(of(b)))),
      member('quantity_sub_int', [Q, intType], Q, (a, b) => new QuantityValue(of(a).subtract(ofInt(b)))),
    ],
  },
];

/** apiserver pkg/cel/library/quantity.go. */
export const quantityLibrary: Library = { functions };
