import { type Activation, CelError, LazyMap, type Value } from '../../../language/cel/index.ts';
import type { Expression } from '../expression.ts';
import type { CompiledException, CompiledSpec, CompiledValidation } from './compile.ts';
import { isExpired, type PolicyException } from './policy-exception.ts';

/** What a policy says of a request whose kind it matches (kyverno 111e07bb pkg/cel/policies/vpol/compiler/policy.go). */
export type Evaluation =
  /** A match condition is false. */
  | { readonly outcome: 'skip' }
  | { readonly outcome: 'excepted'; readonly exceptions: readonly PolicyException[] }
  /** Exceptions, match conditions or audit annotations could not be evaluated. */
  | { readonly outcome: 'broken'; readonly error: string }
  | { readonly outcome: 'error'; readonly error: string; readonly index: number }
  | { readonly outcome: 'pass'; readonly auditAnnotations: ReadonlyMap<string, string> }
  | {
      readonly outcome: 'fail';
      readonly message: string;
      readonly index: number;
      readonly auditAnnotations: ReadonlyMap<string, string>;
    };

/** Evaluates a policy. `activation` holds object, oldObject, request, namespaceObject and what libraries need. */
export function evaluateSpec(compiled: CompiledSpec, activation: Activation, now: Date): Evaluation {
  const granted = exceptionsFor(compiled, activation, now);
  if ('outcome' in granted) return granted;
  const outer: Activation = { ...activation, exceptions: granted.allowed };
  const matched = matches(outer, compiled.matchConditions, compiled.spec.failurePolicy);
  if (matched !== true)
    return matched === false ? { outcome: 'skip' } : { outcome: 'broken', error: matched };
  const variables = new LazyMap();
  const inner: Activation = { ...outer, variables };
  for (const { name, expression } of compiled.variables) {
    variables.define(name, () => valueOf(evaluate(expression, inner)));
  }
  return validate(compiled, inner);
}

function validate(compiled: CompiledSpec, activation: Activation): Evaluation {
  for (const [index, validation] of compiled.validations.entries()) {
    const result = evaluate(validation.expression, activation);
    if (!result.ok) return { outcome: 'error', error: result.error, index };
    if (result.value === true) continue;
    const annotations = annotate(compiled, activation);
    if (typeof annotations === 'string') return { outcome: 'error', error: annotations, index };
    const message = messageOf(validation, index, activation);
    return { outcome: 'fail', message, index, auditAnnotations: annotations };
  }
  const annotations = annotate(compiled, activation);
  if (typeof annotations === 'string') return { outcome: 'broken', error: annotations };
  return { outcome: 'pass', auditAnnotations: annotations };
}

function messageOf(
  { message, messageExpression }: CompiledValidation,
  index: number,
  activation: Activation,
): string {
  let text = message;
  if (messageExpression !== null) {
    const result = evaluate(messageExpression, activation);
    if (!result.ok) text = `failed to evaluate message expression: ${result.error}`;
    else if (typeof result.value === 'string') text = result.value;
  }
  return text || `CEL expression validation failed at index ${index}`;
}

/** The annotations by key, or why they could not be made. */
function annotate(
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

/** One exception without images or values exempts from the whole policy; others only say what expressions may allow. */
function exceptionsFor(
  { exceptions, spec }: CompiledSpec,
  activation: Activation,
  now: Date,
): Evaluation | { readonly allowed: Value } {
  const matched: PolicyException[] = [];
  const allowedImages: string[] = [];
  const allowedValues: string[] = [];
  let full = false;
  for (const { exception, matchConditions } of current(exceptions, now)) {
    const result = matches(activation, matchConditions, spec.failurePolicy);
    if (typeof result === 'string') {
      if (full) continue;
      return { outcome: 'broken', error: result };
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

function current(exceptions: readonly CompiledException[], now: Date): readonly CompiledException[] {
  return exceptions.filter(({ exception }) => !isExpired(exception, now));
}

/** True, false, or the errors: one that is false wins, and under Ignore errors are false too. */
function matches(
  activation: Activation,
  conditions: readonly Expression[],
  failurePolicy: 'Fail' | 'Ignore',
): boolean | string {
  const errors: string[] = [];
  for (const condition of conditions) {
    const result = evaluate(condition, activation);
    if (!result.ok) errors.push(result.error);
    else if (result.value !== true) return false;
  }
  if (errors.length === 0) return true;
  return failurePolicy === 'Fail' && errors.join('; ');
}

type Result = { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly error: string };

function evaluate({ program, problem }: Expression, activation: Activation): Result {
  return program === null ? { ok: false, error: problem } : program.evaluate(activation);
}

function valueOf(result: Result): Value {
  return result.ok ? result.value : new CelError(result.error);
}
