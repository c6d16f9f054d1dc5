import { global, type Overload } from '../check/declaration.ts';
import { boolType, listType, typeParam } from '../check/type.ts';
import type { Library } from '../environment.ts';
import type { CallCost } from '../plan/call-cost.ts';
import { equals } from '../value/equals.ts';
import { costSize } from '../value/size.ts';
import type { Value } from '../value/value.ts';

type List = readonly Value[];

const listOfT = listType(typeParam('T'));

function has(list: List, element: Value): boolean {
  return list.some((other) => equals(element, other));
}

function containsAll(list: List, part: List): boolean {
  return part.every((element) => has(list, element));
}

function compared(factor: number): CallCost {
  return (a, b) => 1 + Math.trunc(costSize(a) * costSize(b) * factor);
}

function declare(
  name: string,
  run: (a: List, b: List) => boolean,
): NonNullable<Library['functions']>[number] {
  const id = `list_sets_${name}_list`;
  return {
    name: `sets.${name}`,
    overloads: [global(id, [listOfT, listOfT], boolType, run as unknown as Overload['run'])],
  };
}

/** cel-go's sets library (ext/sets.go). */
export const setsLibrary: Library = {
  functions: [
    declare('contains', containsAll),
    declare('equivalent', (a, b) => containsAll(a, b) && containsAll(b, a)),
    declare('intersects', (a, b) => a.some((element) => has(b, element))),
  ],
  costs: {
    list_sets_contains_list: compared(1),
    list_sets_intersects_list: compared(1),
    list_sets_equivalent_list: compared(2),
  },
};
