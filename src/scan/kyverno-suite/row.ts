import type { RuleStatus } from '../../engine/kyverno/index.ts';
import type { Expected } from './suite.ts';

/** What became of one expectation on one resource. */
export interface Row {
  /** The policy as the entry names it. */
  readonly policy: string;
  readonly rule: string;
  /** `apiVersion/kind/namespace/name`; `/name` for an object that a rule makes. */
  readonly resource: string;
  /** `unevaluated`: no rule said anything of the resource. Upstream counts that as passed. */
  readonly outcome: 'pass' | 'fail' | 'unevaluated';
  readonly expected: Expected;
  readonly status: RuleStatus | null;
  /** Upstream's word for it: `Ok`, `Want pass, got fail`, `Resource diff`, `Excluded`, `Not found`. */
  readonly reason: string;
  readonly message: string;
}
