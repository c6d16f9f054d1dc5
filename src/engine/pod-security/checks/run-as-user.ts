import type { Path } from '../../../kube/json.ts';
import { type Check, choose, type Forbidden, forbid } from '../check.ts';
import type { ContainerView } from '../view/container.ts';
import { mention, sets } from '../view/mention.ts';
import type { PodView } from '../view/pod.ts';

/**
 * Nobody may ask for user 0.
 *
 * Fields: securityContext.runAsUser of the pod and of every container.
 * Allowed: any other number, absent. Since 1.35 anything in a pod with user IDs of its own (hostUsers: false).
 */
export const runAsUser: Check = {
  id: 'runAsUser',
  level: 'restricted',
  title: 'No user 0',
  severity: 'medium',
  cis: ['5.2.7'],
  nist: ['4.1.2'],
  fix: {
    text: 'securityContext:\n  runAsUser: 1000  # any number but 0 that the image can run as',
    edit: choose,
  },
  forbids: mention.userZero,
  revisions: [
    { since: 'v1.23', run: notZero },
    { since: 'v1.35', run: (pod) => (pod.userNamespace ? null : notZero(pod)) },
  ],
};

const field: Path = ['securityContext', 'runAsUser'];

function notZero(pod: PodView): Forbidden | null {
  const bad = pod.containers.where(isUserZero);
  const byPod = sets(pod.security, mention.userZero);
  if (!byPod && !bad.any) return null;
  return forbid(
    'runAsUser=0',
    `${bad.namedWith(byPod)} must not set runAsUser=0`,
    bad.fieldsWith(byPod, field),
  );
}

function isUserZero({ security }: ContainerView): boolean {
  return sets(security, mention.userZero);
}
