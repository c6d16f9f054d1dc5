import { type Check, forbid, setTo } from '../check.ts';

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
        const shared = (['hostNetwork', 'hostPID', 'hostIPC'] as const).filter((field) => pod[field]);
        return forbid('host namespaces', shared.map((field) => `${field}=true`).join(', '), () =>
          shared.map((field) => ['spec', field]),
        );
      },
    },
  ],
};
