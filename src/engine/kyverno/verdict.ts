import { own } from '../../kube/json.ts';
import type { Resource } from '../../kube/resource.ts';
import type { Outcome, Stage, Verdict } from '../../verdict.ts';
import type { Lookup } from '../engine.ts';
import type { PolicyResult } from './engine.ts';
import { isEnforce } from './policy/action.ts';
import { effectiveAction } from './policy/effective-action.ts';
import type { RuleResult } from './result.ts';

/** A rule's answer as every engine gives it. */
export function verdictOf(one: PolicyResult, resource: Resource, lookup: Lookup): Verdict {
  const { policy, rule, result } = one;
  return {
    engine: 'Kyverno',
    policy: policy.key,
    rule: rule.name,
    outcome: outcomeOf(result),
    stage: stageOf(one, resource, lookup),
    severity: policy.severity,
    message: reportMessage(one),
    resource,
    fields: result.fields,
    exception: result.exceptions[0] ?? null,
    ...(policy.category === undefined ? {} : { category: policy.category }),
  };
}

function outcomeOf({ status, exceptions }: RuleResult): Outcome {
  if (status === 'skip' && exceptions.length > 0) return 'excepted';
  return status === 'warn' ? 'fail' : status;
}

function stageOf(one: PolicyResult, resource: Resource, lookup: Lookup): Stage {
  if (isEnforce(effectiveAction(one.policy, one.rule, resource, lookup))) return 'enforce';
  return own(one.policy.spec, 'emitWarning') === true ? 'warn' : 'audit';
}

/** `reportProperties` may give a rule other words for reports (kyverno v1.19 pkg/utils/report/results.go). */
export function reportMessage({ rule, result }: PolicyResult): string {
  const { reportProperties } = rule;
  if (reportProperties === null) return result.message;
  for (const key of ['message', `${result.status}Message`]) {
    const message = own(reportProperties, key);
    if (typeof message === 'string' && message !== '') return message;
  }
  return result.message;
}
