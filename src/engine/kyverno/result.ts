import type { JsonObject, Path } from '../../kube/json.ts';

/** What a rule came to, in upstream's words. */
export type RuleStatus = 'pass' | 'fail' | 'warn' | 'error' | 'skip';

export type RuleType = 'Mutation' | 'ImageVerify' | 'Validation' | 'Generation';

/** The answer of one rule (kyverno v1.19 pkg/engine/api/ruleresponse.go). */
export interface RuleResult {
  readonly status: RuleStatus;
  readonly message: string;
  /** The fields that are wrong, as paths into the judged object. */
  readonly fields: readonly Path[];
  /** `namespace/name` of the exceptions that excuse it. */
  readonly exceptions: readonly string[];
  /** The object of the request as the rule leaves it, for rules that may change it. */
  readonly patched?: JsonObject;
  /** True when upstream loses the object over the error: no later rule, of this policy or the next, finds anything to match. */
  readonly lost?: boolean;
  /** Objects beside it that the rule changes or makes, as they are then. */
  readonly effects?: readonly JsonObject[];
}

export function passed(message: string): RuleResult {
  return { status: 'pass', message, fields: [], exceptions: [] };
}

export function failed(message: string, fields: readonly Path[]): RuleResult {
  return { status: 'fail', message, fields, exceptions: [] };
}

export function skipped(message: string, exceptions: readonly string[] = []): RuleResult {
  return { status: 'skip', message, fields: [], exceptions };
}

/** `cause` is added as upstream adds an error to a message. */
export function erred(message: string, cause?: string, fields: readonly Path[] = []): RuleResult {
  return {
    status: 'error',
    message: cause === undefined ? message : `${message}: ${cause}`,
    fields,
    exceptions: [],
  };
}
