import { type FunctionDecl, member } from '../check/declaration.ts';
import {
  boolType,
  doubleType,
  durationType,
  intType,
  listType,
  type Type,
  typeParam,
  uintType,
} from '../check/type.ts';
import type { Library } from '../environment.ts';
import { COMPARABLE } from '../library/lists.ts';
import { add } from '../value/arithmetic.ts';
import { compare, isOrdered } from '../value/compare.ts';
import { equals } from '../value/equals.ts';
import { CelError, noSuchOverload } from '../value/error.ts';
import { DoubleValue, UintValue } from '../value/number.ts';
import { DurationValue } from '../value/time.ts';
import type { Value } from '../value/value.ts';

type List = readonly Value[];

/** `duration`, not `google.protobuf.Duration`. */
function shortName(type: Type): string {
  return type.kind;
}

function isSorted(list: Value | undefined): Value {
  const elements = list as List;
  for (let i = 0; i < elements.length; i++) {
    if (!isOrdered(elements[i] as Value)) return noSuchOverload();
    if (i > 0 && compare(elements[i - 1] as Value, elements[i] as Value) === 1) return false;
  }
  return true;
}

/** The first element that no other goes before, in the order `sign`. */
function extreme(name: 'min' | 'max', sign: 1 | -1): (list: Value | undefined) => Value {
  return (list) => {
    let found: Value | undefined;
    for (const element of list as List) {
      if (!isOrdered(element)) return noSuchOverload();
      if (found === undefined || compare(found, element) === sign) found = element;
    }
    return found ?? new CelError(`${name} called on empty list`);
  };
}

function sum(zero: Value): (list: Value | undefined) => Value {
  return (list) => {
    let total = zero;
    for (const element of list as List) {
      const next = add(total, element);
      if (next === null || next instanceof CelError) return next ?? noSuchOverload();
      total = next;
    }
    return total;
  };
}

const SUMMABLE: readonly (readonly [Type, Value])[] = [
  [intType, 0],
  [uintType, new UintValue(0n)],
  [doubleType, new DoubleValue(0)],
  [durationType, new DurationValue(0n)],
];

function forComparable(
  name: string,
  id: (type: string) => string,
  run: (list: Value | undefined) => Value,
  result?: Type,
): FunctionDecl {
  return {
    name,
    overloads: COMPARABLE.map((type) => member(id(shortName(type)), [listType(type)], result ?? type, run)),
  };
}

const A = typeParam('A');

const functions: readonly FunctionDecl[] = [
  forComparable('isSorted', (type) => `list_${type}_is_sorted_bool`, isSorted, boolType),
  {
    name: 'sum',
    overloads: SUMMABLE.map(([type, zero]) =>
      member(`list_${shortName(type)}_sum_${shortName(type)}`, [listType(type)], type, sum(zero)),
    ),
  },
  forComparable('max', (type) => `list_${type}_max_${type}`, extreme('max', -1)),
  forComparable('min', (type) => `list_${type}_min_${type}`, extreme('min', 1)),
  {
    name: 'indexOf',
    overloads: [
      member('list_a_index_of_int', [listType(A), A], intType, (list, item) =>
        (list as List).findIndex((element) => equals(element, item as Value)),
      ),
    ],
  },
  {
    name: 'lastIndexOf',
    overloads: [
      member('list_a_last_index_of_int', [listType(A), A], intType, (list, item) =>
        (list as List).findLastIndex((element) => equals(element, item as Value)),
      ),
    ],
  },
];

/** apiserver pkg/cel/library/lists.go. */
export const kubernetesLists: Library = { functions };
