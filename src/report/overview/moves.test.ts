import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { NamespaceRow } from '../../evidence/tables.ts';
import { Bed, day, hour, rollout, start } from '../../rollout/bed.fixture.ts';
import { readMoves } from './moves.ts';

/** Stages that were seen to change without a step of their own rollout, and what is said of why. */
describe('why a stage changed', () => {
  let bed: Bed;
  let namespaces: NamespaceRow[];
  beforeAll(async () => {
    bed = await Bed.open([rollout('baseline'), rollout('restricted')]);
    bed.namespace('shop');
    await bed.scan();
    namespaces = await bed.store.db.selectFrom('namespace').selectAll().execute();
  });
  afterAll(() => bed.close());

  async function kindOf(change: {
    readonly at: number;
    readonly labelledAt: number;
    readonly from: string;
    readonly to: string;
    readonly actor?: string;
    /** When a step of the other rollout was done in the namespace. */
    readonly stepAt?: number;
  }): Promise<string[]> {
    const { db } = bed.store;
    await db.deleteFrom('journal').where('kind', '=', 'stage').execute();
    await db.deleteFrom('step').execute();
    await db
      .insertInto('journal')
      .values({
        seq: 1000,
        at: change.at,
        kind: 'stage',
        actor: change.actor ?? 'somebody else',
        rollout: 'restricted',
        namespace: 'shop',
        payload: JSON.stringify({ from: change.from, to: change.to, seen: change.labelledAt }),
        prev: '',
        hash: '',
      })
      .execute();
    if (change.stepAt !== undefined)
      await db
        .insertInto('step')
        .values({
          id: 's',
          rollout: 'baseline',
          namespace_id: namespaces[0]?.id ?? 0,
          kind: 'Promote',
          from_stage: 'Warn',
          to_stage: 'Enforce',
          decision_id: 'd',
          state: 'done',
          actuator: 'Files',
          change: '{}',
          pods: 0,
          created_at: change.stepAt,
          finished_at: change.stepAt,
        })
        .execute();
    return (await readMoves(bed.store, namespaces))
      .filter((move) => move.rollout === 'restricted')
      .map((move) => move.kind);
  }

  const seen = start + 10 * day;
  test.each([
    ['by hand', { at: seen + hour, labelledAt: seen, from: 'Warn', to: 'Audit' }, 'ByHand'],
    ['raised by hand', { at: seen + hour, labelledAt: seen, from: 'Audit', to: 'Warn' }, 'ByHand'],
    [
      'taken along by a step of another rollout',
      { at: seen + hour, labelledAt: seen, from: 'None', to: 'Warn', stepAt: seen - hour },
      'Along',
    ],
    [
      'a step long before has nothing to do with it',
      { at: seen + hour, labelledAt: seen, from: 'None', to: 'Warn', stepAt: seen - 5 * day },
      'ByHand',
    ],
    [
      'lowered by our own step',
      { at: seen + hour, labelledAt: seen, from: 'Warn', to: 'Audit', actor: 'bot' },
      'Along',
    ],
    [
      'the labels stayed, and less than before: the pin was raised',
      { at: seen + 30 * day, labelledAt: seen, from: 'Enforce', to: 'None' },
      'PinRaised',
    ],
    [
      'also where a step came just before those labels',
      { at: seen + 30 * day, labelledAt: seen, from: 'Enforce', to: 'None', stepAt: seen - hour },
      'PinRaised',
    ],
  ] as const)('%s', async (_, change, kind) => expect(await kindOf(change)).toEqual([kind]));
});
