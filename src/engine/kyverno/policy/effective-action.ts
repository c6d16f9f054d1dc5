import { isObject, type Json, type JsonObject, own } from '../../../kube/json.ts';
import type { Resource } from '../../../kube/resource.ts';
import { matchWildcard } from '../../../kube/wildcard.ts';
import type { Lookup } from '../../engine.ts';
import { compileLabelSelector } from '../match/label-selector.ts';
import { textList } from '../read.ts';
import { NamespaceLabels } from '../review.ts';
import type { Rule } from '../rule.ts';
import { isAction } from './action.ts';
import type { Policy } from './policy.ts';

/** What a failure of that rule does to that resource (kyverno v1.19 pkg/engine/api/engineresponse.go, failureActionForRule). */
export function effectiveAction(policy: Policy, rule: Rule, resource: Resource, lookup: Lookup): string {
  const validate = own(rule.object, 'validate');
  const where = { namespace: resource.namespace, labels: new NamespaceLabels(lookup) };
  return (
    overridden(own(validate, 'failureActionOverrides'), where) ??
    textAt(validate, 'failureAction') ??
    imageAction(own(rule.object, 'verifyImages')) ??
    overridden(own(policy.spec, 'validationFailureActionOverrides'), where) ??
    textAt(policy.spec, 'validationFailureAction') ??
    'Audit'
  );
}

interface Where {
  readonly namespace: string;
  readonly labels: NamespaceLabels;
}

function overridden(overrides: Json | undefined, where: Where): string | null {
  for (const override of Array.isArray(overrides) ? overrides : []) {
    const action = own(override, 'action');
    if (typeof action === 'string' && isAction(action) && isObject(override) && applies(override, where))
      return action;
  }
  return null;
}

function applies(override: JsonObject, { namespace, labels }: Where): boolean {
  const namespaces = own(override, 'namespaces');
  if (Array.isArray(namespaces) && !textList(namespaces).some((one) => matchWildcard(one, namespace)))
    return false;
  const selector = own(override, 'namespaceSelector');
  return !isObject(selector) || compileLabelSelector(selector)(labels.of(namespace));
}

function textAt(object: Json | undefined, key: string): string | null {
  const value = own(object, key);
  return typeof value === 'string' ? value : null;
}

/** Enforce when one of a rule's image checks enforces. */
function imageAction(verifyImages: Json | undefined): string | null {
  const actions = (Array.isArray(verifyImages) ? verifyImages : []).map((one) =>
    textAt(one, 'failureAction'),
  );
  return (
    actions.find((action) => action === 'Enforce' || action === 'enforce') ??
    actions.find((one) => one !== null) ??
    null
  );
}
