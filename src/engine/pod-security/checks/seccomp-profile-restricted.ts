import type { Path } from '../../../kube/json.ts';
import { type Check, type Forbidden, forbid, setTo } from '../check.ts';
import type { ContainerView } from '../view/container.ts';
import { Containers } from '../view/containers.ts';
import type { PodView } from '../view/pod.ts';
import { quoteAll } from '../words.ts';
import { type ForbiddenProfiles, findProfiles } from './profile-type.ts';

/**
 * Every container must run under a seccomp profile, its own or its pod's.
 *
 * Fields: securityContext.seccompProfile.type of the pod and of every container.
 * Allowed: RuntimeDefault, Localhost; absent in a container when the pod has one of these.
 * Since 1.25 pods for Windows are exempt.
 */
export const seccompProfileRestricted: Check = {
  id: 'seccompProfile_restricted',
  level: 'restricted',
  title: 'A seccomp profile set',
  severity: 'medium',
  cis: ['5.6.2'],
  nist: ['4.4.3'],
  fix: {
    text: 'securityContext:\n  seccompProfile:\n    type: RuntimeDefault',
    edit: setTo('RuntimeDefault'),
  },
  revisions: [
    { since: 'v1.19', overrides: ['seccompProfile_baseline'], run: mustBeSet },
    {
      since: 'v1.25',
      overrides: ['seccompProfile_baseline'],
      run: (pod) => (pod.windows ? null : mustBeSet(pod)),
    },
  ],
};

function mustBeSet(pod: PodView): Forbidden | null {
  const explicit = forbiddenProfiles(pod);
  const implicit = pod.security.seccompType === null ? pod.containers.where(saysNothing) : Containers.none;
  if (explicit === null && !implicit.any) return null;
  const detail =
    explicit === null
      ? `pod or ${implicit.named} must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost"`
      : `${explicit.setters} must not set securityContext.seccompProfile.type to ${quoteAll(explicit.types)}`;
  return forbid('seccompProfile', detail, fieldsOf(explicit, implicit));
}

function fieldsOf(explicit: ForbiddenProfiles | null, implicit: Containers): () => readonly Path[] {
  const unset = implicit.fields(['securityContext', 'seccompProfile', 'type']);
  return explicit === null ? unset : () => [...explicit.fields(), ...unset()];
}

function saysNothing({ security }: ContainerView): boolean {
  return security.seccompType === null;
}

const forbiddenProfiles = findProfiles('seccompProfile');
