import type { JsonObject } from '../kube/json.ts';
import type { Stage } from '../verdict.ts';
import { annotations } from './annotations.ts';
import type { Guardrail } from './guardrail.ts';
import type { Parameters } from './parameters.ts';

/** A guardrail as a classic Kyverno policy. Kyverno writes rules for pods out for what makes them. */
export function clusterPolicy(guardrail: Guardrail, parameters: Parameters, stage: Stage): JsonObject {
  const { kinds = ['Pod'], rules } = guardrail.classic(parameters);
  const { exemptNamespaces } = parameters;
  return {
    apiVersion: 'kyverno.io/v1',
    kind: 'ClusterPolicy',
    metadata: { name: guardrail.name, annotations: annotations(guardrail, parameters) },
    spec: {
      background: true,
      ...(stage === 'warn' ? { emitWarning: true } : {}),
      // Before it refuses anything a policy must not stand in the way when Kyverno itself is away.
      webhookConfiguration: { failurePolicy: stage === 'enforce' ? 'Fail' : 'Ignore' },
      rules: rules.map(({ name, context, preconditions, validate: { message, ...body } }) => ({
        name,
        // Conditions are asked of deletions too, unless the operations are named.
        match: { any: [{ resources: { kinds: [...kinds], operations: ['CREATE', 'UPDATE'] } }] },
        ...(exemptNamespaces.length === 0
          ? {}
          : { exclude: { any: [{ resources: { namespaces: [...exemptNamespaces] } }] } }),
        ...(context === undefined ? {} : { context: [...context] }),
        ...(preconditions === undefined ? {} : { preconditions }),
        validate: { failureAction: stage === 'enforce' ? 'Enforce' : 'Audit', message, ...body },
      })),
    },
  };
}
