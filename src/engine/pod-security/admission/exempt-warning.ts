import { goQuote } from '../../../kube/go-quote.ts';
import { own } from '../../../kube/json.ts';
import { type LevelVersion, printLevelVersion, sameLevelVersion } from '../level-version.ts';
import { labelPrefix, modes, type Policy } from '../policy.ts';

/** Whether nothing is asked for in any mode. */
export function isFullyPrivileged(policy: Policy): boolean {
  return modes.every((mode) => policy[mode].level === 'privileged');
}

/**
 * What somebody is told who labels an exempt namespace; '' when the labels would change nothing anyway.
 * Upstream: exemptNamespaceWarning in admission/admission.go, v0.37.2.
 */
export function exemptNamespaceWarning(
  name: string,
  policy: Policy,
  labels: unknown,
  defaults: Policy,
): string {
  if (isFullyPrivileged(policy) || modes.every((mode) => equivalent(policy[mode], defaults[mode]))) return '';
  const set = modes.filter((mode) => {
    const labelled = own(labels, labelPrefix + mode) ?? own(labels, `${labelPrefix}${mode}-version`);
    return policy[mode].level !== 'privileged' && labelled !== undefined;
  });
  const list = set.map((mode) => `${mode}=${printLevelVersion(policy[mode])}`).join(', ');
  return `namespace ${goQuote(name)} is exempt from Pod Security, and the policy (${list}) will be ignored`;
}

function equivalent(a: LevelVersion, b: LevelVersion): boolean {
  return (a.level === 'privileged' && b.level === 'privileged') || sameLevelVersion(a, b);
}
