import { isJson } from '../engine/kyverno/condition/json-texts.ts';
import { durationOf } from '../engine/kyverno/go/duration.ts';
import { quantityOf } from '../engine/kyverno/go/quantity.ts';
import { operatorOf } from '../engine/kyverno/pattern/operator.ts';
import type { Json } from '../kube/json.ts';
import { hasWildcard } from '../kube/wildcard.ts';
import {
  and,
  type Cel,
  call,
  cel,
  choose,
  method,
  no,
  not,
  or,
  over,
  relation,
  text,
  within,
} from './cel.ts';
import type { Found } from './query.ts';
import { goDuration } from './scalar.ts';
import { itemShape, type Shape, type ValueType, valueTypes } from './shape.ts';
import { Untranslatable } from './untranslatable.ts';
import { isOfType, wildcardTest } from './wildcard.ts';

type Value = Extract<Found, { is: 'value' }>;

/** `Equals` and `NotEquals` of something found with a literal (the rules are those of `engine/kyverno/condition`). */
export function equalsTest(key: Value, literal: Json, negated: boolean): Cel {
  return perType(key, (type) => {
    if (type === 'null_type') return no;
    const same = sameAs(key.cel, type, literal);
    return negated ? not(same) : same;
  });
}

function perType({ cel: value, shape }: Value, test: (type: ValueType) => Cel): Cel {
  const types = [...valueTypes(shape)];
  const [only] = types;
  if (only !== undefined && types.length === 1) return test(only);
  return or(
    ...types.map((type) => {
      const one = test(type);
      return one.text === 'false' ? no : and(isOfType(value, type), one);
    }),
  );
}

function sameAs(value: Cel, type: ValueType, literal: Json): Cel {
  switch (type) {
    case 'bool':
      return typeof literal === 'boolean' ? relation(value, '==', cel(`${literal}`)) : no;
    case 'int':
    case 'double': {
      const number = typeof literal === 'string' ? Number(literal) : literal;
      if (typeof literal === 'string' && !/^[+-]?[0-9]+$/.test(literal)) {
        if (/[0-9]/.test(literal)) throw new Untranslatable(`a number compared with the text ${literal}`);
        return no;
      }
      if (typeof number !== 'number' && typeof number !== 'bigint') return no;
      return relation(value, '==', numeral(number, type));
    }
    case 'string':
      return sameText(value, literal);
    case 'list':
    case 'map':
      if (typeof literal === 'object' && literal !== null)
        throw new Untranslatable('a list or object compared with one of the policy');
      return no;
    default:
      return no;
  }
}

function numeral(number: number | bigint, type: 'int' | 'double'): Cel {
  if (type === 'int' && !Number.isInteger(Number(number)))
    throw new Untranslatable('a whole number compared with a fraction');
  return cel(type === 'double' && Number.isInteger(Number(number)) ? `${number}.0` : `${number}`);
}

/** Durations and quantities are compared by amount before texts are. */
function sameText(value: Cel, literal: Json): Cel {
  if (typeof literal === 'number' || typeof literal === 'bigint')
    throw new Untranslatable('a text compared with a number, which counts as seconds');
  if (typeof literal !== 'string') return no;
  if (durationOf(literal) !== null && literal !== '0') throw new Untranslatable('an equality of durations');
  if (quantityOf(literal) !== null) {
    const amount = method(call('quantity', value), 'compareTo', call('quantity', text(literal)));
    return and(call('isQuantity', value), relation(amount, '==', cel('0')));
  }
  const matches = wildcardTest(value, literal);
  return hasWildcard(literal) ? and(not(call('isQuantity', value)), matches) : matches;
}

/** A literal compared with a text that is found: wildcards are those of the text found. */
export function literalEqualsTest(literal: Json, found: Value, negated: boolean): Cel {
  if (typeof literal !== 'string' || durationOf(literal) !== null || quantityOf(literal) !== null)
    throw new Untranslatable('a literal that is no plain text compared with a variable');
  const types = valueTypes(found.shape);
  if (types.size !== 1 || !types.has('string'))
    throw new Untranslatable('a literal compared with what may be no text');
  const same = or(relation(found.cel, '==', text(literal)), patternInValue(found.cel, [literal]));
  return negated ? not(same) : same;
}

/** Two texts that are found: durations, else quantities, else the second is a pattern for the first. */
export function textsEqualTest(key: Value, value: Value, negated: boolean): Cel {
  const areTexts = [key, value].every(({ shape }) => [...valueTypes(shape)].join() === 'string');
  if (!areTexts) throw new Untranslatable('an equality of variables that may be no texts');
  const [a, b] = [key.cel, value.cel];
  const isDuration = (one: Cel): Cel =>
    and(method(one, 'matches', text(goDuration)), relation(one, '!=', text('0')));
  const isPattern = method(b, 'matches', text('[*?]'));
  const sameText = choose(isPattern, method(a, 'matches', patternOf(b)), relation(a, '==', b));
  const amount = relation(method(call('quantity', a), 'compareTo', call('quantity', b)), '==', cel('0'));
  const isAmount = negated ? and(relation(b, '!=', text('')), call('isQuantity', a)) : call('isQuantity', a);
  const sameAmount = choose(isAmount, and(call('isQuantity', b), amount), sameText);
  const same = choose(
    and(isDuration(a), isDuration(b)),
    relation(call('duration', a), '==', call('duration', b)),
    sameAmount,
  );
  return negated ? not(same) : same;
}

export type SetOperator = 'AnyIn' | 'AllIn' | 'AnyNotIn' | 'AllNotIn';

/** The set operators of something found with a literal. */
export function memberTest(operator: SetOperator, key: Value, literal: Json): Cel {
  const wanted = operator === 'AnyIn' || operator === 'AllIn';
  return perType(key, (type) => {
    switch (type) {
      case 'list':
        return listTest(operator, key, literal);
      case 'string':
      case 'int':
      case 'bool': {
        const found = among(key.cel, type, literal, false);
        return wanted ? found : not(found);
      }
      case 'null_type':
      case 'map':
        return no;
      default:
        throw new Untranslatable('a fraction in a set');
    }
  });
}

function listTest(operator: SetOperator, key: Value, literal: Json): Cel {
  if (!Array.isArray(literal) && typeof literal !== 'string')
    throw new Untranslatable('a list compared with no list');
  const item = itemShape(key.shape);
  const name = 'key';
  const inSet = itemAmong(cel(name), item, literal);
  switch (operator) {
    case 'AnyIn':
      return over(key.cel, 'exists', name, inSet);
    case 'AllIn':
      return over(key.cel, 'all', name, inSet);
    case 'AllNotIn':
      return over(key.cel, 'all', name, not(inSet));
    default:
      return over(key.cel, 'exists', name, not(inSet));
  }
}

function itemAmong(value: Cel, shape: Shape, literal: Json): Cel {
  const types = [...valueTypes(shape)];
  const [only] = types;
  if (types.length === 1 && (only === 'string' || only === 'int' || only === 'bool'))
    return among(value, only, literal, true);
  throw new Untranslatable('a list whose items may have several types');
}

/** Whether one value is in the set. Wildcards count on both sides. */
function among(value: Cel, type: 'string' | 'int' | 'bool', literal: Json, inList: boolean): Cel {
  const plain = type === 'string' ? value : call('string', value);
  if (typeof literal === 'string') {
    if (operatorOf(literal) === '-') throw new Untranslatable('a range of a condition');
    if (isJson(literal)) throw new Untranslatable('a set written as JSON');
    if (inList) return alike(plain, type, [literal]);
    return or(wildcardTest(plain, literal), relation(plain, '==', text(literal)));
  }
  if (!Array.isArray(literal)) throw new Untranslatable('a set that is no list');
  return alike(plain, type, literal.map(setText));
}

function setText(one: Json): string {
  if (typeof one === 'string') return one;
  if (typeof one === 'boolean' || typeof one === 'bigint') return `${one}`;
  if (typeof one === 'number' && Number.isSafeInteger(one) && Math.abs(one) < 1e6) return `${one}`;
  throw new Untranslatable('a set of other than texts');
}

/** Whether a value is one of some texts: wildcards count on both sides. */
function alike(value: Cel, type: 'string' | 'int' | 'bool', literals: readonly string[]): Cel {
  const plain = or(...literals.map((one) => wildcardTest(value, one)));
  return type === 'string' ? or(plain, patternInValue(value, literals)) : plain;
}

/** The value found, taken for a pattern, is met by one of the literals. */
function patternInValue(value: Cel, literals: readonly string[]): Cel {
  const [only, ...more] = literals;
  if (only === undefined) return no;
  const set = cel(`[${literals.map((one) => text(one).text).join(', ')}]`);
  const met =
    more.length === 0
      ? method(text(only), 'matches', patternOf(value))
      : over(set, 'exists', 'literal', method(cel('literal'), 'matches', patternOf(value)));
  return and(method(value, 'matches', text('[*?]')), met);
}

/** A pattern with wildcards as a regular expression. */
function patternOf(value: Cel): Cel {
  const quoted = [
    ['\\E', '\\E\\\\E\\Q'],
    ['*', '\\E.*\\Q'],
    ['?', '\\E.\\Q'],
  ].map(([from = '', to = '']) => `.replace(${text(from).text}, ${text(to).text})`);
  return cel(`'(?s)^\\\\Q' + ${within(value, 6)}${quoted.join('')} + '\\\\E$'`, 4);
}

/** A literal key in a set that is found: only lists are sets whose wildcards can be told. */
export function literalMemberTest(operator: SetOperator, literal: Json, found: Value): Cel {
  const types = [...valueTypes(found.shape)];
  const items = [...valueTypes(itemShape(found.shape))];
  if (types.join() !== 'list' || items.join() !== 'string')
    throw new Untranslatable('a set that may be no list of texts');
  const has = (one: Json): Cel =>
    over(found.cel, 'exists', 'item', alike(cel('item'), 'string', [setText(one)]));
  const keys = Array.isArray(literal) ? literal : [literal];
  switch (operator) {
    case 'AnyIn':
      return or(...keys.map(has));
    case 'AllIn':
      return and(...keys.map(has));
    case 'AllNotIn':
      return and(...keys.map((key) => not(has(key))));
    default:
      return or(...keys.map((key) => not(has(key))));
  }
}

/** `GreaterThan` and its kin on whole numbers. */
export function orderTest(sign: string, key: Value, literal: Json): Cel {
  if (typeof literal === 'string' && isOnlyDuration(literal)) return durationOrder(sign, key, literal);
  const number = typeof literal === 'object' ? '' : `${literal}`;
  if (!/^-?[0-9]{1,15}$/.test(number)) throw new Untranslatable('an order of other than whole numbers');
  const types = [...valueTypes(key.shape)];
  if (types.join() !== 'int') throw new Untranslatable('an order of what may be no whole number');
  return relation(key.cel, sign, cel(number));
}

function isOnlyDuration(literal: string): boolean {
  return durationOf(literal) !== null && quantityOf(literal) === null && literal !== '0';
}

/** What is no duration has no order with one. */
function durationOrder(sign: string, { cel: value, shape }: Value, literal: string): Cel {
  if ([...valueTypes(shape)].join() !== 'string') throw new Untranslatable('an order of what may be no text');
  const order = relation(call('duration', value), sign, call('duration', text(literal)));
  return and(method(value, 'matches', text(goDuration)), relation(value, '!=', text('0')), order);
}
