import { listAt, textAt } from '../engine/kyverno/read.ts';
import { isObject, type Json, type JsonObject, own, type Path } from '../kube/json.ts';
import type { Resource } from '../kube/resource.ts';
import type { CelPart } from './cel.ts';

/** The `validate.cel` rules of a classic policy, each as the API server's policy that Kyverno makes of it. */
export function celRules(resource: Resource): CelPart[] {
  return listAt(own(resource.object, 'spec'), 'rules').flatMap((rule, index) => {
    const cel = own(own(rule, 'validate'), 'cel');
    return isObject(cel) ? [partOf(resource, rule, cel, index)] : [];
  });
}

/** Where the fields of the API server's policy are written in the rule. */
const homes: Readonly<Record<string, Path>> = {
  validations: ['validate', 'cel', 'expressions'],
  variables: ['validate', 'cel', 'variables'],
  auditAnnotations: ['validate', 'cel', 'auditAnnotations'],
  paramKind: ['validate', 'cel', 'paramKind'],
  matchConditions: ['celPreconditions'],
};

function partOf(resource: Resource, rule: Json, cel: JsonObject, index: number): CelPart {
  const spec: JsonObject = { matchConstraints: { resourceRules: [] } };
  for (const [field, home] of Object.entries(homes)) {
    const value = home[0] === 'validate' ? own(cel, String(home[2])) : own(rule, String(home[0]));
    if (value !== undefined) spec[field] = value;
  }
  const name = textAt(rule, 'name');
  return {
    resource: {
      ...resource,
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingAdmissionPolicy',
      object: { metadata: { name }, spec },
    },
    path: ([, field = '', ...rest]) => ['spec', 'rules', index, ...(homes[field] ?? []), ...rest],
  };
}
