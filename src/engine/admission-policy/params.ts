import type { JsonObject } from '../../kube/json.ts';
import { own } from '../../kube/json.ts';
import { labelSelector } from '../../kube/selector.ts';
import type { Lookup } from '../engine.ts';
import type { KindTable } from './kind-table.ts';
import { MatchError } from './match-resources.ts';
import type { ParamKind, ParamRef } from './policy.ts';

/**
 * The parameters a binding evaluates its policy with, one evaluation each; `null` is an evaluation without parameters
 * and an empty list none at all (apiserver v0.36.3 policy/generic/policy_dispatcher.go, CollectParams).
 */
export function collectParams(
  paramKind: ParamKind | null,
  paramRef: ParamRef | null,
  namespace: string,
  kinds: KindTable,
  lookup: Lookup,
): readonly (JsonObject | null)[] | MatchError {
  if (paramKind === null || paramRef === null) return [null];
  const { namespaced } = kinds.find(paramKind.apiVersion, paramKind.kind);
  const scope = namespaced ? paramRef.namespace || namespace : '';
  if (namespaced && scope === '') {
    return new MatchError(
      'cannot use namespaced paramRef in policy binding that matches cluster-scoped resources',
    );
  }
  if (!namespaced && paramRef.namespace !== '') {
    return new MatchError('paramRef.namespace must not be provided for a cluster-scoped `paramKind`');
  }
  const found = findParams(paramKind, paramRef, scope, lookup);
  if (found instanceof MatchError) return found;
  if (found.length === 0 && paramRef.parameterNotFoundAction === 'Deny') {
    return new MatchError('no params found for policy binding with `Deny` parameterNotFoundAction');
  }
  return found;
}

function findParams(
  { apiVersion, kind }: ParamKind,
  paramRef: ParamRef,
  namespace: string,
  lookup: Lookup,
): readonly JsonObject[] | MatchError {
  if (paramRef.name !== '') {
    if (paramRef.selector !== undefined) {
      return new MatchError('paramRef.name and paramRef.selector are mutually exclusive');
    }
    const param = lookup.get(apiVersion, kind, namespace, paramRef.name);
    return param === undefined ? [] : [param];
  }
  if (paramRef.selector === undefined) return new MatchError('one of name or selector must be provided');
  const selector = labelSelector(paramRef.selector);
  if (typeof selector === 'string') return new MatchError(selector);
  return lookup
    .list(apiVersion, kind, namespace === '' ? undefined : namespace)
    .filter((param) => selector.matches(own(own(param, 'metadata'), 'labels')));
}
