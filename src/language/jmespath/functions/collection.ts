import type { Json } from '../../../kube/json.ts';
import { formatFloat, sortedKeys } from '../go-format.ts';
import { setOwn } from '../go-json.ts';
import type { Run } from '../run.ts';
import { equal, ItemList, isList, isMap, type Value } from '../value.ts';
import { type FunctionEntry, functionError, numberArg, textArg, typeError } from './entry.ts';
import { scalarText } from './text.ts';

export const collectionFunctions: readonly FunctionEntry[] = [
  {
    name: 'label_match',
    args: [['object'], ['object']],
    returns: 'bool',
    note: 'Whether the second object has every pair of the first.',
    call: labelMatch,
  },
  {
    name: 'lookup',
    args: [
      ['object', 'array'],
      ['string', 'number'],
    ],
    returns: 'any',
    note: 'The value under a key or at an index, null where there is none.',
    call: lookup,
  },
  {
    name: 'items',
    args: [['object', 'array'], ['string'], ['string']],
    returns: 'array',
    note: 'A list with an object for each pair or element: the key or index, and the value, under the names given.',
    call: items,
  },
  {
    name: 'object_from_lists',
    args: [['array'], ['array']],
    returns: 'object',
    note: 'An object of the keys in the first list and the values in the second.',
    call: objectFromLists,
  },
];

function labelMatch([wanted = null, labels = null]: readonly Value[], run: Run): boolean {
  if (!isMap(wanted) || !isMap(labels)) return false;
  return Object.keys(wanted).every(
    (key) => Object.hasOwn(labels, key) && equal(labels[key] ?? null, wanted[key] ?? null, run),
  );
}

function lookup(args: readonly Value[]): Value {
  const [where = null, what = null] = args;
  if (isMap(where)) {
    if (typeof what !== 'string') throw typeError('lookup', 2, 'String');
    return Object.hasOwn(where, what) ? (where[what] ?? null) : null;
  }
  if (!isList(where)) throw typeError('lookup', 1, 'Object or Array');
  if (typeof what === 'string') throw typeError('lookup', 2, 'Number');
  const index = numberArg(args, 1);
  if (!Number.isInteger(index)) {
    throw functionError('lookup', `argument #2: expected an integer number but got: ${formatFloat(index)}`);
  }
  if (index >= 2 ** 63 || index < -(2 ** 63)) {
    throw functionError(
      'lookup',
      `argument #2: number is outside the range of integer numbers: ${formatFloat(index)}`,
    );
  }
  return index < 0 ? null : (where[index] ?? null);
}

function items(args: readonly Value[], run: Run): Value {
  const [value = null] = args;
  const list = new ItemList();
  const pairs = entriesOf(value);
  run.spend(pairs.length);
  for (const [key, item] of pairs) {
    const entry = {};
    setOwn(entry, textArg(args, 1), key);
    setOwn(entry, textArg(args, 2), item);
    list.push(entry);
  }
  return list;
}

function entriesOf(value: Value): (readonly [Json, Json])[] {
  if (isMap(value)) return sortedKeys(value).map((key) => [key, value[key] ?? null] as const);
  if (isList(value)) return value.map((item, i) => [i, item] as const);
  throw typeError('items', 1, 'Object or Array');
}

function objectFromLists([keys = null, values = null]: readonly Value[], run: Run): Value {
  if (!isList(keys)) throw typeError('object_from_lists', 1, 'Array');
  if (!isList(values)) throw typeError('object_from_lists', 2, 'Array');
  run.spend(keys.length);
  const object = {};
  keys.forEach((key, i) => {
    const text = scalarText(key);
    if (text === null) throw typeError('object_from_lists', 1, 'StringArray');
    setOwn(object, text, values[i] ?? null);
  });
  return object;
}
