import { textAt, textList } from '../engine/kyverno/read.ts';
import { type Json, type JsonObject, own } from '../kube/json.ts';

/**
 * The ValidatingAdmissionPolicy, with its binding, of a ValidatingPolicy that `migrate` made. What Kyverno does beside
 * admission, such as scans in the background, has no counterpart there.
 */
export function admissionPolicy(policy: JsonObject): readonly [JsonObject, JsonObject] {
  const spec = own(policy, 'spec');
  const metadata = own(policy, 'metadata') ?? {};
  const name = textAt(metadata, 'name');
  const kept = (key: string): JsonObject => {
    const value = own(spec, key);
    return value === undefined ? {} : { [key]: value };
  };
  return [
    {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingAdmissionPolicy',
      metadata,
      spec: {
        failurePolicy: textAt(spec, 'failurePolicy') || 'Fail',
        ...kept('matchConstraints'),
        ...kept('matchConditions'),
        ...kept('variables'),
        ...kept('validations'),
      },
    },
    {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingAdmissionPolicyBinding',
      metadata: { name },
      spec: { policyName: name, validationActions: actions(own(spec, 'validationActions')) },
    },
  ];
}

function actions(written: Json | undefined): Json {
  const chosen = textList(written);
  return chosen.length === 0 ? ['Deny'] : [...chosen];
}
