import { isObject, type Json, type JsonObject, own } from '../../../kube/json.ts';
import type { CelRuleAnswer, CelRuleSource } from '../../admission-policy/cel-rule.ts';
import type { AdmissionRequest, Lookup } from '../../engine.ts';
import { textAt } from '../read.ts';
import { erred, type RuleResult, skipped } from '../result.ts';
import type { JudgingHandler, RuleScope } from '../rule.ts';
import { matchedExceptions } from './matched-exceptions.ts';

/** `compileCelRule` of the admission policy engine. It brings a language with it, so it is loaded by those who need it. */
export type CompileCel = (
  source: CelRuleSource,
) => (request: AdmissionRequest, lookup: Lookup) => CelRuleAnswer;

/** `validate.cel` (kyverno v1.19 pkg/engine/handlers/validation/validate_cel.go). */
export function compileCel(rule: JsonObject, validate: JsonObject, scope: RuleScope): JudgingHandler {
  const name = textAt(rule, 'name');
  const judge = scope.compileCel?.({
    name,
    cel: own(validate, 'cel') as Json,
    message: textAt(validate, 'message'),
    celPreconditions: own(rule, 'celPreconditions'),
  });
  return (evaluation, exceptions) => {
    const matched = matchedExceptions(exceptions, evaluation);
    if (matched.length > 0) {
      const keys = matched.map(({ key }) => key);
      // Upstream forgets the space.
      return skipped(`rule is skipped due to policy exceptions${keys.join(', ')}`, keys);
    }
    if (judge === undefined) return erred('validate.cel needs the CEL engine, which was not loaded');
    const { status, message, fields } = judge(evaluation.review.request, evaluation.review.lookup);
    return { status, message, fields, exceptions: [] } satisfies RuleResult;
  };
}

/** True when judging a policy takes CEL. */
export function usesCel(policy: Json): boolean {
  const rules = own(own(policy, 'spec'), 'rules');
  return Array.isArray(rules) && rules.some((rule) => isObject(own(own(rule, 'validate'), 'cel')));
}
