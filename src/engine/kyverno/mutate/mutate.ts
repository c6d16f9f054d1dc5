import { isObject, type JsonObject, own } from '../../../kube/json.ts';
import { skipped } from '../result.ts';
import type { RuleHandler, RuleScope } from '../rule.ts';
import type { Evaluation } from '../validate/evaluation.ts';
import { matchedExceptions } from '../validate/matched-exceptions.ts';
import { SubstitutionError } from '../variable/error.ts';
import { compileTemplate } from '../variable/template.ts';
import { compileForEach } from './foreach.ts';
import { applyPatches } from './patcher.ts';
import { type Step, stepError, stepResult } from './step.ts';
import { compileTargets } from './targets.ts';

/** The work of a mutate rule on one object. */
export type MutateBody = (evaluation: Evaluation, object: JsonObject) => Step;

/** The `mutate` of a rule (kyverno v1.19 pkg/engine/handlers/mutation). Rules with `targets` change what exists. */
export function compileMutate(rule: JsonObject, mutate: JsonObject, scope: RuleScope): RuleHandler {
  const loops = own(mutate, 'foreach');
  const body = Array.isArray(loops) ? compileForEach(loops, scope) : compilePatches(rule, scope);
  const targets = own(mutate, 'targets');
  const handler =
    Array.isArray(targets) && targets.length > 0 ? compileTargets(targets, body, scope) : onObject(body);
  return (evaluation, exceptions) => {
    const matched = matchedExceptions(exceptions, evaluation);
    if (matched.length === 0) return handler(evaluation, exceptions);
    const keys = matched.map(({ key }) => key);
    // Upstream forgets the space.
    return skipped(`rule is skipped due to policy exceptions${keys.join(', ')}`, keys);
  };
}

function onObject(body: MutateBody): RuleHandler {
  return (evaluation) => {
    const step = body(evaluation, evaluation.review.object ?? {});
    const result = stepResult(step);
    return step.status === 'error' ? { ...result, lost: true } : { ...result, patched: step.object };
  };
}

/** Upstream replaces the variables of the whole rule, so one that fails anywhere in it is an error here. */
function compilePatches(rule: JsonObject, scope: RuleScope): MutateBody {
  const template = compileTemplate(rule, scope.expressions);
  return (evaluation, object) => {
    let mutate: JsonObject;
    try {
      const substituted = own(template.fixed ?? template.evaluate(evaluation.context), 'mutate');
      mutate = isObject(substituted) ? substituted : {};
    } catch (error) {
      if (!(error instanceof SubstitutionError)) throw error;
      return stepError('variable substitution failed', error.message);
    }
    return applyPatches(object, own(mutate, 'patchStrategicMerge'), own(mutate, 'patchesJson6902'));
  };
}
