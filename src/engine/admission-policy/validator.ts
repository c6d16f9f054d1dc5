import {
  type Activation,
  boolType,
  type Environment,
  nullType,
  PER_CALL_LIMIT,
  stringType,
} from '../../language/cel/index.ts';
import { PolicyCompiler } from './environment.ts';
import { costBudget, type Evaluated, Evaluator, type NamedExpression, OutOfBudget } from './evaluate.ts';
import type { Expression } from './expression.ts';
import { compileMatchConditions, type MatchConditions } from './match-conditions.ts';
import type { FailurePolicy, ValidatingAdmissionPolicy, Validation } from './policy.ts';
import { utf8Length } from './utf8.ts';

/** What one validation decided for one parameter. */
export interface Decision {
  readonly action: 'admit' | 'deny';
  readonly evaluation: 'admit' | 'deny' | 'error';
  readonly message: string;
  readonly reason: string;
}

export type AuditAnnotationResult =
  | { readonly key: string; readonly value: string }
  | { readonly key: string; readonly error: string };

export interface ValidationResult {
  /** One for each validation in order, or a single one for what stopped them all. */
  readonly decisions: readonly Decision[];
  readonly auditAnnotations: readonly AuditAnnotationResult[];
  /** True when the single decision is about the policy as a whole. */
  readonly stopped: boolean;
}

/** The variables of an evaluation, by what may see them. */
export interface ValidationInputs {
  /** object, oldObject, request, namespaceObject and, for policies with parameters, params. */
  readonly request: Activation;
  /** The same as match conditions see them. */
  readonly matchConditions: Activation;
  /** The authorizer's variables; empty where nobody can authorize. */
  readonly authorizer: Activation;
}

/** A policy compiled. */
export interface Validator {
  /** Judges one request with one parameter. Null: a match condition was false. */
  readonly validate: (inputs: ValidationInputs) => ValidationResult | null;
  readonly variables: readonly NamedExpression[];
  readonly validations: readonly Expression[];
}

/** Compiles a policy's expressions (apiserver v0.36.3 policy/validating/plugin.go, validator.go). */
export function compileValidator(policy: ValidatingAdmissionPolicy, environment: Environment): Validator {
  const parts = compileParts(policy, environment);
  const { variables, validations } = parts;
  return { validate: (inputs) => validate(parts, policy, inputs), variables, validations };
}

function validate(
  parts: Parts,
  policy: ValidatingAdmissionPolicy,
  inputs: ValidationInputs,
): ValidationResult | null {
  const matched = parts.matchConditions({ ...inputs.matchConditions, ...inputs.authorizer });
  if (matched === false) return null;
  if (matched !== true) return stopped(matched, policy.failurePolicy);
  const decisions = decide(parts, policy, inputs);
  if (decisions instanceof OutOfBudget) return stopped(decisions.message, policy.failurePolicy);
  const auditAnnotations = annotate(parts, policy, inputs);
  if (auditAnnotations instanceof OutOfBudget) return stopped(auditAnnotations.message, policy.failurePolicy);
  return { decisions, auditAnnotations, stopped: false };
}

interface Parts {
  readonly variables: readonly NamedExpression[];
  readonly matchConditions: MatchConditions;
  readonly validations: readonly Expression[];
  readonly messages: readonly (Expression | null)[];
  readonly auditAnnotations: readonly Expression[];
}

function compileParts(policy: ValidatingAdmissionPolicy, environment: Environment): Parts {
  const compiler = new PolicyCompiler(environment);
  const params = policy.paramKind !== null;
  const all = { params, authorizer: true };
  const variables = policy.variables.map(({ name, expression }) => ({
    name,
    expression: compiler.compileVariable(name, expression, all),
  }));
  return {
    variables,
    matchConditions: compileMatchConditions(policy, variables, (text) =>
      compiler.compile(text, [boolType], all),
    ),
    validations: policy.validations.map(({ expression }) => compiler.compile(expression, [boolType], all)),
    messages: policy.validations.map(({ messageExpression }) =>
      messageExpression === ''
        ? null
        : compiler.compile(messageExpression, [stringType], { params, authorizer: false }),
    ),
    auditAnnotations: policy.auditAnnotations.map(({ valueExpression }) =>
      compiler.compile(valueExpression, [stringType, nullType], all),
    ),
  };
}

function decide(
  parts: Parts,
  policy: ValidatingAdmissionPolicy,
  { request, authorizer }: ValidationInputs,
): Decision[] | OutOfBudget {
  const evaluator = new Evaluator({ ...request, ...authorizer }, parts.variables, costBudget);
  const results = evaluator.all(parts.validations);
  if (results instanceof OutOfBudget) return results;
  const messages = evaluateMessages(parts, results, request, evaluator.remaining);
  return results.map((result, i) => {
    if (!result.ok) return errorDecision(result.error, policy.failurePolicy);
    if (messages instanceof OutOfBudget) {
      return errorDecision(`failed messageExpression: ${messages.message}`, policy.failurePolicy);
    }
    if (result.value === true) return admitted;
    const validation = policy.validations[i] as Validation;
    const message = chooseMessage(validation, messages[i] ?? null);
    return { action: 'deny', evaluation: 'deny', message, reason: validation.reason || 'Invalid' };
  });
}

/**
 * Upstream evaluates every message, needed or not, and when that spends the budget no validation counts. Here those of
 * passing validations are left out as long as the budget could not be spent anyhow.
 */
function evaluateMessages(
  parts: Parts,
  results: readonly Evaluated[],
  request: Activation,
  budget: number,
): readonly (Evaluated | null)[] | OutOfBudget {
  const asked = parts.messages.filter((message) => message !== null).length;
  if (asked === 0) return [];
  const safe = (asked + parts.variables.length) * 2 * PER_CALL_LIMIT <= budget;
  const evaluator = new Evaluator(request, parts.variables, budget);
  const evaluated: (Evaluated | null)[] = [];
  for (const [i, message] of parts.messages.entries()) {
    const result = results[i];
    const needed = !safe || (result?.ok === true && result.value !== true);
    const text = message === null || !needed ? null : evaluator.run(message);
    if (text instanceof OutOfBudget) return text;
    evaluated.push(text);
  }
  return evaluated;
}

/** The most bytes a message expression may give (apiserver v0.36.3 pkg/apis/cel/config.go). */
const longestMessage = 5 * 1024;

function chooseMessage({ message, expression }: Validation, evaluated: Evaluated | null): string {
  if (evaluated?.ok && typeof evaluated.value === 'string') {
    const text = evaluated.value.trim();
    if (text !== '' && !text.includes('\n') && utf8Length(text) <= longestMessage) return text;
  }
  return message.trim() || `failed expression: ${expression.trim()}`;
}

/** Upstream does not hand the authorizer to audit annotations, although they compile with it. */
function annotate(
  parts: Parts,
  policy: ValidatingAdmissionPolicy,
  { request }: ValidationInputs,
): AuditAnnotationResult[] | OutOfBudget {
  if (parts.auditAnnotations.length === 0) return [];
  const results = new Evaluator(request, parts.variables, costBudget).all(parts.auditAnnotations);
  if (results instanceof OutOfBudget) return results;
  const annotations: AuditAnnotationResult[] = [];
  for (const [i, result] of results.entries()) {
    const key = policy.auditAnnotations[i]?.key ?? '';
    if (!result.ok) {
      if (policy.failurePolicy === 'Fail') annotations.push({ key, error: result.error });
    } else if (typeof result.value === 'string' && result.value.trim() !== '') {
      annotations.push({ key, value: result.value.trim() });
    }
  }
  return annotations;
}

const admitted: Decision = { action: 'admit', evaluation: 'admit', message: '', reason: '' };

function errorDecision(message: string, failurePolicy: FailurePolicy): Decision {
  return { action: failurePolicy === 'Ignore' ? 'admit' : 'deny', evaluation: 'error', message, reason: '' };
}

function stopped(problem: string, failurePolicy: FailurePolicy): ValidationResult {
  return { decisions: [errorDecision(problem, failurePolicy)], auditAnnotations: [], stopped: true };
}
