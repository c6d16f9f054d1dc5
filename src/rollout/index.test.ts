import { describe, expect, test } from 'vitest';
import { atWarn } from './decide.fixture.ts';
import { decide, loadPlans } from './index.ts';

const rollout = {
  apiVersion: 'portcullis.dev/v1alpha1',
  kind: 'HardeningRollout',
  metadata: { name: 'baseline' },
  spec: { policies: [{ engine: 'PodSecurity', level: 'baseline', version: 'v1.34' }] },
};

describe('plans are loaded from plain JSON', () => {
  test('with every default', () => {
    expect(loadPlans([rollout])).toMatchObject([
      { name: 'baseline', mode: 'Propose', waves: [{ name: 'all', gates: { enforce: { window: '14d' } } }] },
    ]);
  });

  test.each<[string, unknown[], RegExp]>([
    ['nothing', [null], /^rollout 0: /],
    ['text', ['baseline'], /^rollout 0: /],
    ['a misspelt field', [{ ...rollout, spec: { ...rollout.spec, wave: [] } }], /^baseline: .*wave/],
    ['one name twice', [rollout, rollout], /baseline is given twice/],
    [
      'after what is not there',
      [{ ...rollout, spec: { ...rollout.spec, after: ['x'] } }],
      /after names no rollout: x/,
    ],
  ])('%s is refused', (_, values, message) => {
    expect(() => loadPlans(values)).toThrow(message);
    expect(() => loadPlans(values)).toThrow(expect.objectContaining({ code: 'PLAN_INVALID' }));
  });
});

test('the same inputs give the same decision', () => {
  expect(decide(atWarn())).toEqual(decide(structuredClone(atWarn())));
});
