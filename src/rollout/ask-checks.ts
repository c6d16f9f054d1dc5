import type { CheckAnswer } from './inputs.ts';
import type { Check, RolloutPlan } from './rollout-plan.ts';

/** The HTTP status that a GET of `url` ends with. It rejects when there is no answer within `timeout` milliseconds. */
export type Ask = (url: string, timeout: number) => Promise<number>;

/** Asks every outside opinion of the plans once. Only a 200 is a pass; no answer at all is unknown, never a pass. */
export async function askChecks(
  plans: readonly RolloutPlan[],
  ask: Ask,
  at: number,
): Promise<Map<string, CheckAnswer[]>> {
  const byUrl = new Map<string, Promise<CheckAnswer['answer']>>();
  const answerOf = ({ url, timeout }: Check): Promise<CheckAnswer['answer']> => {
    const known = byUrl.get(url) ?? answered(ask, url, timeout);
    byUrl.set(url, known);
    return known;
  };
  const answers = new Map<string, CheckAnswer[]>();
  for (const plan of plans) {
    const checks = new Map(plan.waves.flatMap((wave) => wave.checks.map((check) => [check.name, check])));
    const asked = [...checks.values()].map(async (check) => ({
      name: check.name,
      at,
      answer: await answerOf(check),
    }));
    answers.set(plan.name, await Promise.all(asked));
  }
  return answers;
}

async function answered(ask: Ask, url: string, timeout: number): Promise<CheckAnswer['answer']> {
  try {
    return (await ask(url, timeout)) === 200 ? 'Pass' : 'Fail';
  } catch {
    return 'Unknown';
  }
}
