import { type Check, type Forbidden, forbid } from '../check.ts';
import type { ContainerView } from '../view/container.ts';
import type { Containers } from '../view/containers.ts';
import type { PodView } from '../view/pod.ts';
import { type AddedCapabilities, findAdded, nameAdded } from './added-capabilities.ts';

/**
 * Containers must drop every capability and may add back one.
 *
 * Fields: securityContext.capabilities.drop and .add of every container.
 * Allowed: drop with `ALL` in it (exactly so); add absent, empty or NET_BIND_SERVICE.
 * Since 1.25 pods for Windows are exempt.
 */
export const capabilitiesRestricted: Check = {
  id: 'capabilities_restricted',
  level: 'restricted',
  title: 'All capabilities dropped',
  severity: 'medium',
  cis: ['5.2.8', '5.2.9'],
  nist: ['4.4.3'],
  fix: {
    text: 'securityContext:\n  capabilities:\n    drop: ["ALL"]',
    edit: (field) => (field.at(-1) === 'drop' ? { set: ['ALL'] } : 'remove'),
  },
  revisions: [
    { since: 'v1.22', overrides: ['capabilities_baseline'], run: dropAll },
    {
      since: 'v1.25',
      overrides: ['capabilities_baseline'],
      run: (pod) => (pod.windows ? null : dropAll(pod)),
    },
  ],
};

function dropAll(pod: PodView): Forbidden | null {
  const missing = pod.containers.where(keepsSome);
  const added = forbiddenAdditions(pod);
  if (!missing.any && added === null) return null;
  return refuse(missing, added);
}

function refuse(missing: Containers, added: AddedCapabilities | null): Forbidden {
  const undropped = missing.any ? `${missing.named} must set securityContext.capabilities.drop=["ALL"]` : '';
  const separator = missing.any && added !== null ? '; ' : '';
  const detail = `${undropped}${separator}${added === null ? '' : nameAdded(added)}`;
  const fields = missing.fields(['securityContext', 'capabilities', 'drop']);
  return forbid('unrestricted capabilities', detail, () => [...fields(), ...(added?.fields() ?? [])]);
}

function keepsSome({ security }: ContainerView): boolean {
  return security.capabilities?.drop.includes('ALL') !== true;
}

const forbiddenAdditions = findAdded((capability) => capability !== 'NET_BIND_SERVICE');
