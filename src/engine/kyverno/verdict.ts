import { own } from '../../kube/json.ts';
import type { Resource } from '../../kube/resource.ts';
import type { Outcome, Stage, Verdict } from '../../verdict.ts';
import type { PolicyResult } from './passage.ts';
import type { RuleResult } from './result.ts';
import type { NamespaceLabels } from './review.ts';

/** A rule's answer as every engine gives it. */
export function verdictOf(one: PolicyResult, resource: Resource, labels: NamespaceLabels): Verdict {
  const { policy, rule, result } = one;
  return {
    engine: 'Kyverno',
    policy: policy.key,
    rule: rule.name,
    outcome: outcomeOf(result),
    stage: stageOf(one, resource, labels),
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

function stageOf({ policy, rule }: PolicyResult, resource: Resource, labels: NamespaceLabels): Stage {
  if (rule.action.of(resource.namespace, labels) === 'Enforce') return 'enforce';
  return own(policy.spec, 'emitWarning') === true ? 'warn' : 'audit';
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
