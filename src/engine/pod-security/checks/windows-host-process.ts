import { type Check, forbid, setTo } from '../check.ts';
import type { ContainerView } from '../view/container.ts';
import { mention } from '../view/mention.ts';

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
        const byPod = pod.security.hostProcess;
        if (!byPod && !bad.any) return null;
        const detail = `${bad.namedWith(byPod)} must not set securityContext.windowsOptions.hostProcess=true`;
        return forbid('hostProcess', detail, () =>
          bad.fieldsWith(byPod, 'securityContext', 'windowsOptions', 'hostProcess'),
        );
      },
    },
  ],
};

function isHostProcess({ security }: ContainerView): boolean {
  return security.hostProcess;
}
