import { isObject, type Json, type JsonObject, own } from '../../kube/json.ts';
import { type Conditions, compileConditions } from './condition/condition.ts';
import { type ContextEntry, compileContext } from './context/entry.ts';
import type { PolicyException } from './exception.ts';
import { compileRuleMatch, type RuleMatch } from './match/rule-match.ts';
import type { RuleResult, RuleType } from './result.ts';
import type { Review } from './review.ts';
import { Evaluation } from './validate/evaluation.ts';
import { compileValidate } from './validate/rule-body.ts';
import { preconditionsResult } from './validate/validate.ts';
import type { RuleValues } from './values.ts';
import type { Expressions } from './variable/expression.ts';

/** What a rule is compiled for. */
export interface RuleScope {
  readonly expressions: Expressions;
  /** '' for a cluster-wide policy. */
  readonly policyNamespace: string;
  readonly integers: boolean;
  /** The policy's own action, for rules that name none. */
  readonly failureAction: string;
}

/** The answer of what a rule does, once it matches and its preconditions hold; null where upstream gives none. */
export type RuleHandler = (
  evaluation: Evaluation,
  exceptions: readonly PolicyException[],
) => RuleResult | null;

/** One rule, written or made by autogen, compiled. */
export interface Rule {
  readonly name: string;
  readonly type: RuleType;
  readonly object: JsonObject;
  readonly match: RuleMatch;
  readonly reportProperties: JsonObject | null;
  /** null when the rule does not match. */
  judge(review: Review, values: RuleValues | null, exceptions: readonly PolicyException[]): RuleResult | null;
}

/** null for a rule that does nothing this engine judges. */
export function compileRule(rule: JsonObject, scope: RuleScope): Rule | null {
  const handler = compileHandler(rule, scope);
  if (handler === null) return null;
  const name = typeof rule.name === 'string' ? rule.name : '';
  const match = compileRuleMatch(own(rule, 'match'), own(rule, 'exclude'));
  const entries = compileContext(own(rule, 'context'), scope);
  const preconditions = compilePreconditions(own(rule, 'preconditions'), scope.expressions);
  const reportProperties = own(rule, 'reportProperties');
  return {
    name,
    type: 'Validation',
    object: rule,
    match,
    reportProperties: isObject(reportProperties) ? reportProperties : null,
    judge: (review, values, exceptions) => {
      if (!match.matches(review)) return null;
      return judgeMatched(review, values, exceptions, { entries, preconditions, handler });
    },
  };
}

interface RuleParts {
  readonly entries: readonly ContextEntry[];
  readonly preconditions: Conditions | null;
  readonly handler: RuleHandler;
}

/** Kyverno v1.19 pkg/engine/engine.go, invokeRuleHandler. */
function judgeMatched(
  review: Review,
  values: RuleValues | null,
  exceptions: readonly PolicyException[],
  { entries, preconditions, handler }: RuleParts,
): RuleResult | null {
  const evaluation = new Evaluation(review, values);
  if (entries.length > 0 || values !== null) evaluation.load(entries);
  const unmet = preconditions === null ? null : preconditionsResult(preconditions, evaluation);
  return unmet ?? handler(evaluation, exceptions);
}

function compilePreconditions(conditions: Json | undefined, expressions: Expressions): Conditions | null {
  return conditions === undefined || conditions === null ? null : compileConditions(conditions, expressions);
}

function compileHandler(rule: JsonObject, scope: RuleScope): RuleHandler | null {
  const validate = own(rule, 'validate');
  return isObject(validate) && Object.keys(validate).length > 0
    ? compileValidate(rule, validate, scope)
    : null;
}
