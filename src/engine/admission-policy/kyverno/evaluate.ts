import type { Activation } from '../../../language/cel/index.ts';
import { annotate, type Blocked, begin, evaluate } from './begin.ts';
import type { CompiledValidating, CompiledValidation } from './compile.ts';

/** What a policy says of a request whose kind it matches (kyverno 111e07bb pkg/cel/policies/vpol/compiler/policy.go). */
export type Evaluation =
  | Blocked
  | { readonly outcome: 'error'; readonly error: string; readonly index: number }
  | { readonly outcome: 'pass'; readonly auditAnnotations: ReadonlyMap<string, string> }
  | {
      readonly outcome: 'fail';
      readonly message: string;
      readonly index: number;
      readonly auditAnnotations: ReadonlyMap<string, string>;
    };

export function validate(compiled: CompiledValidating, activation: Activation, now: Date): Evaluation {
  const begun = begin(compiled, activation, now, compiled.spec.failurePolicy);
  if (begun.outcome !== 'go') return begun;
  const { scope } = begun;
  for (const [index, validation] of compiled.validations.entries()) {
    const result = evaluate(validation.expression, scope);
    if (!result.ok) return { outcome: 'error', error: result.error, index };
    if (result.value === true) continue;
    const annotations = annotate(compiled, scope);
    if (typeof annotations === 'string') return { outcome: 'error', error: annotations, index };
    const message = messageOf(validation, index, scope);
    return { outcome: 'fail', message, index, auditAnnotations: annotations };
  }
  const annotations = annotate(compiled, scope);
  if (typeof annotations === 'string') return { outcome: 'broken', error: annotations };
  return { outcome: 'pass', auditAnnotations: annotations };
}

export function messageOf(
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
