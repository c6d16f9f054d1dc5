import type { Path } from '../../../kube/json.ts';
import { type Check, forbid, setTo } from '../check.ts';
import type { ContainerView } from '../view/container.ts';
import { mention, sets } from '../view/mention.ts';

/**
 * Containers must not run privileged: that takes away nearly every wall between them and the node.
 *
 * Fields: securityContext.privileged of every container.
 * Allowed: false, absent.
 */
export const privileged: Check = {
  id: 'privileged',
  level: 'baseline',
  title: 'No privileged containers',
  severity: 'critical',
  cis: ['5.2.2'],
  nist: ['4.4.3'],
  fix: { text: 'securityContext:\n  privileged: false', edit: setTo(false) },
  forbids: mention.privileged,
  revisions: [
    {
      since: 'v1.0',
      run(pod) {
        const bad = pod.containers.where(isPrivileged);
        if (!bad.any) return null;
        return forbid(
          'privileged',
          `${bad.named} must not set securityContext.privileged=true`,
          bad.fields(field),
        );
      },
    },
  ],
};

const field: Path = ['securityContext', 'privileged'];

function isPrivileged({ security }: ContainerView): boolean {
  return sets(security, mention.privileged);
}
