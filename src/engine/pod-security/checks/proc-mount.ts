import type { Path } from '../../../kube/json.ts';
import { type Check, type Forbidden, forbid, setTo } from '../check.ts';
import type { ContainerView } from '../view/container.ts';
import { mention } from '../view/mention.ts';
import type { PodView } from '../view/pod.ts';
import { quoteAll, sortedSet } from '../words.ts';

/**
 * Containers must keep the masks over /proc.
 *
 * Fields: securityContext.procMount of every container.
 * Allowed: Default, absent. Since 1.35 anything in a pod with user IDs of its own (hostUsers: false).
 */
export const procMount: Check = {
  id: 'procMount',
  level: 'baseline',
  title: 'The default mount of /proc',
  severity: 'medium',
  cis: [],
  nist: ['4.4.3'],
  fix: { text: 'securityContext:\n  procMount: Default', edit: setTo('Default') },
  forbids: mention.procMount,
  revisions: [
    { since: 'v1.0', run: mustBeDefault },
    { since: 'v1.35', run: (pod) => (pod.userNamespace ? null : mustBeDefault(pod)) },
  ],
};

const field: Path = ['securityContext', 'procMount'];

export function mustBeDefault(pod: PodView): Forbidden | null {
  const bad = pod.containers.where(hasOtherMount);
  if (!bad.any) return null;
  const mounts = sortedSet(bad.map(({ security }) => security.procMount ?? ''));
  const detail = `${bad.named} must not set securityContext.procMount to ${quoteAll(mounts)}`;
  return forbid('procMount', detail, bad.fields(field));
}

function hasOtherMount({ security }: ContainerView): boolean {
  return security.procMount !== null && security.procMount !== 'Default';
}
