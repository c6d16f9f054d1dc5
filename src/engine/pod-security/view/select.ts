import type { Path } from '../../../kube/json.ts';
import type { ContainerView } from './container.ts';
import type { PodView } from './pod.ts';
import { none } from './read.ts';

/** The containers of all three kinds for which `bad` holds, in visiting order. Allocates only when it holds for some. */
export function containersWhere(
  pod: PodView,
  bad: (container: ContainerView) => boolean,
): readonly ContainerView[] {
  let found: ContainerView[] | null = null;
  for (const container of pod.containers) {
    if (bad(container)) (found ??= []).push(container);
  }
  return found ?? none;
}

/** `container "a"`, `containers "a", "b"`: names in visiting order, duplicates kept. */
export function nameContainers(containers: readonly ContainerView[]): string {
  let text = '';
  for (const { name } of containers) text += text === '' ? `"${name}"` : `, "${name}"`;
  return containers.length === 1 ? `container ${text}` : `containers ${text}`;
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
