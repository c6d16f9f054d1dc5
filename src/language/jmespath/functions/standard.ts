import { compareBytes } from '../../../kube/bytes-order.ts';
import type { Json } from '../../../kube/json.ts';
import { JMESPathError, PanicError } from '../error.ts';
import { sortedKeys } from '../go-format.ts';
import { encodeJson, setOwn } from '../go-json.ts';
import { parseFloat64 } from '../go-number.ts';
import { runeCount } from '../go-string.ts';
import type { Run } from '../run.ts';
import { ExpRef, float, ItemList, isInteger, isList, isMap, settle, type Value } from '../value.ts';
import { type FunctionEntry, goType, listArg, numberArg, textArg, wrongType } from './entry.ts';

/** The functions of the JMESPath standard, as kyverno/go-jmespath functions.go has them. `sum` is Kyverno's own. */
export const standardFunctions: readonly FunctionEntry[] = [
  {
    name: 'abs',
    args: [['number']],
    returns: 'number',
    note: 'The absolute value.',
    call: (args) => Math.abs(numberArg(args, 0)),
  },
  {
    name: 'avg',
    args: [['array[number]']],
    returns: 'number',
    note: 'The mean of the numbers.',
    call: (args) => listArg(args, 0).reduce<number>((sum, n) => sum + Number(n), 0) / listArg(args, 0).length,
  },
  {
    name: 'ceil',
    args: [['number']],
    returns: 'number',
    note: 'Rounded up.',
    call: (args) => Math.ceil(numberArg(args, 0)),
  },
  {
    name: 'contains',
    args: [['array', 'string'], ['any']],
    returns: 'bool',
    note: 'Whether a text holds another one, or a list an equal text, number or boolean.',
    call: contains,
  },
  {
    name: 'ends_with',
    args: [['string'], ['string']],
    returns: 'bool',
    note: 'Whether the first text ends with the second.',
    call: (args) => textArg(args, 0).endsWith(textArg(args, 1)),
  },
  {
    name: 'floor',
    args: [['number']],
    returns: 'number',
    note: 'Rounded down.',
    call: (args) => Math.floor(numberArg(args, 0)),
  },
  {
    name: 'join',
    args: [['string'], ['array[string]']],
    returns: 'string',
    note: 'The texts of the list, with the first argument between them.',
    call: join,
  },
  {
    name: 'keys',
    args: [['object']],
    returns: 'array',
    note: 'The keys of an object, sorted.',
    call: (args) => (isMap(args[0]) ? sortedKeys(args[0]) : []),
  },
  {
    name: 'length',
    args: [['string', 'array', 'object']],
    returns: 'number',
    note: 'How many characters, elements or keys.',
    call: ([value]) => {
      if (typeof value === 'string') return runeCount(value);
      return Array.isArray(value) ? value.length : Object.keys(value as object).length;
    },
  },
  {
    name: 'map',
    args: [['expref'], ['array']],
    returns: 'array',
    note: 'The result of the expression for each element, null where its path is missing.',
    call: (args, run) => {
      const list = listArg(args, 1);
      run.spend(list.length);
      return list.map((item) => (evaluate(args[0], item, run) ?? null) as Json);
    },
  },
  {
    name: 'max',
    args: [['array[number]', 'array[string]']],
    returns: 'any',
    note: 'The greatest of numbers or of texts.',
    call: (args) => best(listArg(args, 0), 1),
  },
  {
    name: 'max_by',
    args: [['array'], ['expref']],
    returns: 'any',
    note: 'The element for which the expression gives the greatest number or text.',
    call: (args, run) => bestBy(args, 1, run),
  },
  {
    name: 'merge',
    args: [['object']],
    variadic: true,
    returns: 'object',
    note: 'One object with the keys of all; a later one wins.',
    call: merge,
  },
  {
    name: 'min',
    args: [['array[number]', 'array[string]']],
    returns: 'any',
    note: 'The least of numbers or of texts.',
    call: (args) => best(listArg(args, 0), -1),
  },
  {
    name: 'min_by',
    args: [['array'], ['expref']],
    returns: 'any',
    note: 'The element for which the expression gives the least number or text.',
    call: (args, run) => bestBy(args, -1, run),
  },
  {
    name: 'not_null',
    args: [['any']],
    variadic: true,
    returns: 'any',
    note: 'The first argument that is not null.',
    call: (args) => args.find((arg) => arg !== null) ?? null,
  },
  {
    name: 'reverse',
    args: [['array', 'string']],
    returns: 'any',
    note: 'The elements or characters from last to first.',
    call: (args, run) => {
      if (typeof args[0] === 'string') return Array.from(args[0]).toReversed().join('');
      run.spend(listArg(args, 0).length);
      return listArg(args, 0).toReversed();
    },
  },
  {
    name: 'sort',
    args: [['array[string]', 'array[number]']],
    returns: 'array',
    note: 'The numbers or texts in order.',
    call: (args, run) => {
      run.spend(listArg(args, 0).length);
      return listArg(args, 0).toSorted(compareScalars);
    },
  },
  {
    name: 'sort_by',
    args: [['array'], ['expref']],
    returns: 'array',
    note: 'The elements in the order of the number or text the expression gives for each.',
    call: sortBy,
  },
  {
    name: 'starts_with',
    args: [['string'], ['string']],
    returns: 'bool',
    note: 'Whether the first text begins with the second.',
    call: (args) => textArg(args, 0).startsWith(textArg(args, 1)),
  },
  {
    name: 'to_array',
    args: [['any']],
    returns: 'array',
    note: 'A list as it is, anything else as a list of one.',
    call: ([value = null]) => (isList(value) ? value : [value as Json]),
  },
  {
    name: 'to_number',
    args: [['any']],
    returns: 'number',
    note: 'The number a text spells, or null.',
    call: toNumber,
  },
  {
    name: 'to_string',
    args: [['any']],
    returns: 'string',
    note: 'A text as it is, anything else as JSON.',
    call: toText,
  },
  {
    name: 'type',
    args: [['any']],
    returns: 'string',
    note: 'The name of the JSON type.',
    call: ([value = null]) => typeName(value),
  },
  {
    name: 'values',
    args: [['object']],
    returns: 'array',
    note: 'The values of an object, in the order of its keys.',
    call: ([value]) => (isMap(value) ? sortedKeys(value).map((key) => value[key] ?? null) : []),
  },
];

/** `undefined` when the path of the expression ends in a missing key. */
function evaluate(reference: Value | undefined, item: Json, run: Run): Value | undefined {
  return reference instanceof ExpRef ? reference.closure(item, run) : null;
}

function contains(args: readonly Value[], run: Run): boolean {
  const [where, what = null] = args;
  if (typeof where === 'string') return typeof what === 'string' && where.includes(what);
  const list = listArg(args, 0);
  run.spend(list.length);
  for (const item of list) {
    // Go compares interfaces here: two of the same uncomparable type are a panic, of different types just unequal.
    if (typeof item === 'object' && item !== null && goType(item) === goType(what)) {
      throw new PanicError(`runtime error: comparing uncomparable type ${goType(item)}`);
    }
    if (item === what) return true;
    const number = float(item);
    if (number !== undefined && number === float(what)) return true;
  }
  return false;
}

function join(args: readonly Value[], run: Run): string {
  const separator = textArg(args, 0);
  const texts = listArg(args, 1) as readonly string[];
  run.spendText(texts.reduce((sum, text) => sum + text.length + separator.length, 0));
  return texts.join(separator);
}

function merge(args: readonly Value[], run: Run): Value {
  const merged = {};
  for (const arg of args) {
    if (!isMap(arg)) throw wrongType(arg, 'map[string]interface {}');
    const keys = Object.keys(arg);
    run.spend(keys.length);
    for (const key of keys) setOwn(merged, key, arg[key] ?? null);
  }
  return merged;
}

function compareScalars(a: Json, b: Json): number {
  if (typeof a === 'string' && typeof b === 'string') return compareBytes(a, b);
  return Number(a) - Number(b);
}

/** `sign` is 1 for the greatest, -1 for the least. The first of equals wins. */
function best(list: readonly Json[], sign: 1 | -1): Json {
  let found = list[0] ?? null;
  for (const item of list) if (compareScalars(item, found) * sign > 0) found = item;
  return found;
}

function bestBy(args: readonly Value[], sign: 1 | -1, run: Run): Value {
  const list = listArg(args, 0);
  if (list.length < 2) return list[0] ?? null;
  run.spend(list.length);
  const keys = keysOf(args[1], list, run, (kind) => `invalid type, must be ${kind}`);
  const winner = keys.reduce<number>(
    (at, key, i) => (compareScalars(key, keys[at] ?? null) * sign > 0 ? i : at),
    0,
  );
  return list[winner] ?? null;
}

function sortBy(args: readonly Value[], run: Run): Value {
  const list = listArg(args, 0);
  if (list.length < 2) return [...list];
  run.spend(list.length);
  const keys = keysOf(args[1], list, run, null);
  return list
    .map((item, i) => ({ item, key: keys[i] ?? null }))
    .sort((a, b) => compareScalars(a.key, b.key))
    .map(({ item }) => item);
}

/**
 * The key of each element: all numbers or all texts, as the first one says. Without a message for the others
 * (sort_by) upstream sees no more than that the comparison failed, whatever the cause.
 */
function keysOf(
  reference: Value | undefined,
  list: readonly Json[],
  run: Run,
  complaint: ((kind: string) => string) | null,
): Json[] {
  const first = evaluate(reference, list[0] ?? null, run);
  const kind = typeof first === 'string' ? 'string' : float(first) === undefined ? null : 'number';
  if (kind === null) throw new JMESPathError('invalid type, must be number of string');
  return list.map((item) => {
    const key = complaint === null ? attempt(reference, item, run) : evaluate(reference, item, run);
    if (kind === 'string' ? typeof key === 'string' : float(key) !== undefined) return key as Json;
    throw new JMESPathError(complaint === null ? 'error in sort_by comparison' : complaint(kind));
  });
}

function attempt(reference: Value | undefined, item: Json, run: Run): Value | undefined {
  try {
    return evaluate(reference, item, run);
  } catch (error) {
    if (error instanceof JMESPathError && error.constructor === JMESPathError) return undefined;
    throw error;
  }
}

function toNumber([value = null]: readonly Value[]): number | null {
  if (typeof value === 'string') return parseFloat64(value);
  const number = float(value);
  if (number !== undefined) return number;
  if (isInteger(value) || value instanceof ItemList || value instanceof ExpRef) {
    throw new JMESPathError('unknown type');
  }
  return null;
}

function toText([value = null]: readonly Value[], run: Run): string {
  if (typeof value === 'string') return value;
  const measured = settle(value, run);
  try {
    const text = encodeJson(measured);
    run.spendText(text.length);
    return text;
  } catch (error) {
    throw error instanceof TypeError ? new JMESPathError(error.message) : error;
  }
}

function typeName(value: Value): string {
  if (value === null) return 'null';
  if (typeof value === 'string' || typeof value === 'boolean') return typeof value;
  if (float(value) !== undefined) return 'number';
  if (isList(value)) return 'array';
  if (isMap(value) && !Array.isArray(value)) return 'object';
  throw new JMESPathError('unknown type');
}
