import { isObject, own, type Path } from '../../kube/json.ts';
import { type PodKinds, podsOf } from '../../kube/pod-template.ts';
import type { Resource } from '../../kube/resource.ts';
import type { Finding, Rule } from './rule.ts';

/**
 * A read-only root filesystem is in no Pod Security level, although many texts say that restricted asks for it. It is
 * good practice, so it is recommended here and never counted against a level.
 * Fields: init and ordinary containers' securityContext.readOnlyRootFilesystem.
 */
export function readOnlyRootFilesystem(kinds?: PodKinds): Rule {
  return {
    id: 'readOnlyRootFilesystem',
    title: 'Root filesystem can be written to',
    severity: 'info',
    help: 'Set securityContext.readOnlyRootFilesystem: true, and mount an emptyDir where the program writes. No Pod Security level asks for this.',
    judge: (resource) => findings(resource, kinds),
  };
}

function findings(resource: Resource, kinds?: PodKinds): readonly Finding[] {
  const fields: Path[] = [];
  for (const { path, spec } of podsOf(resource, kinds)) {
    for (const list of ['initContainers', 'containers']) {
      const containers = own(spec, list);
      if (!Array.isArray(containers)) continue;
      containers.forEach((container, index) => {
        if (!isObject(container) || own(own(container, 'securityContext'), 'readOnlyRootFilesystem') === true)
          return;
        fields.push([...path, 'spec', list, index, 'securityContext', 'readOnlyRootFilesystem']);
      });
    }
  }
  if (fields.length === 0) return [];
  const message =
    'containers can write to their root filesystem; readOnlyRootFilesystem: true is good practice, though no Pod Security level asks for it';
  return [{ message, fields }];
}
