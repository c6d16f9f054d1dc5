import { type LevelVersion, policyName } from '../../engine/pod-security/index.ts';
import type { Excuser } from '../../exception/excuser.ts';
import { refusalOf } from './excuse.ts';
import type { Question } from './question.ts';

/** What a Pod Security level would refuse if every namespace enforced it. */
export function askLevel(level: LevelVersion, excuser: Excuser | null): Question {
  const name = policyName(level);
  return {
    title: `What would ${name} refuse?`,
    nothing: `${name} would refuse nothing`,
    effects: (_, __, after) =>
      after
        .filter((verdict) => verdict.engine === 'PodSecurity')
        // It was judged as if it were enforced; whether it is, is another question.
        .flatMap((verdict) => refusalOf({ ...verdict, stage: null }, excuser) ?? []),
  };
}
