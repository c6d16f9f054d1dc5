import type { Stage } from '../verdict.ts';
import type { Because, Explanation } from './explanation.ts';
import { byShare } from './suspicion.ts';

/** What a store of evidence knows of a policy in a namespace, and of a workload there. Times are RFC 3339. */
export interface PolicyHistory {
  readonly stage: Stage | null;
  readonly since: string | null;
  readonly because: Because | null;
  readonly firstSeen: string | null;
  /** In how many of the recorded namespaces the same rules fail; null when none is recorded. */
  readonly share: { readonly hit: number; readonly of: number } | null;
}

/** An explanation with what was recorded: at which stage since when, and how many others are hit. */
export function withHistory(explanation: Explanation, history: PolicyHistory): Explanation {
  const { where, next, refuser } = explanation;
  const { stage, since, because, firstSeen, share } = history;
  const built = refuser === 'PodSecurity' ? 'Pod Security is built in; ' : '';
  const known = next.policy.likelihood !== 'unknown' && !next.policy.because.includes('may be too strict');
  const judged =
    share === null || known
      ? {}
      : {
          likelihood: refuser === 'PodSecurity' ? ('unlikely' as const) : byShare(share.hit, share.of),
          because: `${built}${share.hit} of ${share.of} namespaces on record ${share.hit === 1 ? 'is' : 'are'} affected`,
        };
  return {
    ...explanation,
    where: { ...where, stage: where.stage ?? stage, since, because },
    firstSeen,
    next: { ...next, policy: { ...next.policy, ...judged } },
  };
}
