import type { Path } from '../../../kube/json.ts';
import { type Check, type Forbidden, forbid, setTo } from '../check.ts';
import type { ContainerView } from '../view/container.ts';
import type { PodView } from '../view/pod.ts';

/**
 * Containers must say that no process may gain more privileges than its parent.
 *
 * Fields: securityContext.allowPrivilegeEscalation of every container.
 * Allowed: false.
 * Since 1.25 pods for Windows are exempt.
 */
export const allowPrivilegeEscalation: Check = {
  id: 'allowPrivilegeEscalation',
  level: 'restricted',
  title: 'No privilege escalation',
  severity: 'medium',
  cis: ['5.2.6'],
  nist: ['4.4.3'],
  fix: { text: 'securityContext:\n  allowPrivilegeEscalation: false', edit: setTo(false) },
  revisions: [
    { since: 'v1.8', run: mustBeFalse },
    { since: 'v1.25', run: (pod) => (pod.windows ? null : mustBeFalse(pod)) },
  ],
};

const field: Path = ['securityContext', 'allowPrivilegeEscalation'];

function mustBeFalse(pod: PodView): Forbidden | null {
  const bad = pod.containers.where(mayEscalate);
  if (!bad.any) return null;
  const detail = `${bad.named} must set securityContext.allowPrivilegeEscalation=false`;
  return forbid('allowPrivilegeEscalation != false', detail, bad.fields(field));
}

function mayEscalate({ security }: ContainerView): boolean {
  return security.allowPrivilegeEscalation !== false;
}
