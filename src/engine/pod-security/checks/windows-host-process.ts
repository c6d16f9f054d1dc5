import type { Path } from '../../../kube/json.ts';
import { type Check, forbid, setTo } from '../check.ts';
import type { ContainerView } from '../view/container.ts';
import { mention, sets } from '../view/mention.ts';

/**
 * Windows containers must not run as processes of the host.
 *
 * Fields: securityContext.windowsOptions.hostProcess of the pod and of every container.
 * Allowed: false, absent.
 */
export const windowsHostProcess: Check = {
  id: 'windowsHostProcess',
  level: 'baseline',
  title: 'No Windows HostProcess containers',
  severity: 'critical',
  cis: ['5.2.10'],
  nist: ['4.4.3'],
  fix: { text: 'securityContext:\n  windowsOptions:\n    hostProcess: false', edit: setTo(false) },
  forbids: mention.hostProcess,
  revisions: [
    {
      since: 'v1.0',
      run(pod) {
        const bad = pod.containers.where(isHostProcess);
        const byPod = sets(pod.security, mention.hostProcess);
        if (!byPod && !bad.any) return null;
        const detail = `${bad.namedWith(byPod)} must not set securityContext.windowsOptions.hostProcess=true`;
        return forbid('hostProcess', detail, bad.fieldsWith(byPod, field));
      },
    },
  ],
};

const field: Path = ['securityContext', 'windowsOptions', 'hostProcess'];

function isHostProcess({ security }: ContainerView): boolean {
  return sets(security, mention.hostProcess);
}
