import { type Check, type Forbidden, forbid, setTo } from '../check.ts';
import type { ContainerView } from '../view/container.ts';
import type { PodView } from '../view/pod.ts';
import { containersWhere, fieldsOf, nameContainers, nameSetters } from '../view/select.ts';

/**
 * Every container must be started as a user that is not root, and say so itself or through its pod.
 *
 * Fields: securityContext.runAsNonRoot of the pod and of every container.
 * Allowed: true; absent in a container when the pod says true. Never false, in the pod not even when all containers say
 * true. Since 1.35 anything in a pod with user IDs of its own (hostUsers: false).
 */
export const runAsNonRoot: Check = {
  id: 'runAsNonRoot',
  level: 'restricted',
  title: 'Not run as root',
  severity: 'medium',
  cis: ['5.2.7'],
  nist: ['4.1.2'],
  fix: { text: 'securityContext:\n  runAsNonRoot: true', edit: setTo(true) },
  revisions: [
    { since: 'v1.0', run: mustBeTrue },
    { since: 'v1.35', run: (pod) => (pod.userNamespace ? null : mustBeTrue(pod)) },
  ],
};

function mustBeTrue(pod: PodView): Forbidden | null {
  const { runAsNonRoot: ofPod } = pod.security;
  const explicit = containersWhere(pod, mayBeRoot);
  const byPod = ofPod === false;
  const setters = byPod || explicit.length > 0;
  const implicit = ofPod === null ? containersWhere(pod, saysNothing) : [];
  if (!setters && implicit.length === 0) return null;
  const detail = setters
    ? `${nameSetters(byPod, explicit)} must not set securityContext.runAsNonRoot=false`
    : `pod or ${nameContainers(implicit)} must set securityContext.runAsNonRoot=true`;
  return forbid('runAsNonRoot != true', detail, () =>
    fieldsOf(byPod, [...explicit, ...implicit], 'securityContext', 'runAsNonRoot'),
  );
}

function mayBeRoot({ security }: ContainerView): boolean {
  return security.runAsNonRoot === false;
}

function saysNothing({ security }: ContainerView): boolean {
  return security.runAsNonRoot === null;
}
