import type { JsonObject } from '../../../kube/json.ts';
import type { Subject } from '../../contract.ts';
import { literal } from '../cel-text.ts';
import { madeBy, quoted } from './identity.ts';

/** What stands between a subject and its pods, and may be made and changed by its controller only. */
const between: Readonly<
  Record<
    string,
    { readonly resource: string; readonly kind: string; readonly suffix: string; readonly controller: string }
  >
> = {
  Deployment: {
    resource: 'replicasets',
    kind: 'ReplicaSet',
    suffix: '-[a-z0-9]+',
    controller: 'deployment-controller',
  },
  CronJob: { resource: 'jobs', kind: 'Job', suffix: '-[0-9]+', controller: 'cronjob-controller' },
};

/**
 * The rules that keep others from making, or putting other pods into, a ReplicaSet or Job whose name makes its pods
 * count as an excused workload's.
 */
export function guardValidations(subjects: readonly Subject[]): JsonObject[] {
  return subjects.flatMap(({ kind, name }) => {
    const link = between[kind];
    if (link === undefined) return [];
    const pattern = literal(`^${quoted(name)}${link.suffix}$`);
    const untouched =
      "request.operation == 'UPDATE' && object.spec.template.spec == oldObject.spec.template.spec && object.metadata.name == oldObject.metadata.name";
    return [
      {
        expression: `object.kind != '${link.kind}' || !object.metadata.?name.orValue(object.metadata.?generateName.orValue('')).matches(${pattern}) || (${madeBy(link.controller)}) || (${untouched})`,
        message: `a ${link.kind} of this name counts as ${kind} ${name}, which an exception contract excuses: only the ${link.controller} may make or change it`,
        reason: 'Forbidden',
      },
    ];
  });
}

export function needsGuard(subjects: readonly Subject[]): boolean {
  return subjects.some(({ kind }) => between[kind] !== undefined);
}
