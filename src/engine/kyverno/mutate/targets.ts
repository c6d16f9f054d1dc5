import { isObject, type Json, type JsonObject, own } from '../../../kube/json.ts';
import { hasWildcard, matchWildcard } from '../../../kube/wildcard.ts';
import { type Lookup, LookupError } from '../../engine.ts';
import { type Conditions, compileConditions } from '../condition/condition.ts';
import { type ContextEntry, compileContext } from '../context/entry.ts';
import { compileLabelSelector } from '../match/label-selector.ts';
import { textOf } from '../read.ts';
import { erred, type RuleResult, skipped } from '../result.ts';
import type { RuleHandler, RuleScope } from '../rule.ts';
import type { Evaluation } from '../validate/evaluation.ts';
import { preconditionsResult } from '../validate/validate.ts';
import { SubstitutionError } from '../variable/error.ts';
import { compileTemplate, type Template } from '../variable/template.ts';
import type { MutateBody } from './mutate.ts';
import { stepResult } from './step.ts';

/** One entry of `mutate.targets`, compiled. */
interface TargetRule {
  readonly selector: Template;
  readonly entries: readonly ContextEntry[];
  readonly preconditions: Conditions | null;
}

/** Rules that mutate what exists (kyverno v1.19 handlers/mutation/load_targets.go, mutate_existing.go). */
export function compileTargets(targets: readonly Json[], body: MutateBody, scope: RuleScope): RuleHandler {
  const compiled = targets.map((target) => compileTarget(isObject(target) ? target : {}, scope));
  return (evaluation) => {
    const results: RuleResult[] = [];
    const found: { readonly target: JsonObject; readonly rule: TargetRule }[] = [];
    const problems: string[] = [];
    const unknown: string[] = [];
    for (const [index, rule] of compiled.entries()) {
      try {
        const selector = selectorOf(rule, index, evaluation);
        for (const target of findTargets(selector, scope.policyNamespace, evaluation.review.lookup)) {
          found.push({ target, rule });
        }
      } catch (error) {
        if (error instanceof SubstitutionError) problems.push(error.message);
        else if (error instanceof LookupError) unknown.push(error.message);
        else throw error;
      }
    }
    // At admission the targets are no matter of the request; upstream's command line calls it an error.
    if (evaluation.review.ignoreUnavailable) problems.push(...unknown);
    else if (unknown.length > 0) results.push(skipped(unknown.join('; ')));
    if (problems.length > 0) results.push(erred('', problems.join('; ')));
    for (const { target, rule } of found) results.push(mutateTarget(target, rule, body, evaluation));
    return results;
  };
}

function compileTarget(target: JsonObject, scope: RuleScope): TargetRule {
  const { context, preconditions, ...selector } = target;
  return {
    selector: compileTemplate(selector, scope.expressions),
    entries: compileContext(context, scope),
    preconditions:
      (preconditions ?? null) === null ? null : compileConditions(preconditions, scope.expressions),
  };
}

function selectorOf({ selector }: TargetRule, index: number, { context }: Evaluation): Json {
  try {
    return selector.fixed ?? selector.evaluate(context);
  } catch (error) {
    if (!(error instanceof SubstitutionError)) throw error;
    throw new SubstitutionError(`failed to substitute variables in target[${index}]: ${error.message}`);
  }
}

/** A namespaced policy reaches into its own namespace only. */
function findTargets(selector: Json, policyNamespace: string, lookup: Lookup): readonly JsonObject[] {
  const [apiVersion, kind = ''] = [
    textOf(own(selector, 'apiVersion')),
    textOf(own(selector, 'kind')).split('/')[0],
  ];
  const namespace = policyNamespace === '' ? textOf(own(selector, 'namespace')) : policyNamespace;
  const name = textOf(own(selector, 'name'));
  if (namespace !== '' && name !== '' && !hasWildcard(namespace) && !hasWildcard(name)) {
    const object = lookup.get(apiVersion, kind, namespace, name);
    if (object !== undefined) return [object];
    throw new LookupError(`${kind.toLowerCase()}s "${name}" not found`);
  }
  const labels = own(selector, 'selector');
  const matchesLabels = isObject(labels) ? compileLabelSelector(labels) : () => true;
  return lookup.list(apiVersion, kind).filter((object) => {
    const metadata = own(object, 'metadata');
    const held = own(metadata, 'labels');
    return (
      (namespace === '' || matchWildcard(namespace, textOf(own(metadata, 'namespace')))) &&
      (name === '' || matchWildcard(name, textOf(own(metadata, 'name')))) &&
      matchesLabels(isObject(held) ? held : {})
    );
  });
}

function mutateTarget(
  target: JsonObject,
  rule: TargetRule,
  body: MutateBody,
  evaluation: Evaluation,
): RuleResult {
  evaluation.context.set({ target });
  evaluation.load(rule.entries);
  const unmet = rule.preconditions === null ? null : preconditionsResult(rule.preconditions, evaluation);
  if (unmet !== null) return unmet;
  const step = body(evaluation, target);
  if (step.status !== 'pass') return stepResult(step);
  evaluation.context.set({ target: step.object });
  return { ...stepResult(step), effects: [step.object] };
}
