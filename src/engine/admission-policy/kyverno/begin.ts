import {
  type Activation,
  CelError,
  LazyMap,
  type LazyValue,
  type Value,
} from '../../../language/cel/index.ts';
import type { Expression } from '../expression.ts';
import type { FailurePolicy } from '../policy.ts';
import type { CompiledSpec } from './compile.ts';
import { isExpired, type PolicyException } from './policy-exception.ts';

/** Why a policy whose kinds match says nothing more of a request. */
export type Blocked =
  /** A match condition is false. */
  | { readonly outcome: 'skip' }
  | { readonly outcome: 'excepted'; readonly exceptions: readonly PolicyException[] }
  /** Exceptions, match conditions or audit annotations could not be evaluated. */
  | { readonly outcome: 'broken'; readonly error: string; readonly condition?: string };

/** What the expressions of one evaluation see. Mutations put the object as it now stands into it. */
export interface Scope extends Record<string, Value | LazyValue | undefined> {
  object?: Value;
}

/**
 * What all kinds of policies begin with: exceptions, variables and match conditions. The answer is what further
 * expressions see. `activation` holds object, oldObject, request, namespaceObject and what libraries need.
 */
export function begin(
  compiled: CompiledSpec,
  activation: Activation,
  now: Date,
  failurePolicy: FailurePolicy,
): Blocked | { readonly outcome: 'go'; readonly scope: Scope } {
  const granted = exceptionsFor(compiled, activation, now, failurePolicy);
  if ('outcome' in granted) return granted;
  const variables = new LazyMap();
  const scope: Scope = { ...activation, exceptions: granted.allowed, variables };
  for (const { name, expression } of compiled.variables) {
    variables.define(name, () => valueOf(evaluate(expression, scope)));
  }
  const matched = matches(scope, compiled.matchConditions, failurePolicy);
  if (matched === true) return { outcome: 'go', scope };
  return matched === false ? { outcome: 'skip' } : { outcome: 'broken', ...matched };
}

const noneAllowed = { allowed: { allowedImages: [], allowedValues: [] } };

/** One exception without images or values exempts from the whole policy; others only say what expressions may allow. */
function exceptionsFor(
  { exceptions }: CompiledSpec,
  activation: Activation,
  now: Date,
  failurePolicy: FailurePolicy,
): Blocked | { readonly allowed: Value } {
  if (exceptions.length === 0) return noneAllowed;
  const matched: PolicyException[] = [];
  const allowedImages: string[] = [];
  const allowedValues: string[] = [];
  let full = false;
  for (const { exception, matchConditions } of exceptions) {
    if (isExpired(exception, now)) continue;
    const result = matches(activation, matchConditions, failurePolicy);
    if (typeof result === 'object') {
      if (full) continue;
      return { outcome: 'broken', error: result.error };
    }
    if (!result) continue;
    matched.push(exception);
    full ||= exception.images.length === 0 && exception.allowedValues.length === 0;
    allowedImages.push(...exception.images);
    allowedValues.push(...exception.allowedValues);
  }
  if (full) return { outcome: 'excepted', exceptions: matched };
  return { allowed: { allowedImages, allowedValues } };
}

/** The annotations by key, or why they could not be made. */
export function annotate(
  { auditAnnotations }: CompiledSpec,
  activation: Activation,
): ReadonlyMap<string, string> | string {
  const made = new Map<string, string>();
  for (const { key, expression } of auditAnnotations) {
    const result = evaluate(expression, activation);
    if (!result.ok) return `failed to evaluate auditAnnotation '${key}': ${result.error}`;
    if (typeof result.value !== 'string') {
      return `failed to convert auditAnnotation '${key}' expression: type conversion error from 'null_type' to 'string'`;
    }
    if (result.value !== '') made.set(key, result.value);
  }
  return made;
}

/** Why match conditions could not be evaluated, and the first that could not. */
interface ConditionError {
  readonly error: string;
  readonly condition: string;
}

/** True, false, or the errors: one that is false wins, and under Ignore errors are false too. */
function matches(
  activation: Activation,
  conditions: readonly Expression[],
  failurePolicy: FailurePolicy,
): boolean | ConditionError {
  const errors: string[] = [];
  let condition = '';
  for (const expression of conditions) {
    const result = evaluate(expression, activation);
    if (!result.ok) {
      if (errors.length === 0) condition = expression.text;
      errors.push(result.error);
    } else if (result.value !== true) return false;
  }
  if (errors.length === 0) return true;
  return failurePolicy === 'Fail' && { error: errors.join('; '), condition };
}

type Result = { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly error: string };

export function evaluate({ program, problem }: Expression, activation: Activation): Result {
  return program === null ? { ok: false, error: problem } : program.evaluate(activation);
}

function valueOf(result: Result): Value {
  return result.ok ? result.value : new CelError(result.error);
}
