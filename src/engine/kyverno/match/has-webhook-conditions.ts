import { type Json, own } from '../../../kube/json.ts';
import { listAt } from '../read.ts';

/** True for a policy with `webhookConfiguration.matchConditions`, which are in CEL. */
export function hasWebhookConditions(policy: Json): boolean {
  return listAt(own(own(policy, 'spec'), 'webhookConfiguration'), 'matchConditions').length > 0;
}
