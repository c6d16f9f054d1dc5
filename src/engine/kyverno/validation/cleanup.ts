import { type Json, own, type Path } from '../../../kube/json.ts';
import type { Resource } from '../../../kube/resource.ts';
import { parseSchedule } from '../cleanup/schedule.ts';
import { listAt, objectAt, textAt } from '../read.ts';
import { matchesNothing, matchProblems, userProblems } from './match.ts';
import { type FieldProblem, invalid } from './problem.ts';

/** What the webhook refuses a cleanup policy for (kyverno v1.19 api/kyverno/v2/cleanup_policy_types.go). */
export function cleanupProblems({ kind, object }: Resource): readonly FieldProblem[] {
  const spec = own(object, 'spec');
  const namespaced = kind === 'CleanupPolicy';
  const schedule = textAt(spec, 'schedule');
  const problems = contextProblems(spec);
  if (parseSchedule(schedule) === null)
    problems.push(
      invalid(
        ['spec', 'schedule'],
        schedule,
        'schedule spec in the cleanupPolicy is not in proper cron format',
      ),
    );
  for (const block of ['match', 'exclude'] as const)
    problems.push(...blockProblems(own(spec, block), ['spec', block], namespaced));
  if (matchesNothing(own(spec, 'match'), own(spec, 'exclude')))
    problems.push(invalid(['spec'], undefined, 'CleanupPolicy is matching an empty set'));
  return problems;
}

/** Nobody asks for a cleanup. */
function blockProblems(block: Json | undefined, path: Path, namespaced: boolean): FieldProblem[] {
  const users = userProblems(block, path);
  return users.length > 0 ? users : matchProblems(block, path, namespaced);
}

function contextProblems(spec: Json | undefined): FieldProblem[] {
  return listAt(spec, 'context').flatMap((entry) => {
    const path = ['spec', 'context'];
    if (objectAt(entry, 'imageRegistry') !== undefined)
      return [invalid(path, undefined, 'ImageRegistry is not allowed in CleanUp Policy')];
    return objectAt(entry, 'configMap') === undefined
      ? []
      : [invalid(path, undefined, 'ConfigMap is not allowed in CleanUp Policy')];
  });
}
