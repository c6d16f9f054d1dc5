import type { DecodeProblem } from '../../kube/decode.ts';
import { type Json, type JsonObject, own } from '../../kube/json.ts';
import type { PatchType } from './mutation.ts';
import {
  decodePolicy,
  type FailurePolicy,
  listOf,
  type MatchCondition,
  type MatchResources,
  matchResources,
  nameOf,
  type ParamKind,
  type ParamRef,
  readNamedExpressions,
  readParamKind,
  readParamRef,
  text,
  type Variable,
} from './policy.ts';

/** MutatingAdmissionPolicy and its binding, decoded, with the API server's defaults. */
export interface MutatingAdmissionPolicy {
  readonly name: string;
  readonly object: JsonObject;
  readonly paramKind: ParamKind | null;
  readonly matchConstraints: MatchResources | null;
  readonly matchConditions: readonly MatchCondition[];
  readonly variables: readonly Variable[];
  readonly mutations: readonly Mutation[];
  readonly failurePolicy: FailurePolicy;
  readonly reinvocationPolicy: 'Never' | 'IfNeeded';
}

export interface Mutation {
  readonly patchType: PatchType;
  readonly expression: string;
}

export interface MutatingAdmissionPolicyBinding {
  readonly name: string;
  readonly object: JsonObject;
  readonly policyName: string;
  readonly paramRef: ParamRef | null;
  readonly matchResources: MatchResources | null;
}

export function readMutatingPolicy(object: JsonObject): MutatingAdmissionPolicy | DecodeProblem {
  return decodePolicy(object, 'MutatingAdmissionPolicy', (decoded, spec) => ({
    name: nameOf(decoded),
    object,
    paramKind: readParamKind(own(spec, 'paramKind')),
    matchConstraints: matchResources(own(spec, 'matchConstraints')),
    matchConditions: readNamedExpressions(own(spec, 'matchConditions')),
    variables: readNamedExpressions(own(spec, 'variables')),
    mutations: readMutations(own(spec, 'mutations')),
    failurePolicy: text(spec, 'failurePolicy') === 'Ignore' ? 'Ignore' : 'Fail',
    reinvocationPolicy: text(spec, 'reinvocationPolicy') === 'IfNeeded' ? 'IfNeeded' : 'Never',
  }));
}

export function readMutatingBinding(object: JsonObject): MutatingAdmissionPolicyBinding | DecodeProblem {
  return decodePolicy(object, 'MutatingAdmissionPolicyBinding', (decoded, spec) => {
    const paramRef = own(spec, 'paramRef');
    return {
      name: nameOf(decoded),
      object,
      policyName: text(spec, 'policyName'),
      paramRef: paramRef === undefined ? null : readParamRef(paramRef),
      matchResources: matchResources(own(spec, 'matchResources')),
    };
  });
}

export function readMutations(list: Json | undefined): Mutation[] {
  return listOf(list).map((item) => {
    const patchType = text(item, 'patchType') === 'JSONPatch' ? 'JSONPatch' : 'ApplyConfiguration';
    const body = own(item, patchType === 'JSONPatch' ? 'jsonPatch' : 'applyConfiguration');
    return { patchType, expression: text(body, 'expression') };
  });
}

/** Bindings that hold everywhere for the policies that have none: Kyverno's command line judges by these too. */
export function bindUnbound({
  policies,
  bindings,
}: {
  readonly policies: readonly MutatingAdmissionPolicy[];
  readonly bindings: readonly MutatingAdmissionPolicyBinding[];
}): readonly MutatingAdmissionPolicyBinding[] {
  const bound = new Set(bindings.map(({ policyName }) => policyName));
  const added = policies
    .filter(({ name }) => !bound.has(name))
    .map(({ name }) => ({ name: '', object: {}, policyName: name, paramRef: null, matchResources: null }));
  return [...bindings, ...added];
}
