import { isObject, type JsonObject } from '../../kube/json.ts';
import { nameOf, selectorAt, stageNames } from './selector.ts';

/** What a binding does at each stage. Deny and Warn may not be named together. */
const actions = { audit: ['Audit'], warn: ['Warn', 'Audit'], enforce: ['Deny', 'Audit'] } as const;

/**
 * Three bindings for one of a ValidatingAdmissionPolicy: which of them holds is said by the label of the namespace. They
 * take the place of `binding`, which must go.
 */
export function stagedBindings(binding: JsonObject, rollout: string): JsonObject[] {
  const spec = isObject(binding.spec) ? binding.spec : {};
  const metadata = isObject(binding.metadata) ? binding.metadata : {};
  const match = isObject(spec.matchResources) ? spec.matchResources : {};
  return stageNames.map((stage) => ({
    apiVersion: binding.apiVersion ?? 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicyBinding',
    metadata: { ...metadata, name: `${nameOf(metadata)}-${stage}` },
    spec: {
      ...spec,
      validationActions: [...actions[stage]],
      matchResources: { ...match, namespaceSelector: selectorAt(rollout, stage, match.namespaceSelector) },
    },
  }));
}
