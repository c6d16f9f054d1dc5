import { notEquals, equals } from '../engine/kyverno/condition/equality.ts';
import { isMember, type SetOperator } from '../engine/kyverno/condition/membership.ts';
import { listAt } from '../engine/kyverno/read.ts';
import { isObject, type Json, own } from '../kube/json.ts';
import { and, type Cel, cel, choose, constant, no, not, or, relation, text, yes } from './cel.ts';
import type { Shape } from './shape.ts';
import { Untranslatable } from './untranslatable.ts';

/** Preconditions: whether the rule goes on. */
export function preconditionsTest(conditions: Json, shape: Shape): Cel {
  return conditionsTest(conditions, shape);
}

/** Whether the request is denied: no conditions at all always hold. */
export function denyTest(deny: Json, shape: Shape): Cel {
  const conditions = own(deny, 'conditions') ?? null;
  return conditions === null ? yes : conditionsTest(conditions, shape);
}

function conditionsTest(conditions: Json, shape: Shape): Cel {
  if (Array.isArray(conditions)) return strictly(conditions.map((one) => conditionTest(one, shape)), 'and');
  if (!isObject(conditions)) return yes;
  const any = own(conditions, 'any');
  const anyTest = Array.isArray(any) ? strictly(any.map((one) => conditionTest(one, shape)), 'or') : yes;
  const all = strictly(listAt(conditions, 'all').map((one) => conditionTest(one, shape)), 'and');
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
  return !written.includes('bject');
}

function conditionTest(condition: Json, shape: Shape): Cel {
  const key = own(condition, 'key') ?? null;
  const value = own(condition, 'value') ?? null;
  const operator = own(condition, 'operator');
  if (typeof operator !== 'string') throw new Untranslatable('a condition without an operator');
  const operation = operationKey(key);
  if (operation) return operationTest(operator, value);
  void shape;
  throw new Untranslatable(`the condition key ${JSON.stringify(key)}`);
}

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
      return isMember('AnyIn' satisfies SetOperator, key, value);
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
void not;
