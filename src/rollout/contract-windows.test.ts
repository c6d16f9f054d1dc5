import { expect, test } from 'vitest';
import { testContract } from '../../test/support/contract.ts';
import type { ContractSpec } from '../exception/contract.ts';
import { windowAfterEnd } from './contract-windows.ts';
import type { HardeningRollout } from './plan.generated.ts';
import { rolloutPlan } from './rollout-plan.ts';
import type { ChangeWindow } from './windows.ts';

// 2026-12-22 is a Tuesday.
const end = '2026-12-22T09:00:00Z';
const mornings: ChangeWindow = { kind: 'Allow', schedule: '0 8 * * *', duration: '2h' };
const mondays: ChangeWindow = { kind: 'Allow', schedule: '0 8 * * 1', duration: '1h' };
const freeze: ChangeWindow = { kind: 'Deny', from: '2026-12-20', until: '2026-12-24' };

function plan(policy: object, windows: readonly ChangeWindow[]): ReturnType<typeof rolloutPlan> {
  return rolloutPlan({
    metadata: { name: 'r' },
    spec: { policies: [policy], windows },
  } as unknown as HardeningRollout);
}

const restricted = { engine: 'PodSecurity', level: 'restricted', version: 'v1.34' };
const baseline = { engine: 'PodSecurity', level: 'baseline', version: 'v1.34' };
const labels = { engine: 'Kyverno', kind: 'ClusterPolicy', name: 'require-labels' };

test.each<[string, readonly ReturnType<typeof rolloutPlan>[], ContractSpec['policies'], string | undefined]>([
  ['no rollout at all', [], [{ engine: 'PodSecurity', level: 'restricted' }], undefined],
  [
    'a rollout of something else',
    [plan(labels, [mornings])],
    [{ engine: 'PodSecurity', level: 'restricted' }],
    undefined,
  ],
  ['no windows: always open', [plan(restricted, [])], [{ engine: 'PodSecurity', level: 'restricted' }], end],
  ['within a window', [plan(restricted, [mornings])], [{ engine: 'PodSecurity', level: 'restricted' }], end],
  [
    'a window days away',
    [plan(restricted, [mondays])],
    [{ engine: 'PodSecurity', level: 'restricted' }],
    '2026-12-28T08:00:00Z',
  ],
  [
    'a freeze over it',
    [plan(restricted, [mornings, freeze])],
    [{ engine: 'PodSecurity', level: 'restricted' }],
    '2026-12-25T08:00:00Z',
  ],
  [
    'a baseline check, in a rollout of restricted',
    [plan(restricted, [mondays])],
    [{ engine: 'PodSecurity', level: 'baseline' }],
    '2026-12-28T08:00:00Z',
  ],
  [
    'a restricted check, in a rollout of baseline',
    [plan(baseline, [mondays])],
    [{ engine: 'PodSecurity', level: 'restricted' }],
    undefined,
  ],
  [
    'the first of several',
    [plan(restricted, [mondays]), plan(labels, [freeze])],
    [
      { engine: 'PodSecurity', level: 'restricted' },
      { engine: 'Kyverno', kind: 'ClusterPolicy', name: 'require-labels' },
    ],
    '2026-12-25T00:00:00Z',
  ],
  [
    'a policy of another kind',
    [plan(labels, [mondays])],
    [{ engine: 'Kyverno', kind: 'Policy', namespace: 'shop', name: 'require-labels' }],
    undefined,
  ],
])('%s', (_, plans, policies, opens) => {
  const found = windowAfterEnd(plans)(testContract({ expiresAt: end, policies }));
  expect(found === undefined ? undefined : new Date(found).toISOString().replace('.000Z', 'Z')).toBe(opens);
});
