import type { AdmissionRequest, UserInfo } from '../engine/engine.ts';
import { textAt, textList } from '../engine/kyverno/read.ts';
import { type Json, own } from '../kube/json.ts';

/** Who a request comes from, by a UserInfo file of Kyverno's command line (cli.kyverno.io/v1alpha1). */
export function readUserInfo(value: Json | undefined): Partial<AdmissionRequest> {
  const info = own(value, 'userInfo');
  const uid = textAt(info, 'uid');
  const groups = own(info, 'groups');
  const userInfo: UserInfo = {
    username: textAt(info, 'username'),
    ...(Array.isArray(groups) ? { groups: textList(groups) } : {}),
    ...(uid === '' ? {} : { uid }),
  };
  return {
    userInfo,
    roles: textList(own(value, 'roles')),
    clusterRoles: textList(own(value, 'clusterRoles')),
  };
}
