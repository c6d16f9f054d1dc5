import type { Version } from '../../engine/pod-security/index.ts';
import type { Excuser } from '../../exception/excuser.ts';
import type { Verdict } from '../../verdict.ts';
import { refusalOf } from './excuse.ts';
import type { Question } from './question.ts';
import { findingKey, strongest } from './same-finding.ts';

/** Which verdicts of Pod Security change when the cluster goes from one version to another. */
export function askKubernetes(from: Version, to: Version, excuser: Excuser | null): Question {
  return {
    title: `What changes from Kubernetes ${from} to ${to}?`,
    nothing: `Pod Security judges everything at ${to} as it does at ${from}`,
    effects: (_, before, after) => {
      const failed = new Set(fails(before).map(findingKey));
      const failing = new Set(fails(after).map(findingKey));
      return [
        ...strongest(fails(after).filter((one) => !failed.has(findingKey(one)))).flatMap(
          (one) => refusalOf(one, excuser) ?? [],
        ),
        ...strongest(fails(before).filter((one) => !failing.has(findingKey(one)))).map((verdict) => ({
          effect: 'allowed' as const,
          verdict,
        })),
        ...after
          .filter((one) => one.outcome === 'error')
          .map((verdict) => ({ effect: 'unknown' as const, verdict })),
      ];
    },
  };
}

function fails(verdicts: readonly Verdict[]): Verdict[] {
  return verdicts.filter(({ engine, outcome }) => engine === 'PodSecurity' && outcome === 'fail');
}
