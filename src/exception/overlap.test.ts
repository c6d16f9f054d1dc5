import { describe, expect, test } from 'vitest';
import { testContract } from '../../test/support/contract.ts';
import type { ContractSpec } from './contract.ts';
import { concernSame, termsMeet } from './overlap.ts';

type Parts = Partial<ContractSpec>;
const api = { kind: 'Deployment', name: 'api' };
const restricted = { engine: 'PodSecurity', level: 'restricted' } as const;

describe('whether two contracts are about the same thing', () => {
  test.each<[string, Parts, Parts, boolean]>([
    ['the same', {}, {}, true],
    ['another workload', {}, { subjects: [{ kind: 'Deployment', name: 'web' }] }, false],
    ['another kind', {}, { subjects: [{ kind: 'StatefulSet', name: 'api' }] }, false],
    ['a pattern that reaches it', {}, { subjects: [{ kind: 'Deployment', name: 'ap*' }] }, true],
    ['a pattern that does not', {}, { subjects: [{ kind: 'Deployment', name: 'apx*' }] }, false],
    ['a group that only one names', {}, { subjects: [{ ...api, apiGroup: 'apps' }] }, true],
    [
      'two groups',
      { subjects: [{ ...api, apiGroup: 'apps' }] },
      { subjects: [{ ...api, apiGroup: 'argoproj.io' }] },
      false,
    ],
    ['one container against all', { subjects: [{ ...api, containers: ['app'] }] }, {}, true],
    [
      'two containers',
      { subjects: [{ ...api, containers: ['app'] }] },
      { subjects: [{ ...api, containers: ['side'] }] },
      false,
    ],
    ['another check', {}, { policies: [{ ...restricted, checks: ['seccompProfile_restricted'] }] }, false],
    ['a check of both', {}, { policies: [{ ...restricted, checks: ['privileged', 'runAsNonRoot'] }] }, true],
    ['a check against the whole level', {}, { policies: [restricted] }, true],
    [
      'other fields of the same check',
      { policies: [{ ...restricted, checks: ['runAsNonRoot'], fields: [{ path: 'spec.a' }] }] },
      { policies: [{ ...restricted, checks: ['runAsNonRoot'], fields: [{ path: 'spec.b' }] }] },
      false,
    ],
    [
      'another engine',
      {},
      {
        policies: [{ engine: 'Kyverno', kind: 'ClusterPolicy', name: 'restricted', rules: ['runAsNonRoot'] }],
      },
      false,
    ],
    [
      'a policy of the same name in a namespace',
      { policies: [{ engine: 'Kyverno', kind: 'Policy', namespace: 'billing', name: 'p' }] },
      { policies: [{ engine: 'Kyverno', kind: 'ClusterPolicy', name: 'p' }] },
      false,
    ],
  ])('%s', (_, one, other, same) => {
    const [a, b] = [testContract(one), testContract(other)];
    expect([concernSame(a, b), concernSame(b, a)]).toEqual([same, same]);
  });

  test('not in another namespace', () => {
    expect(concernSame(testContract(), testContract({}, { namespace: 'shop' }))).toBe(false);
  });
});

describe('whether their terms meet', () => {
  const term = (validFrom: string, expiresAt: string): ReturnType<typeof testContract> =>
    testContract({ validFrom: `${validFrom}T00:00:00Z`, expiresAt: `${expiresAt}T00:00:00Z` });
  test.each([
    ['2026-12-01', '2026-12-10', true],
    ['2026-12-22', '2026-12-30', false],
    ['2026-12-21', '2026-12-30', true],
    ['2026-11-01', '2026-11-22', false],
    ['2026-11-01', '2027-01-22', true],
  ])('from %s to %s', (from, until, meet) => {
    const [a, b] = [testContract(), term(from, until)];
    expect([termsMeet(a, b), termsMeet(b, a)]).toEqual([meet, meet]);
  });

  test('a time that cannot be read meets nothing', () => {
    expect(termsMeet(testContract(), testContract({ expiresAt: 'soon' }))).toBe(false);
  });
});
