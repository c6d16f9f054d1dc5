import type { Excuser } from '../../exception/excuser.ts';
import type { Verdict } from '../../verdict.ts';
import { refusalOf } from './excuse.ts';
import type { Question } from './question.ts';

/**
 * What policies would refuse if they were enforced. Where an older revision of one is known, `before` holds its verdicts,
 * and what it refused and the new one does not is said too.
 */
export function askPolicies(names: readonly string[], excuser: Excuser | null): Question {
  const what = names.length === 1 ? (names[0] as string) : `these ${names.length} policies`;
  return {
    title: `What would ${what} refuse?`,
    nothing: `${what} would refuse nothing`,
    effects: (_, before, after) => {
      const fails = new Set(after.filter((one) => one.outcome !== 'pass').map(keyOf));
      const gone = before.filter((one) => one.outcome === 'fail' && !fails.has(keyOf(one)));
      return [
        ...after.flatMap((one) => refusalOf(one, excuser) ?? []),
        ...gone.map((verdict) => ({ effect: 'allowed' as const, verdict })),
      ];
    },
  };
}

function keyOf({ engine, policy, rule }: Verdict): string {
  return `${engine}\n${policy}\n${rule}`;
}
