import { own, type Path } from '../../../kube/json.ts';
import type { Resource } from '../../../kube/resource.ts';
import type { Outcome, Stage, Verdict } from '../../../verdict.ts';
import type { CompiledSpec, CompiledValidating } from './compile.ts';
import { type KyvernoCelPolicy, policyKey } from './policy.ts';
import type { CelRuleResult } from './rule-result.ts';
import type { Variant } from './variants.ts';

/** What one policy, or one of the copies Kyverno makes of it for controllers, says of a request. */
export interface CelPolicyResult {
  readonly policy: KyvernoCelPolicy;
  readonly autogen: boolean;
  readonly result: CelRuleResult;
  readonly fields: readonly Path[];
  /** What a failure leads to, at most. */
  readonly stage: Stage;
  /** What a failure does: Deny, Warn, Audit. */
  readonly actions: readonly string[];
}

export function verdictOf({ policy, result, fields, stage }: CelPolicyResult, resource: Resource): Verdict {
  return {
    engine: 'Kyverno',
    policy: policyKey(policy),
    rule: result.rule,
    outcome: outcomeOf(result),
    stage,
    severity: severityOf(policy),
    message: result.message,
    resource,
    fields,
    exception: result.exceptions[0] ?? null,
  };
}

function outcomeOf({ status, exceptions }: CelRuleResult): Outcome {
  return exceptions.length > 0 ? 'excepted' : status;
}

function severityOf({ annotations }: KyvernoCelPolicy): Verdict['severity'] {
  const named = own(annotations, 'policies.kyverno.io/severity');
  return severities.find((severity) => severity === named) ?? null;
}

const severities = ['info', 'low', 'medium', 'high', 'critical'] as const;

/** A policy that is not asked at admission only reports. */
export function validationStage({ compiled }: Variant<CompiledValidating>): Stage {
  const { validationActions, admission } = compiled.spec;
  if (!admission) return 'audit';
  if (validationActions.includes('Deny')) return 'enforce';
  return validationActions.includes('Warn') ? 'warn' : 'audit';
}

/** What cannot be changed is refused, unless the policy may fail. */
export function mutationStage({ compiled }: Variant<CompiledSpec>): Stage {
  const { failurePolicy, admission } = compiled.spec;
  return admission && failurePolicy === 'Fail' ? 'enforce' : 'audit';
}
