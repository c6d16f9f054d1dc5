import type { Path } from '../../kube/json.ts';
import type { Resource } from '../../kube/resource.ts';
import type { EngineName, Stage, Verdict, Outcome as VerdictOutcome } from '../../verdict.ts';
import type { CompiledPolicy } from './compiled-policy.ts';
import type { Outcome } from './dispatch.ts';
import type { ValidationResult } from './validator.ts';

/**
 * One verdict for each validation of a policy, whatever number of bindings and parameters it was evaluated with: the
 * gravest of them. Its stage is the strongest action of the binding it comes from.
 */
export function verdictsOf(
  compiled: CompiledPolicy,
  outcomes: readonly Outcome[],
  resource: Resource,
): Verdict[] {
  const { policy } = compiled;
  const rules = new Map<string, Finding>();
  const note = (rule: string, finding: Finding) => {
    const known = rules.get(rule);
    if (known === undefined || graver(finding, known)) rules.set(rule, finding);
  };
  for (const outcome of outcomes) {
    const stage = stageOf(outcome);
    if (outcome.problem !== null)
      note('', errorFinding(outcome.problem, policy.failurePolicy === 'Fail' ? 'enforce' : null));
    for (const result of outcome.results) {
      for (const [rule, finding] of findingsOf(compiled, result, stage)) note(rule, finding);
    }
  }
  return [...rules].map(([rule, finding]) => ({
    engine: 'ValidatingAdmissionPolicy' satisfies EngineName,
    policy: policy.name,
    rule,
    outcome: finding.outcome,
    stage: finding.stage,
    severity: null,
    message: finding.message,
    resource,
    fields: finding.fields,
    exception: null,
  }));
}

interface Finding {
  readonly outcome: VerdictOutcome;
  readonly stage: Stage | null;
  readonly message: string;
  readonly fields: readonly Path[];
}

function* findingsOf(
  { policy, fields }: CompiledPolicy,
  result: ValidationResult | null,
  stage: Stage | null,
): Generator<readonly [rule: string, finding: Finding]> {
  if (result === null) {
    for (const index of policy.validations.keys()) {
      yield [validationRule(index), { outcome: 'skip', stage, message: '', fields: [] }];
    }
    return;
  }
  // A single decision for several validations is about none of them.
  const whole = result.stopped;
  for (const [index, { action, evaluation, message }] of result.decisions.entries()) {
    const rule = whole ? '' : validationRule(index);
    if (evaluation === 'error') yield [rule, errorFinding(message, action === 'deny' ? stage : null)];
    else if (evaluation === 'admit') yield [rule, { outcome: 'pass', stage, message, fields: [] }];
    else yield [rule, { outcome: 'fail', stage, message, fields: fields[index] ?? [] }];
  }
  for (const annotation of result.auditAnnotations) {
    if ('error' in annotation)
      yield [`auditAnnotations.${annotation.key}`, errorFinding(annotation.error, stage && 'enforce')];
  }
}

function validationRule(index: number): string {
  return `validations[${index}]`;
}

function errorFinding(message: string, stage: Stage | null): Finding {
  return { outcome: 'error', stage, message, fields: [] };
}

function stageOf({ binding }: Outcome): Stage | null {
  const actions = binding?.validationActions ?? [];
  if (actions.includes('Deny')) return 'enforce';
  if (actions.includes('Warn')) return 'warn';
  return actions.includes('Audit') ? 'audit' : null;
}

/** Failing at a later stage counts more; of equals the first one stays. */
function graver(a: Finding, b: Finding): boolean {
  return rankOf(a) > rankOf(b);
}

function rankOf({ outcome, stage }: Finding): number {
  return gravity[outcome] * stages.length + stages.indexOf(stage);
}

const gravity: Readonly<Record<VerdictOutcome, number>> = {
  skip: 0,
  excepted: 0,
  pass: 1,
  error: 2,
  fail: 2,
};
const stages: readonly (Stage | null)[] = [null, 'audit', 'warn', 'enforce'];
