import { type Activation, LazyValue } from '../../language/cel/index.ts';
import {
  type AccessQuestion,
  type Authorizer,
  authorizerValue,
  requestResourceValue,
} from '../../language/cel/kubernetes/authorizer.ts';
import { type Lookup, LookupError, type UserInfo } from '../engine.ts';
import type { Attributes } from './attributes.ts';

/** The variables `authorizer` and `authorizer.requestResource`. What nobody here can answer is a `LookupError`. */
export function authorizerVariables(attributes: Attributes, lookup: Lookup): Activation {
  const { resource, subresource, namespace, name } = attributes;
  const authorizer = authorizerOf(attributes.userInfo, lookup);
  return {
    authorizer: new LazyValue(() => authorizerValue(authorizer)),
    'authorizer.requestResource': new LazyValue(() =>
      requestResourceValue(authorizer, {
        group: resource.group,
        resource: resource.resource,
        subresource,
        namespace,
        name,
      }),
    ),
  };
}

function authorizerOf(requester: UserInfo, lookup: Lookup): Authorizer {
  return ({ user, ...access }) => {
    if (lookup.authorize === undefined) throw new LookupError('nobody here can say what a user may do');
    return lookup.authorize(user === null ? requester : serviceAccount(user), access);
  };
}

/** A service account as the API server sees it (apiserver v0.36.3 pkg/authentication/serviceaccount/util.go). */
function serviceAccount({ namespace, name }: NonNullable<AccessQuestion['user']>): UserInfo {
  const groups = ['system:serviceaccounts', `system:serviceaccounts:${namespace}`];
  return { username: `system:serviceaccount:${namespace}:${name}`, groups };
}
