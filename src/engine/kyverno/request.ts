import { type JsonObject, own } from '../../kube/json.ts';
import type { AdmissionRequest } from '../engine.ts';
import type { Requester } from './match/target.ts';

/** Who asks; unknown when nothing at all is said of them. */
export function requesterOf(request: AdmissionRequest): Requester {
  const { userInfo, roles = [], clusterRoles = [] } = request;
  const anonymous =
    userInfo.username === '' &&
    userInfo.uid === undefined &&
    userInfo.groups === undefined &&
    userInfo.extra === undefined;
  return {
    userInfo,
    roles,
    clusterRoles,
    unknown: anonymous && roles.length === 0 && clusterRoles.length === 0,
  };
}

/**
 * What variables see of a request. One that came from the API server is shown as it came; one that was made up for a
 * manifest has what upstream's command line gives it, and no more (kyverno v1.19 pkg/engine/policycontext).
 */
export function rootOf(
  request: AdmissionRequest,
  object: JsonObject | null,
  oldObject: JsonObject | null,
  requester: Requester,
): JsonObject {
  const { operation, raw } = request;
  const shown: JsonObject = { ...raw, operation };
  if (object !== null) shown.object = object;
  if (oldObject !== null) shown.oldObject = oldObject;
  shown.namespace ??= object === null ? '' : (own(own(object, 'metadata'), 'namespace') ?? '');
  const root: JsonObject = { request: shown };
  if (!requester.unknown || raw !== undefined) addRequester(root, shown, requester);
  return root;
}

function addRequester(
  root: JsonObject,
  shown: JsonObject,
  { userInfo, roles, clusterRoles }: Requester,
): void {
  if (roles.length > 0) shown.roles = [...roles];
  if (clusterRoles.length > 0) shown.clusterRoles = [...clusterRoles];
  shown.userInfo = userInfoObject(userInfo);
  const [namespace = '', name = ''] = serviceAccount(userInfo.username);
  root.serviceAccountName = name;
  root.serviceAccountNamespace = namespace;
}

function userInfoObject(userInfo: AdmissionRequest['userInfo']): JsonObject {
  const { username, uid, groups, extra } = userInfo;
  const object: JsonObject = {};
  if (username !== '') object.username = username;
  if (uid !== undefined && uid !== '') object.uid = uid;
  if (groups !== undefined && groups.length > 0) object.groups = [...groups];
  if (extra !== undefined && Object.keys(extra).length > 0)
    object.extra = { ...(extra as unknown as JsonObject) };
  return object;
}

const prefix = 'system:serviceaccount:';

/** Upstream cuts the prefix off without looking at it. */
function serviceAccount(username: string): readonly string[] {
  const parts = username.length <= prefix.length ? [] : username.slice(prefix.length).split(':');
  return parts.length >= 2 ? parts : [];
}
