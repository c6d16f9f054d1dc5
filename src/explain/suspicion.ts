import type { Verdict } from '../verdict.ts';
import type { ExplainedViolation, NextSteps } from './explanation.ts';
import type { Judged } from './judged.ts';
import type { Refuser } from './recognise/refusal.ts';

type Likelihood = NextSteps['policy']['likelihood'];
type Suspicion = Pick<NextSteps['policy'], 'likelihood' | 'because'>;

/** Those that are no policy. */
export const notPolicies: ReadonlySet<Refuser> = new Set([
  'LimitRange',
  'ResourceQuota',
  'Validation',
  'RBAC',
  'Webhook',
  'Kubelet',
]);

/** How likely the policy itself is wrong: by what it does that it does not seem to, and by whom else it refuses. */
export function suspicionOf(
  refuser: Refuser,
  policy: string | null,
  violations: readonly ExplainedViolation[],
  judged: Judged | null,
): Suspicion {
  if (notPolicies.has(refuser)) return { likelihood: 'unlikely', because: 'no policy refused this' };
  const rules = new Set(violations.map(({ rule }) => ruleName(rule)));
  const smells = (policy === null ? [] : (judged?.smellsOf(policy) ?? [])).filter(({ rule }) =>
    rules.has(rule),
  );
  if (smells.length > 0)
    return {
      likelihood: 'likely',
      because: smells
        .map(({ rule, message, code }) => `${rule}: ${message} (docs/smells/${code}.md)`)
        .join('; '),
    };
  if (judged === null || policy === null || !judged.policies.has(policy))
    return refuser === 'PodSecurity'
      ? {
          likelihood: 'unlikely',
          because: 'Pod Security is built in; its level may be too strict for this namespace',
        }
      : { likelihood: 'unknown', because: 'name manifests and policies to see whom else it refuses' };
  const { hit, of } = shareOf(judged, (one) => one.policy === policy && rules.has(ruleName(one.rule)));
  const share = `${hit} of ${of} namespaces in these manifests ${hit === 1 ? 'is' : 'are'} affected`;
  return refuser === 'PodSecurity'
    ? { likelihood: 'unlikely', because: `Pod Security is built in; ${share}` }
    : { likelihood: byShare(hit, of), because: share };
}

/** In how many of the namespaces with anything in them something fails. */
export function shareOf(
  { resources, failures }: Judged,
  counts: (failure: Verdict) => boolean,
): { readonly hit: number; readonly of: number } {
  const spaces = new Set(
    resources
      .filter(({ kind, namespace }) => namespace !== '' && kind !== 'Namespace')
      .map(({ namespace }) => namespace),
  );
  const hit = new Set(failures.filter(counts).map(({ resource }) => resource.namespace));
  return { hit: hit.size, of: spaces.size };
}

/** A policy that refuses wherever it looks is more likely wrong than everybody else is. */
export function byShare(hit: number, of: number): Likelihood {
  if (of > 2 && hit >= of - 1) return 'likely';
  return hit * 2 > of && of > 1 ? 'possible' : 'unlikely';
}

/** Kyverno derives rules for workloads; a message about the pod and a verdict on the Deployment mean the same rule. */
export function ruleName(rule: string): string {
  return rule.replace(/^autogen-(?:cronjob-)?/, '');
}
