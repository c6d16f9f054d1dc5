import { isObject, type Json, type JsonObject, own } from '../../../kube/json.ts';
import {
  type AuditAnnotation,
  type FailurePolicy,
  type MatchCondition,
  type MatchResources,
  matchResources,
  readAuditAnnotations,
  readNamedExpressions,
  type Variable,
} from '../policy.ts';

/** A policy of policies.kyverno.io; all versions of a kind have the same fields. */
export interface KyvernoCelPolicy<Spec extends CelSpec = CelSpec> {
  readonly kind: string;
  /** '' for a policy that holds everywhere. */
  readonly namespace: string;
  readonly name: string;
  readonly spec: Spec;
  /** What the spec was read from: autogen rewrites its text. */
  readonly rawSpec: JsonObject;
  readonly annotations: Json | undefined;
}

/** What the specs of all kinds have. */
export interface CelSpec {
  readonly matchConstraints: MatchResources | null;
  readonly matchConditions: readonly MatchCondition[];
  readonly variables: readonly Variable[];
  readonly auditAnnotations: readonly AuditAnnotation[];
  readonly failurePolicy: FailurePolicy;
  readonly mode: string;
  readonly admission: boolean;
  readonly background: boolean;
}

export function readKyvernoPolicy<Spec extends CelSpec>(
  object: JsonObject,
  readSpec: (spec: Json | undefined) => Spec,
): KyvernoCelPolicy<Spec> {
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

export function readCelSpec(spec: Json | undefined): CelSpec {
  const evaluation = own(spec, 'evaluation');
  const constraints = matchResources(own(spec, 'matchConstraints') ?? undefined);
  return {
    // Kyverno knows no equivalent resources.
    matchConstraints: constraints && { ...constraints, matchPolicy: 'Exact' },
    matchConditions: readNamedExpressions(own(spec, 'matchConditions')),
    variables: readNamedExpressions(own(spec, 'variables')),
    auditAnnotations: readAuditAnnotations(own(spec, 'auditAnnotations')),
    failurePolicy: own(spec, 'failurePolicy') === 'Ignore' ? 'Ignore' : 'Fail',
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

export function text(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}
