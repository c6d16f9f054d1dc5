import { type JsonObject, own } from '../../../kube/json.ts';
import { type Conditions, compileConditions } from '../condition/condition.ts';
import { kindOf } from '../match/kind-selector.ts';
import { compileRuleMatch, type RuleMatch } from '../match/rule-match.ts';
import type { Requester } from '../match/target.ts';
import { isEnforce } from '../policy/action.ts';
import { textOf } from '../read.ts';
import { type RuleResult, skipped } from '../result.ts';
import type { Review } from '../review.ts';
import type { JudgingHandler, RuleScope } from '../rule.ts';
import { SubstitutionError } from '../variable/error.ts';
import type { Evaluation } from './evaluation.ts';
import type { Body } from './pattern-body.ts';

/**
 * On UPDATE an enforced rule that the old object broke as well is skipped, unless `allowExistingViolations` is false
 * (kyverno v1.19 pkg/engine/handlers/validation/validate_resource.go, validateOldObject).
 */
export function compileExistingViolations(
  rule: JsonObject,
  validate: JsonObject,
  scope: RuleScope,
  body: JudgingHandler,
): JudgingHandler {
  const enforced = isEnforce(own(validate, 'failureAction') ?? own(scope.spec, 'validationFailureAction'));
  if (!enforced || own(validate, 'allowExistingViolations') === false) return body;
  const match = compileRuleMatch(own(rule, 'match'), own(rule, 'exclude'));
  const written = own(rule, 'preconditions');
  const preconditions =
    written === undefined || written === null ? null : compileConditions(written, scope.expressions);
  return (evaluation, exceptions) => {
    const result = body(evaluation, exceptions);
    const { review } = evaluation;
    if (result?.status !== 'fail' || review.operation !== 'UPDATE' || review.oldObject === null)
      return result;
    const before = judgeOld(evaluation, review.oldObject, { match, preconditions }, (old) =>
      body(old, exceptions),
    );
    if (before?.status !== 'fail') return result;
    return skipped('skipping the rule evaluation as pre-existing violations are allowed');
  };
}

/** Nobody a rule could mean: the user of today need not be the one who made the object. */
const nobody: Requester = {
  userInfo: {
    username: 'kyverno:kyverno-invalid-controller',
    uid: 'kyverno:invaliduid',
    groups: ['kyverno:invalidgroup'],
  },
  roles: ['kyverno:invalidrole'],
  clusterRoles: ['kyverno:invalidrole'],
  unknown: false,
};

interface Applies {
  readonly match: RuleMatch;
  readonly preconditions: Conditions | null;
}

/** The rule on the old object, as if it were being created; null when it does not apply. */
function judgeOld(
  evaluation: Evaluation,
  oldObject: JsonObject,
  { match, preconditions }: Applies,
  body: Body,
): RuleResult | null {
  const review = asCreated(evaluation.review, oldObject);
  const old = evaluation.on(review);
  if (preconditions !== null && !holds(preconditions, old)) return null;
  return match.matches(review.with({ requester: nobody })) ? body(old) : null;
}

function asCreated(review: Review, oldObject: JsonObject): Review {
  const { apiVersion, kind } = oldObject;
  const request = own(review.root, 'request');
  return review.with({
    kind: kindOf(textOf(apiVersion), textOf(kind)),
    operation: 'CREATE',
    object: oldObject,
    oldObject: null,
    root: () => ({
      ...review.root,
      request: {
        ...(typeof request === 'object' ? (request as JsonObject) : {}),
        object: oldObject,
        oldObject: {},
        operation: 'CREATE',
      },
    }),
  });
}

function holds(conditions: Conditions, evaluation: Evaluation): boolean {
  try {
    return conditions.evaluate(evaluation.context).holds;
  } catch (error) {
    if (error instanceof SubstitutionError) return false;
    throw error;
  }
}
