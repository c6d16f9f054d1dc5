import type { JsonObject } from '../kube/json.ts';
import type { Guardrail } from './guardrail.ts';
import type { Parameters } from './parameters.ts';

/** What reports and catalogues show of a policy. */
export function annotations({ title, severity, describe }: Guardrail, parameters: Parameters): JsonObject {
  return {
    'policies.kyverno.io/title': title,
    'policies.kyverno.io/category': 'Guardrails',
    'policies.kyverno.io/severity': severity,
    'policies.kyverno.io/description': describe(parameters),
  };
}
