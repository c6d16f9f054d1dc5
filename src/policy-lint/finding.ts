import type { Path } from '../kube/json.ts';
import type { Resource } from '../kube/resource.ts';

/** Something to know of a policy before a cluster sees it. */
export interface LintFinding {
  /** One of `lintRules`. */
  readonly rule: string;
  readonly severity: 'error' | 'warning' | 'info';
  readonly resource: Resource;
  /** The field of the policy. */
  readonly path: Path;
  readonly message: string;
}
