import { groupOf } from '../kube/group-kind.ts';
import { type Json, type JsonObject, own, type Path } from '../kube/json.ts';
import type { PodTemplate } from '../kube/pod-template.ts';
import type { Resource } from '../kube/resource.ts';
import type { Subject } from './contract.ts';
import { containerAt, containersOf } from './pod-field.ts';
import { matchesStars } from './star.ts';

/** Who a resource is, or whom it was made by. The namespace is that of the resource. */
export interface SubjectName {
  readonly group: string;
  readonly kind: string;
  readonly name: string;
}

export function nameOf({
  apiVersion,
  kind,
  name,
}: Pick<Resource, 'apiVersion' | 'kind' | 'name'>): SubjectName {
  return { group: groupOf(apiVersion), kind, name };
}

/** Whom one entry of `subjects` excuses. */
export interface SubjectTest {
  is(name: SubjectName): boolean;
  /**
   * Whether the entry reaches the field at `path`: a field of a container when that container is meant, any other when
   * every container is, so that a second container cannot ride along.
   */
  covers(object: JsonObject, pods: readonly PodTemplate[], path: Path): boolean;
}

export function compileSubject({ apiGroup, kind, name, containers, images }: Subject): SubjectTest {
  const prefix = name.endsWith('*') ? name.slice(0, -1) : undefined;
  const narrowed = containers !== undefined || images !== undefined;

  function meant(container: Json | undefined): boolean {
    const containerName = own(container, 'name');
    const image = own(container, 'image');
    return (
      (containers === undefined ||
        (typeof containerName === 'string' && containers.includes(containerName))) &&
      (images === undefined ||
        (typeof image === 'string' && images.some((pattern) => matchesStars(pattern, image))))
    );
  }

  return {
    is: (subject) =>
      subject.kind === kind &&
      (apiGroup === undefined || subject.group === apiGroup) &&
      (prefix === undefined ? subject.name === name : subject.name.startsWith(prefix)),
    covers(object, pods, path) {
      if (!narrowed) return true;
      const container = containerAt(object, pods, path);
      if (container !== undefined) return meant(container);
      const all = pods.flatMap(containersOf);
      return all.length > 0 && all.every(meant);
    },
  };
}
