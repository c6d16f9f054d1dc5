import type { Path } from '../../../kube/json.ts';
import { type Check, forbid, remove } from '../check.ts';
import type { ContainerView } from '../view/container.ts';
import { fieldOf } from '../view/containers.ts';
import { mention } from '../view/mention.ts';
import { plural, sortedSet } from '../words.ts';

/**
 * Containers must not open ports of the node.
 *
 * Fields: ports[*].hostPort of every container.
 * Allowed: 0, absent. (On a pod with hostNetwork the API server itself fills in the container's port.)
 */
export const hostPorts: Check = {
  id: 'hostPorts',
  level: 'baseline',
  title: 'No host ports',
  severity: 'medium',
  cis: ['5.2.12'],
  nist: ['4.4.2'],
  fix: { text: 'remove hostPort; reach the pod through a Service instead', edit: remove },
  forbids: mention.hostPorts,
  revisions: [
    {
      since: 'v1.0',
      run(pod) {
        const bad = pod.containers.where(hasHostPort);
        if (!bad.any) return null;
        const ports = sortedSet(bad.flatMap((each) => each.hostPorts.filter(isOpen).map(String)));
        const uses = plural(bad.items.length, 'uses', 'use');
        const detail = `${bad.named} ${uses} ${plural(ports.length, 'hostPort', 'hostPorts')} ${ports.join(', ')}`;
        return forbid('hostPort', detail, () => bad.flatMap(openPorts));
      },
    },
  ],
};

function isOpen(port: number | bigint): boolean {
  return port !== 0;
}

function openPorts(container: ContainerView): readonly Path[] {
  return container.hostPorts.flatMap((port, index) =>
    isOpen(port) ? [fieldOf(container, ['ports', index, 'hostPort'])] : [],
  );
}

function hasHostPort(container: ContainerView): boolean {
  return container.hostPorts.length > 0;
}
