import type { Excuser } from '../../exception/excuser.ts';
import type { Verdict } from '../../verdict.ts';
import type { EffectOf } from './question.ts';

/** What a verdict that would count comes to: nothing for a pass; contracts are heard. */
export function refusalOf(verdict: Verdict, excuser: Excuser | null): EffectOf | null {
  if (verdict.outcome === 'error') return { effect: 'unknown', verdict };
  if (verdict.outcome !== 'fail') return null;
  // It is asked what would be enforced: a contract that is overdue is still honoured there.
  const enforced: Verdict = verdict.stage === 'enforce' ? verdict : { ...verdict, stage: 'enforce' };
  const excuse = excuser?.excuse(enforced) ?? null;
  if (excuse === null) return { effect: 'refused', verdict };
  if (excuse.verdict.outcome === 'excepted') return { effect: 'excused', verdict };
  return { effect: 'refused', verdict: { ...verdict, fields: excuse.verdict.fields } };
}
