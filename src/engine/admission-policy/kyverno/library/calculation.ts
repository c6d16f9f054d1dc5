import { own } from '../../../../kube/json.ts';
import {
  CelError,
  DoubleValue,
  doubleType,
  doubleValue,
  dynType,
  global,
  intType,
  type Library,
  listType,
  mapType,
  stringType,
  type Value,
} from '../../../../language/cel/index.ts';
import { json, text } from './context-value.ts';
import { prefixed } from './prefixed.ts';

/** Go's math.Round: halves away from zero. */
function round(value?: Value, digits?: Value): Value {
  const number = value instanceof DoubleValue ? value.value : Number(value);
  const shift = 10 ** Number(digits);
  const scaled = number * shift;
  return doubleValue((Math.sign(scaled) * Math.floor(Math.abs(scaled) + 0.5)) / shift);
}

/** kyverno/sdk extensions/cel/libs/math. */
export const roundLibrary: Library = {
  functions: [
    {
      name: 'math.round',
      overloads: [global('math_round_float_int', [doubleType, intType], doubleType, round)],
    },
  ],
};

/** Zips a list of objects that hold keys with one of objects that hold values. */
function listObjToMap(keys?: Value, values?: Value, keyName?: Value, valueName?: Value): Value {
  const [left, right] = [json(keys), json(values)];
  if (!Array.isArray(left) || !Array.isArray(right)) return new CelError('listObjToMap must take lists');
  if (left.length !== right.length) {
    return new CelError(
      `listObjToMap must take lists of equal length. list1: ${left.length}, list2: ${right.length}`,
    );
  }
  const entries: [string, Value][] = [];
  for (const [i, item] of left.entries()) {
    const key = own(item, text(keyName));
    if (typeof key !== 'string') {
      return new CelError('the passed key name cannot be handled as a string in the key object list');
    }
    entries.push([key, (own(right[i], text(valueName)) ?? null) as Value]);
  }
  return Object.fromEntries(entries);
}

/** kyverno/sdk extensions/cel/libs/transform. */
export const transformLibrary: Library = {
  functions: prefixed(
    'transform',
    'listObjToMap',
    [listType(dynType), listType(dynType), stringType, stringType],
    mapType(dynType, dynType),
    listObjToMap,
  ),
};
