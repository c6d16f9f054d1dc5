import { contractName } from '../../exception/contract.ts';
import type { Excuser } from '../../exception/excuser.ts';
import type { Verdict } from '../../verdict.ts';
import type { EffectOf, Question } from './question.ts';
import { strongest } from './same-finding.ts';

/** What would be refused once contracts have ended: all that nothing else excuses. */
export function askExpire(ending: ReadonlySet<string>, now: Excuser, then: Excuser): Question {
  const [one] = ending;
  return {
    title:
      ending.size === 1
        ? `What breaks when ${one} ends?`
        : `What breaks when all ${ending.size} contracts end?`,
    nothing: ending.size === 1 ? `nothing depends on ${one}` : 'nothing depends on any contract',
    effects: (_, __, after) =>
      strongest(after.filter((one) => one.outcome === 'fail' || one.outcome === 'error')).flatMap((verdict) =>
        effectOf(verdict, ending, now, then),
      ),
  };
}

function effectOf(verdict: Verdict, ending: ReadonlySet<string>, now: Excuser, then: Excuser): EffectOf[] {
  if (verdict.outcome === 'error') return [{ effect: 'unknown', verdict }];
  const excused = now.excuse({ ...verdict, stage: 'enforce' });
  if (excused?.verdict.outcome !== 'excepted') return [];
  const left = then.excuse({ ...verdict, stage: 'enforce' });
  if (left?.verdict.outcome === 'excepted') return [];
  const contracts = [...new Set(excused.covers.flat().map(contractName))].filter((name) => ending.has(name));
  const fields = left?.verdict.fields ?? verdict.fields;
  return [{ effect: 'refused', verdict: { ...verdict, fields }, contracts: contracts.sort() }];
}
