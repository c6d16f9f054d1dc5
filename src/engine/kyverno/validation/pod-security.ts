import { type Json, own, type Path } from '../../../kube/json.ts';
import { listAt, textAt } from '../read.ts';
import { type FieldProblem, forbidden, invalid } from './problem.ts';

const podLevel: ReadonlySet<string> = new Set([
  'Host Namespaces',
  'HostPath Volumes',
  'Sysctls',
  'Volume Types',
]);

const containerLevel: ReadonlySet<string> = new Set([
  'Capabilities',
  'Privileged Containers',
  'Host Ports',
  '/proc Mount Type',
  'Privilege Escalation',
]);

/** Controls that only the restricted level has. */
const restrictedOnly: ReadonlySet<string> = new Set([
  'Volume Types',
  'Privilege Escalation',
  'Running as Non-root',
  'Running as Non-root user',
]);

/** One exclusion of a control (kyverno v1.19 api/kyverno/v1/common_types.go, PodSecurityStandard). */
export function exclusionProblems(exclusion: Json, path: Path): FieldProblem[] {
  const control = textAt(exclusion, 'controlName');
  const images = listAt(exclusion, 'images').length > 0;
  const field = textAt(exclusion, 'restrictedField') !== '';
  const values = listAt(exclusion, 'values').length > 0;
  const problems: FieldProblem[] = [];
  const about = [...path, 'controlName'];
  if (containerLevel.has(control) && !images)
    problems.push(
      invalid(about, control, 'exclude.images must be specified for the container level control'),
    );
  if (podLevel.has(control) && images)
    problems.push(invalid(about, control, 'exclude.images must not be specified for the pod level control'));
  if (field && !values) problems.push(forbidden([...path, 'values'], 'values is required'));
  if (!field && values) problems.push(forbidden([...path, 'restrictedField'], 'restrictedField is required'));
  return problems;
}

/** `validate.podSecurity`. Upstream names its place without the `validate`. */
export function podSecurityProblems(rule: Json, path: Path): FieldProblem[] {
  const settings = own(own(rule, 'validate'), 'podSecurity');
  const baseline = textAt(settings, 'level') === 'baseline';
  return listAt(settings, 'exclude').flatMap((exclusion, index) => {
    const at = [...path, 'podSecurity', 'exclude', index];
    const control = textAt(exclusion, 'controlName');
    const problems = exclusionProblems(exclusion, at);
    if (baseline && restrictedOnly.has(control))
      problems.push(
        invalid([...at, 'controlName'], control, 'Invalid control name defined at the given level'),
      );
    return problems;
  });
}
