import type { JsonObject } from '../../../kube/json.ts';
import type { Subject } from '../../contract.ts';
import { literal } from '../cel-text.ts';
import { type Made, madeFor, ownerPattern } from '../made-by.ts';
import { isMaker } from '../subject-cel.ts';

/** What stands between a workload and its pods: it may be made and changed by its controller only. */
function between(subject: Subject): { readonly made: Made; readonly pattern: string } | undefined {
  const all = madeFor[subject.kind] ?? [];
  const made = all.find(({ kind }) => kind !== 'Pod');
  const pod = all.find(({ kind }) => kind === 'Pod');
  return made === undefined || pod === undefined
    ? undefined
    : { made, pattern: ownerPattern(subject.name, pod) };
}

/**
 * The rules that keep others from making, or putting other pods into, a ReplicaSet or Job whose name makes its pods
 * count as an excused workload's.
 */
export function guardValidations(subjects: readonly Subject[]): JsonObject[] {
  return subjects.flatMap((subject) => {
    const link = between(subject);
    if (link === undefined) return [];
    const { kind, controller } = link.made;
    const untouched =
      "request.operation == 'UPDATE' && object.spec.template.spec == oldObject.spec.template.spec && object.metadata.name == oldObject.metadata.name";
    return [
      {
        expression: `object.kind != '${kind}' || !object.metadata.?name.orValue('').matches(${literal(link.pattern)}) || ${isMaker(controller)} || (${untouched})`,
        message: `a ${kind} of this name counts as ${subject.kind} ${subject.name}, which an exception contract excuses: only the ${controller} may make or change it`,
        reason: 'Forbidden',
      },
    ];
  });
}

export function needsGuard(subjects: readonly Subject[]): boolean {
  return subjects.some((subject) => between(subject) !== undefined);
}
