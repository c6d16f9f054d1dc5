import { type Check, type Forbidden, forbid, setTo } from '../check.ts';
import type { PodView } from '../view/pod.ts';

/**
 * Pods must not share the node's network, process or IPC namespace.
 *
 * Fields: spec.hostNetwork, spec.hostPID, spec.hostIPC.
 * Allowed: false, absent.
 */
export const hostNamespaces: Check = {
  id: 'hostNamespaces',
  level: 'baseline',
  title: 'No sharing of the host namespaces',
  severity: 'high',
  cis: ['5.2.3', '5.2.4', '5.2.5'],
  nist: ['4.4.2', '4.4.3'],
  fix: { text: 'hostNetwork: false\nhostPID: false\nhostIPC: false', edit: setTo(false) },
  revisions: [
    {
      since: 'v1.0',
      run(pod) {
        if (!pod.hostNetwork && !pod.hostPID && !pod.hostIPC) return null;
        return refuse(pod);
      },
    },
  ],
};

function refuse(pod: PodView): Forbidden {
  const shared = (['hostNetwork', 'hostPID', 'hostIPC'] as const).filter((field) => pod[field]);
  const detail = shared.map((field) => `${field}=true`).join(', ');
  return forbid('host namespaces', detail, () => shared.map((field) => ['spec', field]));
}
