import { isObject, type JsonObject, own } from '../../../kube/json.ts';
import { erred, skipped } from '../result.ts';
import type { RuleHandler, RuleScope } from '../rule.ts';
import { compileCel } from './cel.ts';
import { compileExistingViolations } from './existing-violations.ts';
import { matchedExceptions } from './matched-exceptions.ts';
import { compilePodSecurity } from './pod-security/pod-security.ts';
import { RuleMessage } from './rule-message.ts';
import { compileBody } from './validate.ts';

/** The `validate` of a rule: a pattern, conditions or loops, Pod Security, or CEL. */
export function compileValidate(rule: JsonObject, validate: JsonObject, scope: RuleScope): RuleHandler {
  if (isFilled(own(validate, 'manifests'))) return unsupported('validate.manifests');
  if (isFilled(own(validate, 'podSecurity'))) return compilePodSecurity(rule, validate, scope);
  if (isFilled(own(validate, 'cel'))) return compileCel(rule, validate, scope);
  const name = typeof rule.name === 'string' ? rule.name : '';
  const written = own(validate, 'message');
  const message = new RuleMessage(name, typeof written === 'string' ? written : '', scope.expressions);
  const body = compileBody(validate, { ...scope, message });
  if (body === null) return () => null;
  const judge = compileExistingViolations(rule, validate, scope, body);
  return (evaluation, exceptions) => {
    const matched = matchedExceptions(exceptions, evaluation);
    if (matched.length === 0) return judge(evaluation, matched);
    const keys = matched.map(({ key }) => key);
    // Upstream forgets the space.
    return skipped(`rule is skipped due to policy exceptions${keys.join(', ')}`, keys);
  };
}

function isFilled(value: unknown): boolean {
  return isObject(value) && Object.keys(value).length > 0;
}

function unsupported(what: string): RuleHandler {
  const result = erred(`${what} is not supported yet`);
  return () => result;
}
