import type { Json, Path } from '../../../kube/json.ts';
import { isNegation, isSkip, pathText } from './failure.ts';
import { type Check, Walk } from './walk.ts';

/** Why a resource does not meet a pattern; its text is put together only when somebody asks. */
export type Mismatch =
  | { readonly type: 'skip'; readonly field: Path; text(): string }
  | { readonly type: 'fail'; readonly path: string; readonly field: Path; text(): string }
  /** Upstream names no place, which makes a rule an error rather than a failure. */
  | { readonly type: 'error'; readonly field: Path; text(): string };

/** Compares a whole resource with a pattern (kyverno v1.19 pkg/engine/validate/validate.go, MatchPattern). */
export function matchPattern(check: Check, resource: Json | undefined): Mismatch | null {
  const walk = new Walk();
  const failure = check(resource, walk);
  if (failure === null) return null;
  const { field } = failure;
  const text = (): string => failure.text();
  if (isSkip(failure)) return { type: 'skip', text, field };
  const unplaced = failure.at === null || (!isNegation(failure) && walk.anchorsAreMissing());
  if (unplaced || failure.at === null) return { type: 'error', text, field };
  return { type: 'fail', path: pathText(failure.at), field, text };
}
