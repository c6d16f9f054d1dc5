import type { JsonObject } from '../../../kube/json.ts';
import { erred, passed, type RuleResult, skipped } from '../result.ts';

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
