import { own } from '../../../kube/json.ts';
import type { Resource } from '../../../kube/resource.ts';
import { listAt, textAt } from '../read.ts';
import { matchProblems, userProblems } from './match.ts';
import { exclusionProblems } from './pod-security.ts';
import { type FieldProblem, required } from './problem.ts';

/** What the webhook refuses a PolicyException for (kyverno v1.19 api/kyverno/v2/policy_exception_types.go). */
export function exceptionProblems({ object }: Resource): readonly FieldProblem[] {
  const spec = own(object, 'spec');
  const match = own(spec, 'match');
  const at = ['spec', 'match'];
  return [
    ...(own(spec, 'background') === false ? [] : userProblems(match, at)),
    ...matchProblems(match, at, false),
    ...listAt(spec, 'exceptions').flatMap((one, index) =>
      textAt(one, 'policyName') === ''
        ? [required(['spec', 'exceptions', index, 'policyName'], 'An exception requires a policy name')]
        : [],
    ),
    ...listAt(spec, 'podSecurity').flatMap((one, index) =>
      exclusionProblems(one, ['spec', 'podSecurity', index]),
    ),
  ];
}
