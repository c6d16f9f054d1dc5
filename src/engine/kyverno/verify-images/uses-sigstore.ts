import { type Json, own } from '../../../kube/json.ts';
import { listAt } from '../read.ts';

/** True when a policy verifies images: whether that takes Sigstore's library may depend on its variables. */
export function usesSigstore(policy: Json): boolean {
  return listAt(own(policy, 'spec'), 'rules').some((rule) => listAt(rule, 'verifyImages').length > 0);
}
