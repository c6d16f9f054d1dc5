import type { Path } from '../../../kube/json.ts';
import type { ContainerView } from '../view/container.ts';
import { type Containers, fieldOf } from '../view/containers.ts';
import type { PodView } from '../view/pod.ts';
import { none } from '../view/read.ts';
import { quoteAll, sortedSet } from '../words.ts';

/** Capabilities that containers add and a level does not allow. */
export interface AddedCapabilities {
  readonly containers: Containers;
  readonly capabilities: readonly string[];
  readonly fields: () => readonly Path[];
}

/** Finds the capabilities that are added and `isForbidden`. */
export function findAdded(
  isForbidden: (capability: string) => boolean,
): (pod: PodView) => AddedCapabilities | null {
  const addsForbidden = (container: ContainerView): boolean => added(container).some(isForbidden);
  return (pod) => {
    const containers = pod.containers.where(addsForbidden);
    if (!containers.any) return null;
    return {
      containers,
      capabilities: sortedSet(containers.flatMap(added).filter(isForbidden)),
      fields: () => containers.flatMap((container) => fieldsIn(container, isForbidden)),
    };
  };
}

export function nameAdded({ containers, capabilities }: AddedCapabilities): string {
  return `${containers.named} must not include ${quoteAll(capabilities)} in securityContext.capabilities.add`;
}

function added(container: ContainerView): readonly string[] {
  return container.security.capabilities?.add ?? none;
}

function fieldsIn(container: ContainerView, isForbidden: (capability: string) => boolean): readonly Path[] {
  return added(container).flatMap((capability, index) =>
    isForbidden(capability) ? [fieldOf(container, ['securityContext', 'capabilities', 'add', index])] : [],
  );
}
