import { durationOf } from '../engine/kyverno/go/duration.ts';
import { quantityOf } from '../engine/kyverno/go/quantity.ts';
import { type Operator, operatorOf, rangeEnds } from '../engine/kyverno/pattern/operator.ts';
import { compileScalar } from '../engine/kyverno/pattern/scalar.ts';
import type { Json } from '../kube/json.ts';
import { and, type Cel, call, cel, constant, method, no, not, or, over, relation, text, yes } from './cel.ts';
import { itemShape, type Shape, type ValueType, valueTypes } from './shape.ts';
import { Untranslatable } from './untranslatable.ts';
import { isOfType, wildcardTest } from './wildcard.ts';

/**
 * A pattern that is no object and no list, on a value that is there. What a type can never meet, or always meets, is
 * asked of the engine itself.
 */
export function scalarTest(pattern: Json, value: Cel, shape: Shape, depth: number, nested = false): Cel {
  const tests = new Map<string, { readonly types: ValueType[]; readonly test: Cel }>();
  const possible = valueTypes(shape);
  for (const type of possible) {
    const test = nested && type === 'list' ? no : typedTest(pattern, value, type, shape, depth);
    const known = tests.get(test.text);
    if (known === undefined) tests.set(test.text, { types: [type], test });
    else known.types.push(type);
  }
  return byType(value, [...tests.values()], possible.size);
}

interface TypedTest {
  readonly types: readonly ValueType[];
  readonly test: Cel;
}

/** The tests of several types as one expression, with no guard where none is needed. */
function byType(value: Cel, tests: readonly TypedTest[], possible: number): Cel {
  const [only] = tests;
  if (only !== undefined && tests.length === 1 && (possible === 1 || only.types.length === possible)) {
    return only.types.length === 1 ||
      only.test.text === 'true' ||
      only.test.text === 'false' ||
      sharable(only)
      ? only.test
      : guarded(value, only);
  }
  const compared = tests.find(({ test }) => test.text.startsWith(`${value.text} !=`));
  // Values of different types are unequal, which is no error.
  if (compared !== undefined && tests.every((one) => one === compared || one.test.text === 'true'))
    return compared.test;
  return or(...tests.filter(({ test }) => test.text !== 'false').map((one) => guarded(value, one)));
}

/** An expression that says the same of every type it was made for. */
function sharable({ test }: TypedTest): boolean {
  return !/\.(?:matches|contains|startsWith|endsWith|all)\(/.test(test.text);
}

function guarded(value: Cel, { types, test }: TypedTest): Cel {
  return and(or(...types.map((type) => isOfType(value, type))), test);
}

function typedTest(pattern: Json, value: Cel, type: ValueType, shape: Shape, depth: number): Cel {
  const meets = compileScalar(pattern, true);
  switch (type) {
    case 'bool':
      if (meets(true) === meets(false)) return constant(meets(true));
      return meets(true) ? relation(value, '==', yes) : relation(value, '==', no);
    case 'null_type':
      return constant(meets(null));
    case 'map':
      return constant(meets({}));
    case 'list': {
      const name = `item${depth}`;
      // An item that is a list itself meets no scalar.
      return over(value, 'all', name, scalarTest(pattern, cel(name), itemShape(shape), depth + 1, true));
    }
    default:
      return textOrNumber(pattern, value, type);
  }
}

function textOrNumber(pattern: Json, value: Cel, type: 'string' | 'int' | 'double'): Cel {
  if (pattern === null) return relation(value, '==', type === 'string' ? text('') : number(0, type));
  switch (typeof pattern) {
    case 'boolean':
      return no;
    case 'number':
    case 'bigint':
      return numberTest(pattern, value, type);
    case 'string':
      return textPattern(pattern, value, type);
    default:
      return constant(compileScalar(pattern, true)(type === 'string' ? '' : 1));
  }
}

function numberTest(pattern: number | bigint, value: Cel, type: 'string' | 'int' | 'double'): Cel {
  const whole = typeof pattern === 'bigint' || Number.isInteger(pattern);
  if (type === 'string') {
    if (!whole) throw new Untranslatable(`the text of a number equal to ${pattern} cannot be told in CEL`);
    const digits = `${pattern}`.replace('-', '');
    const sign = Number(pattern) === 0 ? '[+-]?' : pattern < 0 ? '-' : '[+]?';
    return method(value, 'matches', text(`^${sign}0*${digits}$`));
  }
  if (type === 'int' && !whole) return no;
  return relation(value, '==', number(pattern, type));
}

function number(value: number | bigint, type: 'int' | 'double'): Cel {
  return cel(type === 'double' && Number.isInteger(Number(value)) ? `${value}.0` : `${value}`);
}

function textPattern(pattern: string, value: Cel, type: 'string' | 'int' | 'double'): Cel {
  const exact = type === 'string' && !needless(pattern) ? relation(value, '==', text(pattern)) : no;
  const alternatives = pattern.split('|').map((part) =>
    and(
      ...trimSpaces(part)
        .split('&')
        .map((one) => atom(trimSpaces(one), value, type)),
    ),
  );
  return or(exact, ...alternatives);
}

/** The text itself meets its own pattern, so that it need not be named apart. */
function needless(pattern: string): boolean {
  if (/[|&]/.test(pattern)) return false;
  return operatorOf(pattern) === '' && pattern === pattern.trim();
}

function trimSpaces(part: string): string {
  return part.replace(/^ +/, '').replace(/ +$/, '');
}

function atom(part: string, value: Cel, type: 'string' | 'int' | 'double'): Cel {
  const operator = operatorOf(part);
  if (operator !== '-' && operator !== '!-')
    return comparison(operator, part.slice(operator.length).trim(), value, type);
  const ends = rangeEnds(part);
  if (ends === null) return no;
  const [left, right] = ends;
  return operator === '-'
    ? and(comparison('>=', left, value, type), comparison('<=', right, value, type))
    : or(comparison('<', left, value, type), comparison('>', right, value, type));
}

type Comparison = Exclude<Operator, '-' | '!-'>;

const signs: Readonly<Record<Comparison, string>> = {
  '': '==',
  '!': '!=',
  '>': '>',
  '<': '<',
  '>=': '>=',
  '<=': '<=',
};

/** A duration when both sides are one, else a quantity when both are, else text. */
function comparison(
  operator: Comparison,
  operand: string,
  value: Cel,
  type: 'string' | 'int' | 'double',
): Cel {
  const plain = type === 'string' ? value : call('string', value);
  const sign = signs[operator];
  const asText = textTest(operator, operand, plain, type);
  const duration = durationOf(operand);
  const quantity = quantityOf(operand);
  if (duration === null && quantity === null) return asText;
  const asQuantity = quantity === null ? asText : quantityTest(operand, sign, value, plain, type, asText);
  if (duration === null) return asQuantity;
  if (type !== 'string') {
    const zero = relation(value, '==', number(0, type));
    const holds = constant(compileScalar(`${operator}${operand}`, true)(0));
    return or(and(zero, holds), and(not(zero), asQuantity));
  }
  const isDuration = method(plain, 'matches', text(goDuration));
  const compared = relation(call('duration', plain), sign, call('duration', text(operand)));
  return or(and(isDuration, compared), and(not(isDuration), asQuantity));
}

export const goDuration = '^[+-]?(0|(([0-9]+([.][0-9]*)?|[.][0-9]+)(ns|us|µs|μs|ms|s|m|h))+)$';

function quantityTest(
  operand: string,
  sign: string,
  value: Cel,
  plain: Cel,
  type: 'string' | 'int' | 'double',
  asText: Cel,
): Cel {
  if (type === 'int' && /^-?[0-9]{1,15}$/.test(operand)) return relation(value, sign, cel(operand));
  if (type === 'double' && /^-?[0-9]{1,15}$/.test(operand)) return relation(value, sign, cel(`${operand}.0`));
  const order = method(call('quantity', plain), 'compareTo', call('quantity', text(operand)));
  const compared = relation(order, sign, cel('0'));
  if (type !== 'string') return compared;
  const isQuantity = call('isQuantity', plain);
  return or(and(isQuantity, compared), and(not(isQuantity), asText));
}

function textTest(operator: Comparison, operand: string, plain: Cel, type: 'string' | 'int' | 'double'): Cel {
  if (operator !== '' && operator !== '!') return no;
  const matches = type === 'string' ? wildcardTest(plain, operand) : numberText(operand, plain, type);
  return operator === '' ? matches : not(matches);
}

/** The text of a number against a wildcard. */
function numberText(operand: string, plain: Cel, type: 'int' | 'double'): Cel {
  if (operand === '?*' || operand === '*?' || /^\*+$/.test(operand)) return yes;
  if (!/^[-+.0-9eE*?]*$/.test(operand)) return no;
  if (type === 'double')
    throw new Untranslatable(`the text of a fraction cannot be compared with ${operand}`);
  return wildcardTest(plain, operand);
}
