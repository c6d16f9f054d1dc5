import type { Blocked } from './begin.ts';
import type { Evaluation } from './evaluate.ts';
import type { GenerationEvaluation } from './generate.ts';
import type { MutationEvaluation } from './mutate.ts';
import type { PolicyException } from './policy-exception.ts';

/** A result as Kyverno reports it: rule name, status, message and properties. */
export interface CelRuleResult {
  /** '' but for results that are about no validation. */
  readonly rule: string;
  readonly status: 'pass' | 'fail' | 'error' | 'skip';
  readonly message: string;
  /** `cel.validationIndex` and the audit annotations. */
  readonly properties: Readonly<Record<string, string>>;
  /** `namespace/name` of the exceptions that excuse it. */
  readonly exceptions: readonly string[];
  /** The match condition that could not be evaluated, with its error: the API server stumbles over it first. */
  readonly condition?: { readonly expression: string; readonly error: string };
}

/** kyverno 111e07bb pkg/cel/policies/vpol/engine/engine.go. */
export function ruleResult(evaluation: Evaluation): CelRuleResult {
  switch (evaluation.outcome) {
    case 'skip':
      return { ...nothing, status: 'skip', message: 'skip' };
    case 'broken':
      return {
        ...nothing,
        rule: 'evaluation',
        status: 'error',
        message: `failed to load context: ${evaluation.error}`,
        ...conditionOf(evaluation),
      };
    case 'excepted':
      return exceptedResult(evaluation.exceptions);
    case 'error':
      return {
        ...nothing,
        status: 'error',
        message: `error: ${evaluation.error}`,
        properties: indexed(evaluation),
      };
    case 'pass':
      return {
        ...nothing,
        status: 'pass',
        message: 'success',
        properties: Object.fromEntries(evaluation.auditAnnotations),
      };
    default:
      return {
        ...nothing,
        status: 'fail',
        message: evaluation.message,
        properties: { ...indexed(evaluation), ...Object.fromEntries(evaluation.auditAnnotations) },
      };
  }
}

/** kyverno 111e07bb pkg/cel/policies/mpol/engine/engine.go. */
export function mutationResult(evaluation: MutationEvaluation): CelRuleResult {
  if (evaluation.outcome !== 'broken') return ruleResult(evaluation);
  const message = `failed to evaluate policy: ${evaluation.error}`;
  return { ...nothing, rule: 'evaluation', status: 'error', message, ...conditionOf(evaluation) };
}

/** kyverno 111e07bb pkg/cel/policies/gpol/engine/engine.go; null where the policy does not apply after all. */
export function generationResult(policy: string, evaluation: GenerationEvaluation): CelRuleResult | null {
  switch (evaluation.outcome) {
    case 'skip':
      return null;
    case 'excepted':
      return exceptedResult(evaluation.exceptions);
    case 'broken':
      return {
        ...nothing,
        rule: policy,
        status: 'error',
        message: `failed to evaluate policy: ${evaluation.error}`,
      };
    default:
      return {
        ...nothing,
        rule: policy,
        status: 'pass',
        message: 'policy evaluated successfully',
        properties: Object.fromEntries(evaluation.auditAnnotations),
      };
  }
}

/** kyverno 111e07bb cmd/cli commands/test/test.go: a pass is what is deleted. */
export function deletionResult(
  policy: string,
  evaluation: Blocked | { readonly outcome: 'go' },
): CelRuleResult {
  if (evaluation.outcome === 'broken')
    return { ...nothing, rule: policy, status: 'error', message: evaluation.error };
  return evaluation.outcome === 'go'
    ? { ...nothing, rule: policy, status: 'pass', message: 'resource matched' }
    : { ...nothing, rule: policy, status: 'fail', message: 'resource did not match' };
}

export function matchingError(problem: string): CelRuleResult {
  return { ...nothing, rule: 'match', status: 'error', message: `failed to execute matching: ${problem}` };
}

function conditionOf({
  error,
  condition,
}: {
  readonly error: string;
  readonly condition?: string;
}): Pick<CelRuleResult, 'condition'> {
  return condition === undefined ? {} : { condition: { expression: condition, error } };
}

const nothing: CelRuleResult = { rule: '', status: 'skip', message: '', properties: {}, exceptions: [] };

function indexed({ index }: { readonly index: number }): Record<string, string> {
  return { 'cel.validationIndex': `${index}` };
}

/** The exception of the highest priority says whether that is a pass or a skip; of equals the first one. */
function exceptedResult(exceptions: readonly PolicyException[]): CelRuleResult {
  const keys = exceptions.map(({ namespace, name }) => (namespace === '' ? name : `${namespace}/${name}`));
  const highest = exceptions.reduce((best, one) => (one.priority > best.priority ? one : best));
  const passes = highest.reportResult === 'pass';
  return {
    ...nothing,
    rule: 'exception',
    status: passes ? 'pass' : 'skip',
    message: `rule is ${passes ? 'passed' : 'skipped'} due to policy exception: ${keys.join(', ')}`,
    exceptions: keys,
  };
}
