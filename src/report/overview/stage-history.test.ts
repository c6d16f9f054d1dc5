import { describe, expect, test } from 'vitest';
import type { RolloutStage } from '../../rollout/stage.ts';
import { stageAt, stageHistory } from './stage-history.ts';

/** `Audit 0-10` for each span; the last has no end. */
function text(
  changes: readonly [at: number, from: RolloutStage, to: RolloutStage][],
  begin: number,
  now: [RolloutStage, number],
): string {
  return stageHistory(
    changes.map(([at, from, to]) => ({ at, from, to })),
    begin,
    { stage: now[0], since: now[1] },
  )
    .map(({ stage, from, to }) => `${stage} ${from}-${to ?? ''}`)
    .join(', ');
}

describe('the stages a namespace went through', () => {
  test.each<[string, Parameters<typeof text>, string]>([
    ['nothing known but now', [[], 5, ['Audit', 5]], 'Audit 5-'],
    ['reached later, nobody knows how', [[], 5, ['Warn', 9]], 'None 5-9, Warn 9-'],
    [
      'steps up',
      [
        [
          [10, 'None', 'Audit'],
          [20, 'Audit', 'Warn'],
        ],
        5,
        ['Warn', 20],
      ],
      'None 5-10, Audit 10-20, Warn 20-',
    ],
    [
      'in any order',
      [
        [
          [20, 'Audit', 'Warn'],
          [10, 'None', 'Audit'],
        ],
        5,
        ['Warn', 20],
      ],
      'None 5-10, Audit 10-20, Warn 20-',
    ],
    [
      'back and up again',
      [
        [
          [10, 'Warn', 'Enforce'],
          [20, 'Enforce', 'Warn'],
          [30, 'Warn', 'Enforce'],
        ],
        0,
        ['Enforce', 30],
      ],
      'Warn 0-10, Enforce 10-20, Warn 20-30, Enforce 30-',
    ],
    [
      'a change that was not written down yet',
      [[[10, 'None', 'Audit']], 0, ['None', 15]],
      'None 0-10, Audit 10-15, None 15-',
    ],
    [
      'two changes at once leave the last',
      [
        [
          [10, 'None', 'Audit'],
          [10, 'Audit', 'Warn'],
        ],
        0,
        ['Warn', 10],
      ],
      'None 0-10, Warn 10-',
    ],
    ['a step before the first sight', [[[3, 'None', 'Audit']], 5, ['Audit', 3]], 'Audit 3-'],
  ])('%s', (_, input, expected) => expect(text(...input)).toBe(expected));

  const history = stageHistory([{ at: 10, from: 'Warn', to: 'Enforce' }], 0, { stage: 'Enforce', since: 10 });
  test('at a time', () =>
    expect([-1, 0, 9, 10, 99].map((at) => stageAt(history, at))).toEqual([
      undefined,
      'Warn',
      'Warn',
      'Enforce',
      'Enforce',
    ]));
});
