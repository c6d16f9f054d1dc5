import { type Check, forbid, remove } from '../check.ts';
import type { ContainerView } from '../view/container.ts';
import { fieldOf } from '../view/containers.ts';
import { mention } from '../view/mention.ts';
import { containersNamed, plural, quoteAll, sortedSet } from '../words.ts';

/**
 * Probes and lifecycle handlers must not name a host: the kubelet would call it from the node, whatever it is.
 *
 * Fields: httpGet.host and tcpSocket.host of livenessProbe, readinessProbe, startupProbe, lifecycle.postStart and
 * lifecycle.preStop of every container.
 * Allowed: empty, absent. Even 127.0.0.1 is refused.
 */
export const hostProbesAndHostLifecycle: Check = {
  id: 'hostProbesAndHostLifecycle',
  level: 'baseline',
  title: 'No host in probes and lifecycle handlers',
  severity: 'medium',
  cis: [],
  nist: ['4.4.2'],
  fix: { text: 'remove host; the kubelet then asks the pod itself', edit: remove },
  forbids: mention.hosts,
  revisions: [
    {
      since: 'v1.34',
      run(pod) {
        const bad = pod.containers.where(namesHost);
        if (!bad.any) return null;
        const names = sortedSet(bad.map((container) => container.name));
        const hosts = sortedSet(bad.flatMap((container) => container.hosts.map(({ host }) => host)));
        const what = plural(hosts.length, 'probe or lifecycle host', 'probe or lifecycle hosts');
        const detail = `${containersNamed(names)} ${plural(names.length, 'uses', 'use')} ${what} ${quoteAll(hosts)}`;
        return forbid('probe or lifecycle host', detail, () =>
          bad.flatMap((container) => container.hosts.map(({ path }) => fieldOf(container, path))),
        );
      },
    },
  ],
};

function namesHost(container: ContainerView): boolean {
  return container.hosts.length > 0;
}
