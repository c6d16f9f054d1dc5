import { isObject, type Json } from '../../../kube/json.ts';
import { compareQuantity } from '../../../kube/quantity.ts';
import { compileWildcard } from '../../../kube/wildcard.ts';
import { parseFloat64 } from '../../../language/jmespath/go-number.ts';
import { durationOf } from '../go/duration.ts';
import { parseInt64 } from '../go/integer.ts';
import { quantityOf } from '../go/quantity.ts';
import { fixedText, scientificText, wholeText } from '../go/text.ts';
import { type Operator, operatorOf, rangeEnds } from './operator.ts';

/** Whether a value of a resource meets a pattern that is no object and no list. */
export type ScalarCheck = (value: Json | undefined) => boolean;

/** Kyverno v1.19 pkg/engine/pattern/pattern.go. With `integers`, whole numbers of the resource are Go's int64. */
export function compileScalar(pattern: Json, integers: boolean): ScalarCheck {
  switch (typeof pattern) {
    case 'boolean':
      return (value) => value === pattern;
    case 'bigint':
    case 'number':
      return numberCheck(pattern);
    case 'string':
      return stringCheck(pattern, integers);
    default:
      if (pattern === null) return isZero;
      return Array.isArray(pattern) ? () => false : isObject;
  }
}

function isZero(value: Json | undefined): boolean {
  return (
    value === null || value === undefined || value === '' || value === false || value === 0 || value === 0n
  );
}

function numberCheck(pattern: number | bigint): ScalarCheck {
  if (typeof pattern === 'bigint' || Number.isInteger(pattern)) {
    const whole = BigInt(pattern);
    return (value) => {
      if (typeof value === 'number') return value === Number(pattern);
      if (typeof value === 'bigint') return value === whole;
      return typeof value === 'string' && parseInt64(value) === whole;
    };
  }
  return (value) => {
    if (typeof value === 'number') return value === pattern;
    return typeof value === 'string' && parseFloat64(value) === pattern;
  };
}

function stringCheck(pattern: string, integers: boolean): ScalarCheck {
  const alternatives = pattern.split('|').map((part) => conjunction(trimSpaces(part), integers));
  const [only] = alternatives;
  const either: ScalarCheck =
    alternatives.length === 1 && only !== undefined
      ? only
      : (value) => {
          for (const one of alternatives) if (one(value)) return true;
          return false;
        };
  return (value) => value === pattern || either(value);
}

function conjunction(text: string, integers: boolean): ScalarCheck {
  const parts = text.split('&').map((part) => atom(trimSpaces(part), integers));
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) return only;
  return (value) => {
    for (const one of parts) if (!one(value)) return false;
    return true;
  };
}

/** Go's strings.Trim(text, " "): spaces only. */
function trimSpaces(text: string): string {
  return text.replace(/^ +/, '').replace(/ +$/, '');
}

function atom(text: string, integers: boolean): ScalarCheck {
  const operator = operatorOf(text);
  if (operator !== '-' && operator !== '!-')
    return comparison(operator, text.slice(operator.length).trim(), integers);
  const ends = rangeEnds(text);
  if (ends === null) return () => false;
  const [left, right] = ends;
  if (operator === '-') {
    const [above, below] = [atom(`>= ${left}`, integers), atom(`<= ${right}`, integers)];
    return (value) => above(value) && below(value);
  }
  const [below, above] = [atom(`< ${left}`, integers), atom(`> ${right}`, integers)];
  return (value) => below(value) || above(value);
}

type Comparison = Exclude<Operator, '-' | '!-'>;

/** A duration when both sides are one, else a quantity when both are, else text. */
function comparison(operator: Comparison, operand: string, integers: boolean): ScalarCheck {
  const holds = tests[operator];
  const text = textCheck(operator, operand, integers);
  const duration = durationOf(operand);
  const quantity = quantityOf(operand);
  if (duration === null && quantity === null) return text;
  return (value) => {
    const given = numericText(value, integers);
    if (given !== null) {
      const givenDuration = duration === null ? null : durationOf(given);
      if (duration !== null && givenDuration !== null) {
        return holds(givenDuration < duration ? -1 : Number(givenDuration > duration));
      }
      const givenQuantity = quantity === null ? null : quantityOf(given);
      if (quantity !== null && givenQuantity !== null) return holds(compareQuantity(givenQuantity, quantity));
    }
    return text(value);
  };
}

const tests: Readonly<Record<Comparison, (order: number) => boolean>> = {
  '': (order) => order === 0,
  '!': (order) => order !== 0,
  '>': (order) => order > 0,
  '<': (order) => order < 0,
  '>=': (order) => order >= 0,
  '<=': (order) => order <= 0,
};

function textCheck(operator: Comparison, operand: string, integers: boolean): ScalarCheck {
  if (operator !== '' && operator !== '!') return () => false;
  const matches = compileWildcard(operand);
  const wanted = operator === '';
  return (value) => {
    if (typeof value === 'string') return matches(value) === wanted;
    const text = plainText(value, integers);
    return text !== null && matches(text) === wanted;
  };
}

/** How a value is read as a number; a missing one counts as 0. */
function numericText(value: Json | undefined, integers: boolean): string | null {
  switch (typeof value) {
    case 'string':
      return value;
    case 'number':
      return integers && Number.isInteger(value) ? wholeText(value) : fixedText(value);
    case 'bigint':
      return value.toString();
    default:
      return value === null || value === undefined ? '0' : null;
  }
}

/** How a value is read as text; null for what is none. */
function plainText(value: Json | undefined, integers: boolean): string | null {
  switch (typeof value) {
    case 'number':
      return integers && Number.isInteger(value) ? wholeText(value) : scientificText(value);
    case 'bigint':
    case 'boolean':
      return String(value);
    default:
      return null;
  }
}
