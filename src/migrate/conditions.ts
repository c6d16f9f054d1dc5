import { equals, notEquals } from '../engine/kyverno/condition/equality.ts';
import { isMember } from '../engine/kyverno/condition/membership.ts';
import { listAt } from '../engine/kyverno/read.ts';
import { isObject, type Json, own } from '../kube/json.ts';
import type { Node } from '../language/jmespath/ast.ts';
import { parse } from '../language/jmespath/parser.ts';
import { and, type Cel, cel, choose, constant, no, or, relation, text, yes } from './cel.ts';
import {
  equalsTest,
  literalEqualsTest,
  literalMemberTest,
  memberTest,
  orderTest,
  type SetOperator,
} from './condition-test.ts';
import { type Found, failing, Query } from './query.ts';
import type { Shape } from './shape.ts';
import { Untranslatable } from './untranslatable.ts';

/** Preconditions: whether the rule goes on. */
export function preconditionsTest(conditions: Json, shape: Shape): Cel {
  return conditionsTest(conditions, () => new Query(shape));
}

/** Whether the request is denied: no conditions at all always hold. */
export function denyTest(deny: Json, shape: Shape, element: Shape | null = null): Cel {
  const conditions = own(deny, 'conditions') ?? null;
  return conditions === null ? yes : conditionsTest(conditions, () => new Query(shape, element));
}

function conditionsTest(conditions: Json, query: () => Query): Cel {
  if (Array.isArray(conditions))
    return strictly(
      conditions.map((one) => conditionTest(one, query)),
      'and',
    );
  if (!isObject(conditions)) return yes;
  const any = own(conditions, 'any');
  const anyTest = Array.isArray(any)
    ? strictly(
        any.map((one) => conditionTest(one, query)),
        'or',
      )
    : yes;
  const all = strictly(
    listAt(conditions, 'all').map((one) => conditionTest(one, query)),
    'and',
  );
  return strictly([anyTest, all], 'and');
}

/** An error of one condition is not hidden by those behind it, as `&&` and `||` would. */
function strictly(tests: readonly Cel[], how: 'and' | 'or'): Cel {
  const combine = how === 'and' ? and : or;
  return tests.reduceRight<Cel>(
    (rest, one) => {
      if (cannotFail(one)) return combine(one, rest);
      return how === 'and' ? choose(one, rest, no) : choose(one, yes, rest);
    },
    constant(how === 'and'),
  );
}

function cannotFail({ text: written }: Cel): boolean {
  return !/object|Object|element/.test(written);
}

function conditionTest(condition: Json, query: () => Query): Cel {
  const key = own(condition, 'key') ?? null;
  const value = own(condition, 'value') ?? null;
  const operator = own(condition, 'operator');
  if (typeof operator !== 'string') throw new Untranslatable('a condition without an operator');
  if (operationKey(key)) return operationTest(operator, value);
  const [left, right] = [expressionOf(key), expressionOf(value)];
  if (left !== null && right !== null) throw new Untranslatable('a condition with variables on both sides');
  if (left !== null) return query().run(left, null, (found) => foundKey(operator, found, value));
  if (right !== null) return query().run(right, null, (found) => foundValue(operator, key, found));
  return constant(holds(operator, key, value));
}

/** The variable that is all of a text; null for what has no variable. */
function expressionOf(written: Json): Node | null {
  if (typeof written === 'string') {
    const whole = /^\{\{-?((?:(?!\{\{|\}\}).)*)\}\}$/s.exec(written);
    if (whole?.[1] !== undefined) return parsed(whole[1].trim());
  }
  if (JSON.stringify(written).includes('{{'))
    throw new Untranslatable('a variable that is only part of a text');
  return null;
}

function parsed(expression: string): Node {
  try {
    return parse(expression);
  } catch (error) {
    throw new Untranslatable(
      `an expression that cannot be parsed (${error instanceof Error ? error.message : ''})`,
    );
  }
}

function foundKey(operator: string, found: Found, value: Json): Cel {
  if (found.is === 'missing') return failing;
  if (found.is === 'literal') return constant(holds(operator, found.value, value));
  const name = operator.toLowerCase();
  if (name === 'equals' || name === 'equal') return equalsTest(found, value, false);
  if (name === 'notequals' || name === 'notequal') return equalsTest(found, value, true);
  const set = setOperators[name];
  if (set !== undefined) return memberTest(set, found, value);
  const sign = signs[operator];
  if (sign !== undefined) return orderTest(sign, found, value);
  throw new Untranslatable(`the operator ${operator}`);
}

function foundValue(operator: string, key: Json, found: Found): Cel {
  if (found.is === 'missing') return failing;
  if (found.is === 'literal') return constant(holds(operator, key, found.value));
  const name = operator.toLowerCase();
  if (name === 'equals' || name === 'equal') return literalEqualsTest(key, found, false);
  if (name === 'notequals' || name === 'notequal') return literalEqualsTest(key, found, true);
  const set = setOperators[name];
  if (set !== undefined) return literalMemberTest(set, key, found);
  throw new Untranslatable(`the operator ${operator} with a variable value`);
}

const setOperators: Readonly<Record<string, SetOperator>> = {
  anyin: 'AnyIn',
  allin: 'AllIn',
  anynotin: 'AnyNotIn',
  allnotin: 'AllNotIn',
};

const signs: Readonly<Record<string, string>> = {
  GreaterThan: '>',
  GreaterThanOrEquals: '>=',
  LessThan: '<',
  LessThanOrEquals: '<=',
};

const operations = ['CREATE', 'UPDATE', 'DELETE', 'CONNECT'] as const;

function operationKey(key: Json): boolean {
  return typeof key === 'string' && /^\{\{-?\s*request\.operation\s*(\|\|\s*'BACKGROUND'\s*)?\}\}$/.test(key);
}

/** The four operations are few enough to ask the engine which of them meet the condition. */
function operationTest(operator: string, value: Json): Cel {
  const met = operations.filter((operation) => holds(operator, operation, value));
  const operation = cel('request.operation');
  if (met.length === operations.length) return yes;
  if (met.length === 1) return relation(operation, '==', text(met[0] ?? ''));
  if (met.length === 3) {
    const other = operations.find((one) => !met.includes(one)) ?? '';
    return relation(operation, '!=', text(other));
  }
  if (met.length === 0) return no;
  return relation(operation, 'in', cel(`[${met.map((one) => text(one).text).join(', ')}]`));
}

function holds(operator: string, key: Json, value: Json): boolean {
  switch (operator.toLowerCase()) {
    case 'equal':
    case 'equals':
      return equals(key, value);
    case 'notequal':
    case 'notequals':
      return notEquals(key, value);
    case 'anyin':
      return isMember('AnyIn', key, value);
    case 'allin':
      return isMember('AllIn', key, value);
    case 'anynotin':
      return isMember('AnyNotIn', key, value);
    case 'allnotin':
      return isMember('AllNotIn', key, value);
    default:
      throw new Untranslatable(`the operator ${operator}`);
  }
}
