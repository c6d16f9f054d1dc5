import type { PolicyScope } from '../exception/contract.ts';
import type { PolicyFacts } from '../exception/lint/rule.ts';
import { groupOf } from '../kube/group-kind.ts';
import { isObject, type Json, own } from '../kube/json.ts';
import type { Resource } from '../kube/resource.ts';

/** What is known of the policies that contracts name; null for one that is not among `resources`. */
export function policyFacts(
  resources: readonly Resource[],
): (scope: PolicyScope) => PolicyFacts | null | undefined {
  return (scope) => {
    const groups = groupsOf[scope.engine];
    if (groups === undefined) return undefined;
    const kind = scope.kind ?? scope.engine;
    const found = resources.find(
      (resource) =>
        groups.includes(groupOf(resource.apiVersion)) &&
        resource.kind === kind &&
        resource.name === scope.name &&
        resource.namespace === (scope.namespace ?? ''),
    );
    return found === undefined ? null : factsOf(found);
  };
}

const groupsOf: Partial<Record<PolicyScope['engine'], readonly string[]>> = {
  Kyverno: ['kyverno.io', 'policies.kyverno.io'],
  ValidatingAdmissionPolicy: ['admissionregistration.k8s.io'],
  Gatekeeper: ['constraints.gatekeeper.sh'],
};

function factsOf({ object }: Resource): PolicyFacts {
  const spec = own(object, 'spec');
  const annotations = own(own(object, 'metadata'), 'annotations');
  const rules = listAt(spec, 'rules');
  const validations = listAt(spec, 'validations');
  return {
    rules: [
      ...rules.flatMap((rule) => textAt(rule, 'name')),
      ...validations.map((_, index) => `validations[${index}]`),
    ],
    texts: [
      ...textAt(annotations, 'policies.kyverno.io/title'),
      ...textAt(annotations, 'policies.kyverno.io/description'),
      ...rules.flatMap((rule) => textAt(own(rule, 'validate'), 'message')),
      ...validations.flatMap((validation) => textAt(validation, 'message')),
    ],
  };
}

function listAt(value: Json | undefined, key: string): readonly Json[] {
  const list = own(value, key);
  return Array.isArray(list) ? list.filter(isObject) : [];
}

function textAt(value: Json | undefined, key: string): string[] {
  const text = own(value, key);
  return typeof text === 'string' && text !== '' ? [text] : [];
}
