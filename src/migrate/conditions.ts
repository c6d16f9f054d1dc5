import { literalNumbers } from '../engine/kyverno/condition/literal.ts';
import { operatorTest } from '../engine/kyverno/condition/operator.ts';
import { listAt } from '../engine/kyverno/read.ts';
import { isObject, type Json, own } from '../kube/json.ts';
import type { Node } from '../language/jmespath/ast.ts';
import { parse } from '../language/jmespath/parser.ts';
import { and, type Cel, cel, choose, constant, no, not, or, relation, text, yes } from './cel.ts';
import {
  equalsTest,
  literalEqualsTest,
  literalMemberTest,
  memberTest,
  orderTest,
  type SetOperator,
  textsEqualTest,
} from './condition-test.ts';
import { jsonText } from './json-text.ts';
import { type Found, Query } from './query.ts';
import type { Shape } from './shape.ts';
import { Untranslatable } from './untranslatable.ts';

/** What conditions come to. Where they are an error, `holds` is one too. */
export interface ConditionTest {
  readonly holds: Cel;
  readonly errs: Cel;
}

/** Preconditions: whether the rule goes on. */
export function preconditionsTest(
  conditions: Json,
  shape: Shape,
  element: Shape | null = null,
): ConditionTest {
  return conditionsTest(conditions, (asks) => new Query(shape, element, asks));
}

/** Whether the request is denied: no conditions at all always hold. */
export function denyTest(deny: Json, shape: Shape, element: Shape | null = null): ConditionTest {
  const conditions = own(deny, 'conditions') ?? null;
  if (conditions === null) return { holds: yes, errs: no };
  return conditionsTest(conditions, (asks) => new Query(shape, element, asks));
}

type MakeQuery = (asks: 'value' | 'errors') => Query;

function conditionsTest(conditions: Json, query: MakeQuery): ConditionTest {
  const tests = (list: readonly Json[]): ConditionTest[] => list.map((one) => conditionTest(one, query));
  if (Array.isArray(conditions)) return inOrder(tests(conditions), 'and');
  if (!isObject(conditions)) return { holds: yes, errs: no };
  const any = own(conditions, 'any');
  const anyTest = Array.isArray(any) ? inOrder(tests(any), 'or') : { holds: yes, errs: no };
  return inOrder([anyTest, inOrder(tests(listAt(conditions, 'all')), 'and')], 'and');
}

/** One after the other: an error is not hidden by the conditions behind it, as `&&` and `||` would. */
function inOrder(tests: readonly ConditionTest[], how: 'and' | 'or'): ConditionTest {
  const combine = how === 'and' ? and : or;
  return tests.reduceRight<ConditionTest>(
    (rest, { holds: one, errs }) => {
      const decided = how === 'and' ? not(one) : one;
      const holds = cannotFail(one)
        ? combine(one, rest.holds)
        : how === 'and'
          ? choose(one, rest.holds, no)
          : choose(one, yes, rest.holds);
      return {
        holds,
        errs: choose(errs, yes, rest.errs.text === 'false' ? no : and(not(decided), rest.errs)),
      };
    },
    { holds: constant(how === 'and'), errs: no },
  );
}

function cannotFail({ text: written }: Cel): boolean {
  return !/object|Object|element/.test(written);
}

function conditionTest(condition: Json, query: MakeQuery): ConditionTest {
  const key = literalNumbers(own(condition, 'key') ?? null);
  const value = literalNumbers(own(condition, 'value') ?? null);
  const operator = own(condition, 'operator');
  if (typeof operator !== 'string') throw new Untranslatable('a condition without an operator');
  if (operationKey(key)) return { holds: operationTest(operator, value), errs: no };
  const [left, right] = [expressionOf(key), expressionOf(value)];
  const ask = (asks: 'value' | 'errors', test: (key: Found, value: Found) => Cel): Cel => {
    const asked = query(asks);
    const given = (written: Json, expression: Node | null, then: (found: Found) => Cel): Cel =>
      expression === null
        ? then({ is: 'literal', value: written })
        : asked.run(expression, null, (found) => (found.is === 'missing' ? asked.failing : then(found)));
    return given(key, left, (a) => given(value, right, (b) => test(a, b)));
  };
  return {
    holds: ask('value', (a, b) => foundTest(operator, a, b)),
    errs: ask('errors', () => no),
  };
}

function foundTest(operator: string, key: Found, value: Found): Cel {
  if (key.is === 'value' && value.is === 'value') return bothFound(operator, key, value);
  if (key.is === 'value' && value.is === 'literal') return foundKey(operator, key, value.value);
  if (key.is === 'literal' && value.is === 'value') return foundValue(operator, key.value, value);
  if (key.is === 'literal' && value.is === 'literal')
    return constant(holds(operator, key.value, value.value));
  throw new Untranslatable('a condition on what is not there');
}

/** The variable that is all of a text; null for what has no variable. */
function expressionOf(written: Json): Node | null {
  if (typeof written === 'string') {
    const whole = /^\{\{-?((?:(?!\{\{|\}\}).)*)\}\}$/s.exec(written);
    if (whole?.[1] !== undefined) return parsed(whole[1].trim());
  }
  if (jsonText(written).includes('{{')) throw new Untranslatable('a variable that is only part of a text');
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

type Value = Extract<Found, { is: 'value' }>;

function foundKey(operator: string, found: Value, value: Json): Cel {
  const name = operator.toLowerCase();
  if (name === 'equals' || name === 'equal') return equalsTest(found, value, false);
  if (name === 'notequals' || name === 'notequal') return equalsTest(found, value, true);
  const set = setOperators[name];
  if (set !== undefined) return memberTest(set, found, value);
  const sign = signs[operator];
  if (sign !== undefined) return orderTest(sign, found, value);
  throw new Untranslatable(`the operator ${operator}`);
}

function foundValue(operator: string, key: Json, found: Value): Cel {
  const name = operator.toLowerCase();
  if (name === 'equals' || name === 'equal') return literalEqualsTest(key, found, false);
  if (name === 'notequals' || name === 'notequal') return literalEqualsTest(key, found, true);
  const set = setOperators[name];
  if (set !== undefined) return literalMemberTest(set, key, found);
  throw new Untranslatable(`the operator ${operator} with a variable value`);
}

function bothFound(operator: string, key: Value, value: Value): Cel {
  const name = operator.toLowerCase();
  if (name === 'equals' || name === 'equal') return textsEqualTest(key, value, false);
  if (name === 'notequals' || name === 'notequal') return textsEqualTest(key, value, true);
  throw new Untranslatable(`the operator ${operator} with variables on both sides`);
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
  const found = operatorTest(operator)?.(key, value) ?? null;
  if (found === null) throw new Untranslatable(`the operator ${operator}`);
  return found;
}
