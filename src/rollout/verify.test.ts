import { afterAll, beforeAll, expect, test } from 'vitest';
import { write } from '../evidence/journal.ts';
import type { NamespaceRow } from '../evidence/tables.ts';
import { Bed, rollout } from './bed.fixture.ts';
import { atWarn } from './decide.fixture.ts';
import { type Decision, decide, decideBy } from './decide.ts';
import { storeDecision } from './decisions.ts';
import type { DecisionInputs } from './inputs.ts';
import { verify } from './verify.ts';

let bed: Bed;
let namespace: NamespaceRow;
beforeAll(async () => {
  bed = await Bed.open([rollout('baseline')]);
  bed.namespace('shop');
  await bed.scan();
  namespace = await bed.store.db.selectFrom('namespace').selectAll().executeTakeFirstOrThrow();
});
afterAll(() => bed.close());

/** As inputs were before Pod Security was told apart from engines that know contracts. */
function inputsOf1(): DecisionInputs {
  const { compiledForm: _, ...inputs } = atWarn();
  const { knowsContracts: __, ...policy } = inputs.policy;
  return { ...inputs, policy } as DecisionInputs;
}

async function problemsOf(decision: Decision, inputs: DecisionInputs): Promise<readonly string[]> {
  await write(bed.store, bed.now, (writer) => storeDecision(writer, namespace, decision, inputs, 'test'));
  return (await verify(bed.store, [decision.id])).problems;
}

test.each<[string, () => [Decision, DecisionInputs], RegExp | null]>([
  ['made by algorithm 1', () => [decideBy(1, inputsOf1()), inputsOf1()], null],
  ['made by this algorithm', () => [decide(atWarn()), atWarn()], null],
  [
    'made by an algorithm to come',
    () => [{ ...decide(atWarn({ rollout: 'x' })), algorithm: 3 }, atWarn({ rollout: 'x' })],
    /was made by algorithm 3, which this version does not know/,
  ],
  [
    'made by one algorithm and said to be by another',
    () => [{ ...decide(atWarn({ rollout: 'y' })), algorithm: 1 }, atWarn({ rollout: 'y' })],
    /inputs cannot be read/,
  ],
])('a decision %s', async (_, made, problem) => {
  const problems = await problemsOf(...made());
  if (problem === null) expect(problems).toEqual([]);
  else expect(problems.join('\n')).toMatch(problem);
});
