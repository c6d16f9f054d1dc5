import type { Attributes } from './attributes.ts';
import type { Mutated, MutationOutcome } from './mutating-dispatch.ts';
import { type AdmissionResponse, forbidden, type Status } from './response.ts';

/**
 * The API server's answer: unlike for validating policies, the first error's text is the whole message and all errors
 * are causes (apiserver v0.36.3 policy/generic/policy_dispatcher.go).
 */
export function mutatingResponse({ outcomes, failed }: Mutated, attributes: Attributes): AdmissionResponse {
  const errors = outcomes
    .filter(({ outcome, policy }) => outcome === 'error' && policy.failurePolicy === 'Fail')
    .toSorted((a, b) => Number(b.misconfigured) - Number(a.misconfigured));
  const status = failed ?? denied(errors, attributes);
  return { allowed: status === null, status, warnings: [], auditAnnotations: {} };
}

function denied(errors: readonly MutationOutcome[], attributes: Attributes): Status | null {
  const [first] = errors;
  if (first === undefined) return null;
  const messages = errors.map(({ policy, binding, message }) =>
    binding === null
      ? `policy "${policy.name}" denied request: ${message}`
      : `policy '${policy.name}' with binding '${binding.name}' denied request: ${message}`,
  );
  const status = forbidden(attributes, 'Forbidden', '', messages);
  return {
    ...status,
    message: messages[0] ?? '',
    reason: first.misconfigured ? 'Forbidden' : 'Invalid',
    code: 403,
  };
}
