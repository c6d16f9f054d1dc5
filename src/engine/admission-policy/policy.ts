import { DecodeProblem, structDecoder } from '../../kube/decode.ts';
import { type Json, type JsonObject, own } from '../../kube/json.ts';
import { builtInStruct } from '../../kube/structure/built-in.ts';

/**
 * ValidatingAdmissionPolicy and its binding as the API server holds them: decoded, with its defaults. Field names are
 * those of admissionregistration.k8s.io/v1.
 */
export interface ValidatingAdmissionPolicy {
  readonly name: string;
  readonly object: JsonObject;
  readonly paramKind: ParamKind | null;
  readonly matchConstraints: MatchResources | null;
  readonly matchConditions: readonly MatchCondition[];
  readonly variables: readonly Variable[];
  readonly validations: readonly Validation[];
  readonly auditAnnotations: readonly AuditAnnotation[];
  readonly failurePolicy: FailurePolicy;
}

export interface ValidatingAdmissionPolicyBinding {
  readonly name: string;
  readonly object: JsonObject;
  readonly policyName: string;
  readonly paramRef: ParamRef | null;
  readonly matchResources: MatchResources | null;
  readonly validationActions: readonly string[];
}

export type FailurePolicy = 'Fail' | 'Ignore';

export interface MatchCondition {
  readonly name: string;
  readonly expression: string;
}

export interface Variable {
  readonly name: string;
  readonly expression: string;
}

export interface Validation {
  readonly expression: string;
  readonly message: string;
  readonly messageExpression: string;
  readonly reason: string;
}

export interface AuditAnnotation {
  readonly key: string;
  readonly valueExpression: string;
}

export interface MatchResources {
  readonly namespaceSelector: Json;
  readonly objectSelector: Json;
  readonly resourceRules: readonly ResourceRule[];
  readonly excludeResourceRules: readonly ResourceRule[];
  readonly matchPolicy: 'Equivalent' | 'Exact';
}

export interface ResourceRule {
  readonly apiGroups: readonly string[];
  readonly apiVersions: readonly string[];
  readonly resources: readonly string[];
  readonly operations: readonly string[];
  readonly resourceNames: readonly string[];
  readonly scope: string;
}

export interface ParamKind {
  readonly apiVersion: string;
  readonly kind: string;
}

export interface ParamRef {
  readonly name: string;
  readonly namespace: string;
  readonly selector: Json | undefined;
  readonly parameterNotFoundAction: string;
}

/** Reads a policy, or says why it is none. The served versions have the same fields. */
export function readPolicy(object: JsonObject): ValidatingAdmissionPolicy | DecodeProblem {
  return decodePolicy(object, 'ValidatingAdmissionPolicy', (decoded, spec) => ({
    name: nameOf(decoded),
    object,
    paramKind: readParamKind(own(spec, 'paramKind')),
    matchConstraints: matchResources(own(spec, 'matchConstraints')),
    matchConditions: readNamedExpressions(own(spec, 'matchConditions')),
    variables: readNamedExpressions(own(spec, 'variables')),
    validations: readValidations(own(spec, 'validations')),
    auditAnnotations: readAuditAnnotations(own(spec, 'auditAnnotations')),
    failurePolicy: text(spec, 'failurePolicy') === 'Ignore' ? 'Ignore' : 'Fail',
  }));
}

export function readBinding(object: JsonObject): ValidatingAdmissionPolicyBinding | DecodeProblem {
  return decodePolicy(object, 'ValidatingAdmissionPolicyBinding', (decoded, spec) => {
    const paramRef = own(spec, 'paramRef');
    return {
      name: nameOf(decoded),
      object,
      policyName: text(spec, 'policyName'),
      paramRef: paramRef === undefined ? null : readParamRef(paramRef),
      matchResources: matchResources(own(spec, 'matchResources')),
      validationActions: strings(spec, 'validationActions'),
    };
  });
}

export function readParamKind(paramKind: Json | undefined): ParamKind | null {
  if (paramKind === undefined) return null;
  return { apiVersion: text(paramKind, 'apiVersion'), kind: text(paramKind, 'kind') };
}

/** Match conditions or variables. */
export function readNamedExpressions(list: Json | undefined): MatchCondition[] {
  return listOf(list).map((item) => ({ name: text(item, 'name'), expression: text(item, 'expression') }));
}

export function readValidations(list: Json | undefined): Validation[] {
  return listOf(list).map((item) => ({
    expression: text(item, 'expression'),
    message: text(item, 'message'),
    messageExpression: text(item, 'messageExpression'),
    reason: text(item, 'reason'),
  }));
}

export function readAuditAnnotations(list: Json | undefined): AuditAnnotation[] {
  return listOf(list).map((item) => ({
    key: text(item, 'key'),
    valueExpression: text(item, 'valueExpression'),
  }));
}

export function readParamRef(paramRef: Json): ParamRef {
  return {
    name: text(paramRef, 'name'),
    namespace: text(paramRef, 'namespace'),
    selector: own(paramRef, 'selector'),
    parameterNotFoundAction: text(paramRef, 'parameterNotFoundAction'),
  };
}

/** With the API server's defaults: empty selectors, every scope, equivalent versions. */
export function matchResources(value: Json | undefined): MatchResources | null {
  if (value === undefined) return null;
  return {
    namespaceSelector: own(value, 'namespaceSelector') ?? {},
    objectSelector: own(value, 'objectSelector') ?? {},
    resourceRules: listOf(own(value, 'resourceRules')).map(resourceRule),
    excludeResourceRules: listOf(own(value, 'excludeResourceRules')).map(resourceRule),
    matchPolicy: text(value, 'matchPolicy') === 'Exact' ? 'Exact' : 'Equivalent',
  };
}

/** For what is asked of objects that are there, and not of requests. */
export function onAnyOperation(match: MatchResources): MatchResources {
  return { ...match, resourceRules: match.resourceRules.map((rule) => ({ ...rule, operations: ['*'] })) };
}

function resourceRule(rule: Json): ResourceRule {
  return {
    apiGroups: strings(rule, 'apiGroups'),
    apiVersions: strings(rule, 'apiVersions'),
    resources: strings(rule, 'resources'),
    operations: strings(rule, 'operations'),
    resourceNames: strings(rule, 'resourceNames'),
    scope: text(rule, 'scope') || '*',
  };
}

/** Decodes a policy or binding and reads it. */
export function decodePolicy<T>(
  object: JsonObject,
  kind: string,
  read: (decoded: JsonObject, spec: Json | undefined) => T,
): T | DecodeProblem {
  const struct = builtInStruct(`admissionregistration/v1.${kind}`);
  if (!struct) throw new Error(`no structure of ${kind}`);
  const decoded = structDecoder(struct)(object);
  return decoded instanceof DecodeProblem ? decoded : read(decoded, own(decoded, 'spec'));
}

export function nameOf(object: JsonObject): string {
  return text(own(object, 'metadata'), 'name');
}

export function listOf(value: Json | undefined): Json[] {
  return Array.isArray(value) ? value : [];
}

function strings(value: Json | undefined, key: string): string[] {
  return listOf(own(value, key)).filter((item) => typeof item === 'string');
}

/** The text under a key, '' when there is none. */
export function text(value: Json | undefined, key: string): string {
  const found = own(value, key);
  return typeof found === 'string' ? found : '';
}
