import { type Json, type JsonObject, own } from '../../../kube/json.ts';
import { compileConditions } from '../condition/condition.ts';
import { erred, failed, passed, type RuleResult } from '../result.ts';
import { SubstitutionError } from '../variable/error.ts';
import { deniedFields } from './denied-fields.ts';
import type { Evaluation } from './evaluation.ts';
import type { BodyScope } from './validate.ts';

/** `deny`: the request fails when its conditions hold; none at all always hold. */
export function compileDeny(
  deny: JsonObject,
  { expressions, message }: BodyScope,
): (one: Evaluation) => RuleResult {
  const conditions = compileConditions(own(deny, 'conditions') as Json | undefined, expressions);
  const pass = passed(`validation rule '${message.rule}' passed.`);
  return (evaluation) => {
    try {
      const result = conditions.evaluate(evaluation.context);
      if (!result.holds) return pass;
      const fields = deniedFields(conditions, evaluation);
      return failed(
        message.deny(result.message, () => evaluation.context),
        fields,
      );
    } catch (error) {
      if (!(error instanceof SubstitutionError)) throw error;
      return erred('failed to check deny conditions', error.message);
    }
  };
}
