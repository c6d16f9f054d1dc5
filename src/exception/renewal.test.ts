import { describe, expect, test } from 'vitest';
import { testContract } from '../../test/support/contract.ts';
import type { ContractSpec, ExceptionContract } from './contract.ts';
import { renewalCount } from './renewal.ts';

function contract(
  name: string,
  from: string,
  until: string,
  spec: Partial<ContractSpec> = {},
  namespace = 'billing',
): ExceptionContract {
  const term = { validFrom: `2026-${from}T00:00:00Z`, expiresAt: `2026-${until}T00:00:00Z` };
  return testContract({ ...term, ...spec }, { name, namespace });
}

const first = contract('a', '01-01', '02-01');
const worker = { subjects: [{ kind: 'Deployment', name: 'worker' }] };

describe('renewalCount', () => {
  test.each<[string, ExceptionContract, number]>([
    ['the first', first, 0],
    ['an end that was moved', contract('a', '01-01', '03-01'), 1],
    ['an end that was moved forward', contract('a', '01-01', '01-15'), 0],
    [
      'one that says what it renews',
      contract('b', '06-01', '07-01', { ...worker, renews: { name: 'a', specHash: 'sha256:0' } }),
      1,
    ],
    ['another name for the same, soon after', contract('b', '02-20', '03-20'), 1],
    ['another name for the same, long after', contract('b', '04-01', '05-01'), 0],
    ['another workload', contract('b', '02-01', '03-01', worker), 0],
    ['another namespace', contract('a', '02-01', '03-01', {}, 'shop'), 0],
  ])('%s', (_, one, count) => expect(renewalCount(one, [first])).toBe(count));

  test('counts along the longest row', () => {
    const row = [
      first,
      contract('b', '02-01', '03-01'),
      contract('c', '03-01', '04-01'),
      contract('d', '04-01', '05-01'),
    ];
    expect(row.map((one) => renewalCount(one, row.toReversed()))).toEqual([0, 1, 2, 3]);
  });

  test('a thousand contracts of one namespace take no time', () => {
    const many = Array.from({ length: 1000 }, (_, index) =>
      contract(`c${index}`, '01-01', `0${1 + (index % 9)}-15`, {
        subjects: [{ kind: 'Deployment', name: `w${index}` }],
      }),
    );
    const began = performance.now();
    for (const one of many) renewalCount(one, many);
    expect(performance.now() - began).toBeLessThan(2000);
  });
});
