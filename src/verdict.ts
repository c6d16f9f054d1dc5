import type { Path } from './kube/json.ts';
import type { Resource } from './kube/resource.ts';

export type EngineName =
  | 'PodSecurity'
  | 'Kyverno'
  | 'ValidatingAdmissionPolicy'
  | 'MutatingAdmissionPolicy'
  | 'Gatekeeper'
  | 'Portcullis';

export type Outcome = 'pass' | 'fail' | 'skip' | 'error' | 'excepted';

export type Stage = 'audit' | 'warn' | 'enforce';

export type Severity = 'info' | 'low' | 'medium' | 'high' | 'critical';

/** One policy rule's answer on one resource. */
export interface Verdict {
  readonly engine: EngineName;
  /** The policy as its engine names it: `restricted@v1.34`, `disallow-latest-tag`, `ns/name` for a namespaced one. */
  readonly policy: string;
  /** The kind of the policy, for engines whose policy names are unique only within a kind: `ClusterPolicy`. */
  readonly policyKind?: string;
  /** The check, rule or validation inside the policy. */
  readonly rule: string;
  readonly outcome: Outcome;
  /** What would happen in this namespace now; null when nothing asks for this policy there. */
  readonly stage: Stage | null;
  readonly severity: Severity | null;
  /** The engine's own words, unchanged. Empty for a pass that upstream says nothing about. */
  readonly message: string;
  readonly resource: Resource;
  /** The offending fields, as paths into `resource.object`. A missing field is named by the path it would have. */
  readonly fields: readonly Path[];
  /** The contract or native exception that excuses this verdict. */
  readonly exception: string | null;
  readonly category?: string;
}
