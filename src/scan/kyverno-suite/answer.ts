import type { RuleStatus } from '../../engine/kyverno/index.ts';
import type { Action } from '../../engine/kyverno/policy/failure-action.ts';
import type { JsonObject } from '../../kube/json.ts';

/** What one rule of one policy said of one resource, whatever the family of the policy. */
export interface Answer {
  /** The name of the policy, without its namespace. */
  readonly policy: string;
  readonly rule: string;
  /** True for kinds of policies that have no rules: the rule an entry names is then not looked at. */
  readonly ruleless: boolean;
  readonly status: RuleStatus;
  readonly message: string;
  /** The object as the policy leaves it. */
  readonly object: JsonObject;
  /** Objects beside it that the rule changes, as they are then. */
  readonly targets: readonly JsonObject[];
  /** The objects that the rule makes; null for a rule that makes none. */
  readonly generated: readonly JsonObject[] | null;
  /** What a failure does in the resource's namespace; null where the policy does not say. */
  readonly action: Action | null;
}
