import type { Path } from '../../../kube/json.ts';
import type { ContainerView } from '../view/container.ts';
import type { PodView } from '../view/pod.ts';
import { containersWhere, fieldOf, nameContainers } from '../view/select.ts';
import { quoteAll, sortedSet } from '../words.ts';

/** Capabilities that containers add and a level does not allow. */
export interface AddedCapabilities {
  readonly containers: readonly ContainerView[];
  readonly capabilities: readonly string[];
  readonly fields: () => readonly Path[];
}

export function addedCapabilities(
  pod: PodView,
  forbidden: (capability: string) => boolean,
): AddedCapabilities | null {
  const containers = containersWhere(
    pod,
    ({ security }) => security.capabilities?.add.some(forbidden) === true,
  );
  if (containers.length === 0) return null;
  const added = (container: ContainerView): readonly string[] => container.security.capabilities?.add ?? [];
  return {
    containers,
    capabilities: sortedSet(containers.flatMap((container) => added(container).filter(forbidden))),
    fields: () =>
      containers.flatMap((container) =>
        added(container).flatMap((capability, index) =>
          forbidden(capability) ? [fieldOf(container, 'securityContext', 'capabilities', 'add', index)] : [],
        ),
      ),
  };
}

export function nameAdded({ containers, capabilities }: AddedCapabilities): string {
  return `${nameContainers(containers)} must not include ${quoteAll(capabilities)} in securityContext.capabilities.add`;
}
