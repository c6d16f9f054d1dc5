import { isObject, type Json, type JsonObject, own } from '../../../kube/json.ts';
import {
  type AuditAnnotation,
  type FailurePolicy,
  type MatchCondition,
  type MatchResources,
  matchResources,
  readAuditAnnotations,
  readNamedExpressions,
  readValidations,
  type Validation,
  type Variable,
} from '../policy.ts';

/** A ValidatingPolicy or NamespacedValidatingPolicy of policies.kyverno.io; its versions have the same fields. */
export interface ValidatingPolicy {
  readonly kind: string;
  /** '' for a ValidatingPolicy, which holds everywhere. */
  readonly namespace: string;
  readonly name: string;
  readonly spec: ValidatingPolicySpec;
  /** What the spec was read from: autogen rewrites its text. */
  readonly rawSpec: JsonObject;
  readonly annotations: Json | undefined;
}

export interface ValidatingPolicySpec {
  readonly matchConstraints: MatchResources | null;
  readonly matchConditions: readonly MatchCondition[];
  readonly variables: readonly Variable[];
  readonly validations: readonly Validation[];
  readonly auditAnnotations: readonly AuditAnnotation[];
  readonly failurePolicy: FailurePolicy;
  readonly validationActions: readonly string[];
  readonly mode: string;
  readonly admission: boolean;
  readonly background: boolean;
}

export function readValidatingPolicy(object: JsonObject): ValidatingPolicy {
  const metadata = own(object, 'metadata');
  const rawSpec = own(object, 'spec');
  const kind = text(own(object, 'kind'));
  return {
    kind,
    namespace: kind.startsWith('Namespaced') ? text(own(metadata, 'namespace')) || 'default' : '',
    name: text(own(metadata, 'name')),
    spec: readSpec(rawSpec),
    rawSpec: isObject(rawSpec) ? rawSpec : {},
    annotations: own(metadata, 'annotations'),
  };
}

export function readSpec(spec: Json | undefined): ValidatingPolicySpec {
  const evaluation = own(spec, 'evaluation');
  const constraints = matchResources(own(spec, 'matchConstraints') ?? undefined);
  const actions = own(spec, 'validationActions');
  return {
    // Kyverno knows no equivalent resources.
    matchConstraints: constraints && { ...constraints, matchPolicy: 'Exact' },
    matchConditions: readNamedExpressions(own(spec, 'matchConditions')),
    variables: readNamedExpressions(own(spec, 'variables')),
    validations: readValidations(own(spec, 'validations')),
    auditAnnotations: readAuditAnnotations(own(spec, 'auditAnnotations')),
    failurePolicy: own(spec, 'failurePolicy') === 'Ignore' ? 'Ignore' : 'Fail',
    validationActions: Array.isArray(actions) && actions.length > 0 ? actions.map(text) : ['Deny'],
    mode: text(own(evaluation, 'mode')) || 'Kubernetes',
    admission: own(own(evaluation, 'admission'), 'enabled') !== false,
    background: own(own(evaluation, 'background'), 'enabled') !== false,
  };
}

/** `namespace/name`, or the name of what has no namespace. */
export function policyKey({
  namespace,
  name,
}: {
  readonly namespace: string;
  readonly name: string;
}): string {
  return namespace === '' ? name : `${namespace}/${name}`;
}

function text(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}
