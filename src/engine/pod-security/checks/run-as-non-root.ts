import type { Path } from '../../../kube/json.ts';
import { type Check, type Forbidden, forbid, setTo } from '../check.ts';
import type { ContainerView } from '../view/container.ts';
import { Containers } from '../view/containers.ts';
import type { PodView } from '../view/pod.ts';

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
  const explicit = pod.containers.where(mayBeRoot);
  const byPod = ofPod === false;
  const setters = byPod || explicit.any;
  const implicit = ofPod === null ? pod.containers.where(saysNothing) : Containers.none;
  if (!setters && !implicit.any) return null;
  const detail = setters
    ? `${explicit.namedWith(byPod)} must not set securityContext.runAsNonRoot=false`
    : `pod or ${implicit.named} must set securityContext.runAsNonRoot=true`;
  return forbid('runAsNonRoot != true', detail, fieldsOf(explicit, byPod, implicit));
}

function fieldsOf(explicit: Containers, byPod: boolean, implicit: Containers): () => readonly Path[] {
  const fields = explicit.fieldsWith(byPod, field);
  return implicit.any ? () => [...fields(), ...implicit.fields(field)()] : fields;
}

const field: Path = ['securityContext', 'runAsNonRoot'];

function mayBeRoot({ security }: ContainerView): boolean {
  return security.runAsNonRoot === false;
}

function saysNothing({ security }: ContainerView): boolean {
  return security.runAsNonRoot === null;
}
