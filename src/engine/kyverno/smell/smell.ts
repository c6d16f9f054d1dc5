import type { Path } from '../../../kube/json.ts';

/** Something in a policy that does not do what it seems to. Each code has a page under docs/smells. */
export type SmellCode =
  | 'denies-all-others'
  | 'never-true'
  | 'wildcard-not-equals'
  | 'misses-containers'
  | 'unresolvable-variable'
  | 'never-matches'
  | 'pods-only'
  | 'owner-differs'
  | 'unknown-field';

export interface Smell {
  readonly code: SmellCode;
  readonly rule: string;
  readonly path: Path;
  readonly message: string;
}
