import { isObject, type JsonObject, own } from '../../../kube/json.ts';
import type { Conditions } from '../condition/condition.ts';
import type { EntryScope } from '../context/source.ts';
import { erred, type RuleResult, skipped } from '../result.ts';
import { SubstitutionError } from '../variable/error.ts';
import { compileDeny } from './deny.ts';
import type { Evaluation } from './evaluation.ts';
import { compileForEach } from './foreach.ts';
import { type Body, compileAnyPattern, compilePattern } from './pattern-body.ts';
import type { RuleMessage } from './rule-message.ts';

/** What the body of a rule is compiled for. */
export interface BodyScope extends EntryScope {
  readonly message: RuleMessage;
  /** True when whole numbers of a resource are Go's int64. */
  readonly integers: boolean;
}

/** `deny`, `pattern`, `anyPattern` or `foreach`, of a rule or of a loop; null when none is there. */
export function compileBody(body: JsonObject, scope: BodyScope): Body | null {
  const deny = own(body, 'deny');
  if (isObject(deny)) return compileDeny(deny, scope);
  const pattern = own(body, 'pattern') ?? null;
  if (pattern !== null) return compilePattern(pattern, scope);
  const anyPattern = own(body, 'anyPattern') ?? null;
  if (anyPattern !== null) return compileAnyPattern(anyPattern, scope);
  const foreach = own(body, 'foreach');
  return Array.isArray(foreach) ? compileForEach(foreach, scope) : null;
}

/** What a rule says when its preconditions keep it from being judged; null when they hold. */
export function preconditionsResult(conditions: Conditions, evaluation: Evaluation): RuleResult | null {
  try {
    const { holds, message } = conditions.evaluate(evaluation.context);
    if (holds) return null;
    return skipped(message === '' ? 'preconditions not met' : `preconditions not met; ${message}`);
  } catch (error) {
    if (!(error instanceof SubstitutionError)) throw error;
    return erred('failed to evaluate preconditions', error.message);
  }
}
