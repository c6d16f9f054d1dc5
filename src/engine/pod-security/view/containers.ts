import type { Path } from '../../../kube/json.ts';
import type { ContainerView } from './container.ts';

/** Containers of all three kinds in the order upstream visits them: init containers, containers, ephemeral ones. */
export class Containers {
  static readonly none: Containers = new Containers([]);

  readonly items: readonly ContainerView[];
  #named: string | null = null;

  constructor(items: readonly ContainerView[]) {
    this.items = items;
  }

  get any(): boolean {
    return this.items.length > 0;
  }

  /** Those for which `holds`; this very object when it holds for all, which is how most violations are. */
  where(holds: (container: ContainerView) => boolean): Containers {
    let count = 0;
    for (const container of this.items) if (holds(container)) count++;
    if (count === 0) return Containers.none;
    return count === this.items.length ? this : new Containers(this.items.filter(holds));
  }

  map<T>(of: (container: ContainerView) => T): T[] {
    return this.items.map(of);
  }

  flatMap<T>(of: (container: ContainerView) => readonly T[]): T[] {
    return this.items.flatMap(of);
  }

  /** `container "a"`, `containers "a", "b"`: names in visiting order, duplicates kept. */
  get named(): string {
    this.#named ??= nameAll(this.items);
    return this.#named;
  }

  /** `pod`, `container "a"`, `pod and containers "a", "b"`: everything that sets a forbidden value. */
  namedWith(pod: boolean): string {
    if (!this.any) return 'pod';
    return pod ? `pod and ${this.named}` : this.named;
  }

  /** Makes, when it is asked to, the paths of one field of each container. */
  fields(field: Path): () => readonly Path[] {
    return () => this.items.map((container) => fieldOf(container, field));
  }

  /** The same, and before them the field of the pod's own spec. */
  fieldsWith(pod: boolean, field: Path): () => readonly Path[] {
    const inContainers = this.fields(field);
    return pod ? () => [['spec', ...field], ...inContainers()] : inContainers;
  }
}

/** The path of a field of a container. */
export function fieldOf(container: ContainerView, field: Path): Path {
  return ['spec', container.list, container.index, ...field];
}

function nameAll(containers: readonly ContainerView[]): string {
  let text = containers.length === 1 ? 'container ' : 'containers ';
  let separator = '';
  for (const { name } of containers) {
    text += `${separator}"${name}"`;
    separator = ', ';
  }
  return text;
}
