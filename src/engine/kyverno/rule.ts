import { isObject, type Json, type JsonObject, own } from '../../kube/json.ts';
import { type Conditions, compileConditions } from './condition/condition.ts';
import { type ContextEntry, compileContext } from './context/entry.ts';
import type { PolicyException } from './exception.ts';
import { compileGenerate, unmetGenerate } from './generate/generate.ts';
import { compileRuleMatch, type RuleMatch } from './match/rule-match.ts';
import { compileMutate } from './mutate/mutate.ts';
import { compileFailureAction, type FailureAction } from './policy/failure-action.ts';
import type { RuleResult, RuleType } from './result.ts';
import type { Review } from './review.ts';
import type { CompileCel } from './validate/cel.ts';
import { Evaluation } from './validate/evaluation.ts';
import { compileValidate } from './validate/rule-body.ts';
import { preconditionsResult } from './validate/validate.ts';
import type { RuleValues } from './values.ts';
import type { Expressions } from './variable/expression.ts';
import type { Sigstore } from './verify-images/facts.ts';
import { compileVerifyImages } from './verify-images/verify-images.ts';

/** What a rule is compiled for. */
export interface RuleScope {
  readonly expressions: Expressions;
  readonly policyName: string;
  /** '' for a cluster-wide policy. */
  readonly policyNamespace: string;
  readonly integers: boolean;
  /** The `spec` of the policy. */
  readonly spec: JsonObject;
  /** null where CEL was not loaded. */
  readonly compileCel: CompileCel | null;
  /** null where what keyless signatures are verified with was not loaded. */
  readonly sigstore: Sigstore | null;
}

/** The answers of what a rule does, once it matches and its preconditions hold: one, or none where upstream gives none. */
export type RuleHandler = (
  evaluation: Evaluation,
  exceptions: readonly PolicyException[],
) => RuleResult | null | readonly RuleResult[];

/** A rule that only judges has one answer at most. */
export type JudgingHandler = (
  evaluation: Evaluation,
  exceptions: readonly PolicyException[],
) => RuleResult | null;

/** One rule, written or made by autogen, compiled. */
export interface Rule {
  readonly name: string;
  readonly type: RuleType;
  readonly object: JsonObject;
  readonly match: RuleMatch;
  readonly action: FailureAction;
  readonly reportProperties: JsonObject | null;
  /** Nothing when the rule does not match; more than one answer where it changes several objects. */
  judge(
    review: Review,
    values: RuleValues | null,
    exceptions: readonly PolicyException[],
  ): readonly RuleResult[];
}

/** None for a rule that does nothing this engine judges; two for one that verifies images and later looks at the outcome. */
export function compileRule(rule: JsonObject, scope: RuleScope): readonly Rule[] {
  const works = compileWork(rule, scope);
  if (works.length === 0) return [];
  const name = typeof rule.name === 'string' ? rule.name : '';
  const match = compileRuleMatch(own(rule, 'match'), own(rule, 'exclude'));
  const entries = compileContext(own(rule, 'context'), scope);
  const preconditions = compilePreconditions(own(rule, 'preconditions'), scope.expressions);
  const reportProperties = own(rule, 'reportProperties');
  const action = compileFailureAction(rule, scope.spec);
  return works.map(({ type, handler }) => ({
    name,
    type,
    object: rule,
    match,
    action,
    reportProperties: isObject(reportProperties) ? reportProperties : null,
    judge: (review, values, exceptions) => {
      if (!match.matches(review)) return none;
      return judgeMatched(review, values, exceptions, { type, entries, preconditions, handler });
    },
  }));
}

const none: readonly RuleResult[] = [];

interface RuleParts {
  readonly type: RuleType;
  readonly entries: readonly ContextEntry[];
  readonly preconditions: Conditions | null;
  readonly handler: RuleHandler;
}

/** Kyverno v1.19 pkg/engine/engine.go, invokeRuleHandler. */
function judgeMatched(
  review: Review,
  values: RuleValues | null,
  exceptions: readonly PolicyException[],
  { type, entries, preconditions, handler }: RuleParts,
): readonly RuleResult[] {
  const evaluation = new Evaluation(review, values);
  if (entries.length > 0 || values !== null) evaluation.load(entries);
  const unmet = preconditions === null ? null : preconditionsResult(preconditions, evaluation);
  if (unmet !== null) return [type === 'Generation' ? unmetGenerate(unmet) : unmet];
  const answer = handler(evaluation, exceptions);
  if (answer === null) return none;
  return 'status' in answer ? [answer] : answer;
}

function compilePreconditions(conditions: Json | undefined, expressions: Expressions): Conditions | null {
  return conditions === undefined || conditions === null ? null : compileConditions(conditions, expressions);
}

interface Work {
  readonly type: RuleType;
  readonly handler: RuleHandler;
}

function compileWork(rule: JsonObject, scope: RuleScope): readonly Work[] {
  const mutate = own(rule, 'mutate');
  if (isFilled(mutate)) return [{ type: 'Mutation', handler: compileMutate(rule, mutate, scope) }];
  const generate = own(rule, 'generate');
  if (isFilled(generate)) return [{ type: 'Generation', handler: compileGenerate(rule, generate, scope) }];
  const validate = own(rule, 'validate');
  if (isFilled(validate)) return [{ type: 'Validation', handler: compileValidate(rule, validate, scope) }];
  const images = own(rule, 'verifyImages');
  if (!Array.isArray(images) || !images.some(isFilled)) return [];
  const { verify, check } = compileVerifyImages(rule, images, scope);
  const work: Work = { type: 'ImageVerify', handler: verify };
  return check === null ? [work] : [work, { type: 'Validation', handler: check }];
}

function isFilled(value: Json | undefined): value is JsonObject {
  return isObject(value) && Object.keys(value).length > 0;
}
