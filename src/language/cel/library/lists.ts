import { type FunctionDecl, global, member, type Overload } from '../check/declaration.ts';
import {
  boolType,
  bytesType,
  doubleType,
  durationType,
  dynType,
  intType,
  listType,
  stringType,
  type Type,
  timestampType,
  typeParam,
  uintType,
} from '../check/type.ts';
import type { Library } from '../environment.ts';
import { type CallCost, LIST_COST, TRAVERSAL } from '../plan/call-cost.ts';
import type { Expr } from '../syntax/ast.ts';
import { foldToList, iterationVariable, type Macro, MacroError, type MacroHelper } from '../syntax/macro.ts';
import { compare, isOrdered } from '../value/compare.ts';
import { equals } from '../value/equals.ts';
import { CelError } from '../value/error.ts';
import { notInt, notLister } from '../value/go-panic.ts';
import { isInt } from '../value/number.ts';
import { costSize } from '../value/size.ts';
import { typeOf } from '../value/type-of.ts';
import type { Value } from '../value/value.ts';

type List = readonly Value[];
type Run = NonNullable<Overload['run']>;

/** The types that can be sorted, with the names their overloads have. */
export const COMPARABLE: readonly Type[] = [
  intType,
  uintType,
  doubleType,
  boolType,
  durationType,
  timestampType,
  stringType,
  bytesType,
];

const T = typeParam('T');
const listOfT = listType(T);
const LONGEST_RANGE = 10_000_000;

function slice(list: List, start: number | bigint, end: number | bigint): Value {
  const what = `cannot slice(${start}, ${end})`;
  if (start < 0 || end < 0) return new CelError(`${what}, negative indexes not supported`);
  if (start > end) return new CelError(`${what}, start index must be less than or equal to end index`);
  if (list.length < end) return new CelError(`${what}, list is length ${list.length}`);
  return list.slice(Number(start), Number(end));
}

function flatten(list: List, depth: number | bigint = 1): Value {
  return depth < 0 ? new CelError('level must be non-negative') : flattened(list, Number(depth));
}

function flattened(list: List, depth: number): Value[] {
  return list.flatMap((element) =>
    Array.isArray(element) && depth > 0 ? flattened(element, depth - 1) : [element],
  );
}

function range(length: number | bigint): Value {
  if (length > LONGEST_RANGE) return new CelError('list is too long');
  return Array.from({ length: Math.max(Number(length), 0) }, (_, i) => i);
}

function distinct(list: List): Value {
  const seen = new Set<Value>();
  const found: Value[] = [];
  for (const element of list) {
    const simple = typeof element === 'string' || typeof element === 'boolean';
    if (simple ? seen.has(element) : found.some((other) => equals(element, other))) continue;
    if (simple) seen.add(element);
    found.push(element);
  }
  return found;
}

/** Sorts `list` by the keys beside it. */
function sortByKeys(list: List, keys: List): Value {
  if (list.length !== keys.length) {
    return new CelError(
      `@sortByAssociatedKeys() expected a list of the same size as the associated keys list, but got ${list.length} and ${keys.length} elements respectively`,
    );
  }
  const [first] = keys;
  if (first === undefined) return list;
  if (!isOrdered(first)) return new CelError('list elements must be comparable');
  const type = typeOf(first);
  if (keys.length > 1 && keys.some((key) => typeOf(key) !== type)) {
    return new CelError('list elements must have the same type');
  }
  return list
    .map((element, i) => ({ element, key: keys[i] as Value }))
    .toSorted((a, b) => asNumber(compare(a.key, b.key)))
    .map(({ element }) => element);
}

/** NaN has no order; it stays where it is. */
function asNumber(order: number | CelError): number {
  return order instanceof CelError ? 0 : order;
}

function expandSortBy(h: MacroHelper, target: Expr | null, args: readonly Expr[]): Expr {
  const [variable, key] = args as [Expr, Expr];
  const input = h.ident('@__sortBy_input__');
  if (target?.kind === 'literal' || target?.kind === 'map' || target?.kind === 'struct') {
    throw new MacroError(
      target,
      'sortBy can only be applied to a list, identifier, comprehension, call or select expression',
    );
  }
  const source = h.copy(input);
  const vars = { iterVar: iterationVariable(variable, 'argument is not an identifier') };
  const keys = foldToList(h, source, vars, null, key);
  const call = h.memberCall('@sortByAssociatedKeys', h.copy(input), keys);
  const empty = h.list();
  return h.fold({
    range: empty,
    iterVar: '#unused',
    accuVar: '@__sortBy_input__',
    accuInit: target as Expr,
    condition: h.literal(false),
    step: input,
    result: call,
  });
}

const sortBy: Macro = { name: 'sortBy', receiver: true, args: 2, expand: expandSortBy };

const functions: readonly FunctionDecl[] = [
  { name: 'slice', overloads: [member('list_slice', [listOfT, intType, intType], listOfT, slice as Run)] },
  {
    name: 'flatten',
    unguarded: true,
    overloads: [
      member('list_flatten', [listType(listOfT)], listOfT, unguarded('flatten', flatten)),
      member(
        'list_flatten_int',
        [listType(dynType), intType],
        listType(dynType),
        unguarded('flatten', flatten),
      ),
    ],
  },
  {
    name: 'sort',
    overloads: COMPARABLE.map((type) => member(`list_${type.name}_sort`, [listType(type)], listType(type))),
    singleton: (list) => (Array.isArray(list) ? sortByKeys(list, list) : undefined),
  },
  {
    name: '@sortByAssociatedKeys',
    overloads: COMPARABLE.map((type) =>
      member(`list_${type.name}_sortByAssociatedKeys`, [listOfT, listType(type)], listOfT),
    ),
    singleton: (list, keys) =>
      Array.isArray(list) && Array.isArray(keys) ? sortByKeys(list, keys) : undefined,
  },
  { name: 'lists.range', overloads: [global('lists_range', [intType], listType(intType), range as Run)] },
  {
    name: 'reverse',
    overloads: [member('list_reverse', [listOfT], listOfT, (list) => (list as List).toReversed())],
  },
  { name: 'distinct', overloads: [member('list_distinct', [listOfT], listOfT, distinct as Run)] },
];

function typeText(value: Value | undefined): string {
  return value === undefined ? '' : typeOf(value).toString();
}

/** flatten checks its arguments itself. */
function unguarded(name: string, run: (list: List, depth?: number | bigint) => Value): Run {
  return (list, depth) =>
    Array.isArray(list)
      ? run(list, depth as number | bigint | undefined)
      : new CelError(`no such overload: ${typeText(list)}.${name}(${typeText(depth)})`);
}

/** As Go reckons with unsigned numbers: what would be negative is huge, and what does not fit is 2^63. */
function allocating(factor: number, size: number): number {
  const product = Math.trunc(size * factor);
  const cost = (product < -(2 ** 63) || product >= 2 ** 64 ? 2 ** 63 : product) + 1 + LIST_COST;
  return cost < 0 ? cost + 2 ** 64 : cost;
}

/** Upstream counts before it looks whether the call failed, and takes its arguments for what they should be. */
function listOrPanic(value: Value): List {
  if (Array.isArray(value)) return value;
  throw notLister(value);
}

function depthOrPanic(value: Value): number {
  if (isInt(value)) return Number(value);
  throw notInt(value);
}

const ofResult: CallCost = (_a, _b, result) => allocating(1, costSize(result));

function selfCompared(value: Value): number {
  const list = listOrPanic(value);
  const size = costSize(list);
  const [first] = list;
  const text = typeof first === 'string' || first instanceof Uint8Array;
  return allocating(text ? 2 + TRAVERSAL : 2, size * size);
}

function costs(): Record<string, CallCost> {
  const found: Record<string, CallCost> = {
    list_slice: ofResult,
    list_flatten: (a) => allocating(1, costSize(a)),
    list_flatten_int: (a, b) => allocating(depthOrPanic(b), costSize(a)),
    lists_range: ofResult,
    list_reverse: ofResult,
    list_distinct: selfCompared,
  };
  for (const { name } of COMPARABLE) {
    found[`list_${name}_sort`] = selfCompared;
    found[`list_${name}_sortByAssociatedKeys`] = (_, keys) => selfCompared(keys);
  }
  return found;
}

/** cel-go's lists library (ext/lists.go), version 3. */
export const listsLibrary: Library = { functions, macros: [sortBy], costs: costs() };
