import { isObject, type Json, own } from '../../../kube/json.ts';
import { SubstitutionError } from '../variable/error.ts';
import type { Expressions } from '../variable/expression.ts';
import type { JsonContext } from '../variable/json-context.ts';
import { compileTemplate, type Template } from '../variable/template.ts';
import { literalNumbers } from './literal.ts';
import { type OperatorTest, operatorTest } from './operator.ts';

/** One condition of a policy, compiled. */
export interface Condition {
  readonly message: string;
  /** As the policy writes it. */
  readonly key: Json;
  readonly value: Json;
  /** Throws SubstitutionError. */
  holds(context: JsonContext): boolean;
  /** The same with another key in place of its own; null where it cannot be told. */
  holdsFor(key: Json, context: JsonContext): boolean | null;
}

/** `literals` says how the numbers of the policy are read: rules and exceptions differ. */
export function compileCondition(
  condition: Json,
  expressions: Expressions,
  literals: (value: Json) => Json = literalNumbers,
): Condition {
  const writtenKey = own(condition, 'key') ?? null;
  const key = compileTemplate(literals(writtenKey), expressions);
  const value = compileTemplate(literals(own(condition, 'value') ?? null), expressions);
  const name = own(condition, 'operator');
  const test = operatorTest(typeof name === 'string' ? name : '');
  const message = own(condition, 'message');
  return {
    message: typeof message === 'string' ? message : '',
    key: writtenKey,
    value: own(condition, 'value') ?? null,
    holds: (context) => evaluate(key, value, test, context),
    holdsFor: (other, context) => test?.(other, operand(value, 'value', context)) ?? null,
  };
}

/** Kyverno v1.19 pkg/engine/variables/evaluate.go */
function evaluate(key: Template, value: Template, test: OperatorTest | null, context: JsonContext): boolean {
  const left = operand(key, 'key', context);
  const right = operand(value, 'value', context);
  if (test === null)
    throw new SubstitutionError('failed to create handler for condition operator: %!w(<nil>)');
  const result = test(left, right);
  if (result === null)
    throw new SubstitutionError('a list of keys that are not all text cannot be compared by In or NotIn');
  return result;
}

function operand(template: Template, which: 'key' | 'value', context: JsonContext): Json {
  if (template.fixed !== undefined) return template.fixed;
  try {
    return template.evaluate(context);
  } catch (error) {
    if (!(error instanceof SubstitutionError)) throw error;
    throw new SubstitutionError(`failed to substitute variables in condition ${which}: ${error.message}`);
  }
}

/** What conditions came to, with the messages of those that decided it. */
export interface ConditionsResult {
  readonly holds: boolean;
  readonly message: string;
}

export interface Conditions {
  readonly all: readonly Condition[];
  evaluate(context: JsonContext): ConditionsResult;
}

/** `{any, all}`, or the older bare list, or nothing, which holds. */
export function compileConditions(conditions: Json | undefined, expressions: Expressions): Conditions {
  if (Array.isArray(conditions)) return bareList(conditions.map((one) => compileCondition(one, expressions)));
  const any = listOf(conditions, 'any', expressions);
  const all = listOf(conditions, 'all', expressions) ?? [];
  return { all: [...(any ?? []), ...all], evaluate: (context) => anyAll(any, all, context) };
}

function listOf(
  conditions: Json | undefined,
  key: 'any' | 'all',
  expressions: Expressions,
): Condition[] | null {
  const list = isObject(conditions) ? own(conditions, key) : undefined;
  return Array.isArray(list) ? list.map((one) => compileCondition(one, expressions)) : null;
}

function anyAll(
  any: readonly Condition[] | null,
  all: readonly Condition[],
  context: JsonContext,
): ConditionsResult {
  const met: string[] = [];
  const unmet: string[] = [];
  const first = any?.find((one) => noted(one, one.holds(context), met, unmet));
  // Every condition of `any` may have to be asked, but none of `all` after one that does not hold.
  const allHold = all.every((one) => noted(one, one.holds(context), met, unmet));
  const holds = (any === null || first !== undefined) && allHold;
  return { holds, message: joined(holds ? met : unmet, '; ') };
}

function noted(condition: Condition, holds: boolean, met: string[], unmet: string[]): boolean {
  (holds ? met : unmet).push(condition.message);
  return holds;
}

function bareList(conditions: readonly Condition[]): Conditions {
  return {
    all: conditions,
    evaluate: (context) => {
      const met: string[] = [];
      for (const condition of conditions) {
        if (!condition.holds(context)) return { holds: false, message: condition.message };
        met.push(condition.message);
      }
      return { holds: true, message: joined(met, ';') };
    },
  };
}

function joined(messages: readonly string[], separator: string): string {
  return messages.filter((message) => message !== '').join(separator);
}
