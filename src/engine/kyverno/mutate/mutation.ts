import type { JsonObject } from '../../../kube/json.ts';
import type { PolicyException } from '../exception.ts';
import { erred, passed, type RuleResult, skipped } from '../result.ts';
import type { Evaluation } from '../validate/evaluation.ts';

/** What a mutate rule came to on one object. */
export interface Mutation {
  readonly result: RuleResult;
  /** The object as it is now: the same when nothing changed, null after an error. */
  readonly patched: JsonObject | null;
  /** The existing object that was mutated, as it was; null for the object of the request. */
  readonly target: JsonObject | null;
}

/** A mutate rule once it matches and its preconditions hold. More than one answer only where it has targets. */
export type MutateHandler = (
  evaluation: Evaluation,
  object: JsonObject,
  exceptions: readonly PolicyException[],
) => readonly Mutation[];

/** How far one step of a rule came: upstream's mutate.Response (kyverno v1.19 pkg/engine/mutate/mutation.go). */
export type Step =
  | { readonly status: 'pass' | 'skip'; readonly object: JsonObject; readonly message: string }
  | { readonly status: 'error'; readonly message: string };

export function stepError(message: string, cause?: string): Step {
  return { status: 'error', message: cause === undefined ? message : `${message}: ${cause}` };
}

export function stepResult(step: Step): RuleResult {
  if (step.status === 'error') return erred(step.message);
  return step.status === 'skip' ? skipped(step.message) : passed(successMessage(step.object));
}

function successMessage(object: JsonObject): string {
  const { kind, metadata } = object;
  const { name, namespace } =
    typeof metadata === 'object' && metadata !== null ? (metadata as JsonObject) : {};
  const what = `mutated ${textOf(kind)}/${textOf(name)}`;
  return textOf(namespace) === '' ? what : `${what} in namespace ${textOf(namespace)}`;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
