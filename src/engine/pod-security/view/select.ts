import type { Path } from '../../../kube/json.ts';
import { containersNamed } from '../words.ts';
import type { ContainerView } from './container.ts';
import type { PodView } from './pod.ts';
import { none } from './read.ts';

/** The containers of all three kinds for which `bad` holds, in visiting order. No allocation when there are none. */
export function containersWhere(
  pod: PodView,
  bad: (container: ContainerView) => boolean,
): readonly ContainerView[] {
  let found: ContainerView[] | null = null;
  const { containers } = pod;
  for (let i = 0; i < containers.length; i++) {
    const container = containers[i] as ContainerView;
    if (!bad(container)) continue;
    if (found === null) found = [container];
    else found.push(container);
  }
  return found ?? none;
}

/** `container "a"`, `containers "a", "b"`: names in visiting order, duplicates kept. */
export function nameContainers(containers: readonly ContainerView[]): string {
  return containersNamed(containers.map((container) => container.name));
}

/** `pod`, `container "a"`, `pod and containers "a", "b"`: everything that sets a forbidden value. */
export function nameSetters(pod: boolean, containers: readonly ContainerView[]): string {
  if (containers.length === 0) return 'pod';
  return pod ? `pod and ${nameContainers(containers)}` : nameContainers(containers);
}

/** The path of a field of a container. */
export function fieldOf(container: ContainerView, ...steps: Path): Path {
  return ['spec', container.list, container.index, ...steps];
}

/** The paths of one field in the pod's own spec and in containers, where both can hold it. */
export function fieldsOf(
  pod: boolean,
  containers: readonly ContainerView[],
  ...steps: Path
): readonly Path[] {
  const paths: Path[] = pod ? [['spec', ...steps]] : [];
  for (const container of containers) paths.push(fieldOf(container, ...steps));
  return paths;
}
