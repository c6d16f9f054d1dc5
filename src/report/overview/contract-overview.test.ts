import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { testContract } from '../../../test/support/contract.ts';
import type { ContractRow } from '../../evidence/tables.ts';
import type { StandingContract } from '../../exception/excuser.ts';
import { specHash } from '../../exception/spec-hash.ts';
import { Bed, day, rollout, start } from '../../rollout/bed.fixture.ts';
import { readContracts } from './contract-overview.ts';

const time = (days: number): string => new Date(start + days * day).toISOString();
const contract = (name: string, from: number, to: number, own: Parameters<typeof testContract>[0] = {}) =>
  testContract({ validFrom: time(from), expiresAt: time(to), ...own }, { name, namespace: 'shop' });

describe('contracts as of day 40', () => {
  let bed: Bed;
  beforeAll(async () => {
    bed = await Bed.open([rollout('baseline')]);
  });
  afterAll(() => bed.close());

  async function told(
    list: readonly (StandingContract & { readonly lastSeen?: number })[],
  ): Promise<unknown[]> {
    await bed.store.db.deleteFrom('contract').execute();
    for (const { contract: one, lastSeen } of list)
      if (lastSeen !== undefined)
        await bed.store.db
          .insertInto('contract')
          .values({
            scope: 'bed',
            namespace: 'shop',
            name: one.metadata.name,
            spec_hash: specHash(one),
            body: '{}',
            approved: 1,
            revoked: 0,
            quarantine: 0,
            honoured_until: 0,
            first_seen: start,
            last_seen: start + lastSeen * day,
          } satisfies ContractRow)
          .execute();
    const days = (at: number): number => Math.round((at - start) / day);
    return (await readContracts(bed.store, 'bed', list, new Map([['shop/a', 3]]), start + 40 * day)).map(
      (one) => [
        one.name,
        one.state,
        one.inForce && [days(one.inForce.from), days(one.inForce.to)],
        days(one.debtSince),
        one.covers,
      ],
    );
  }

  test('one that runs', async () =>
    expect(await told([{ contract: contract('a', 10, 60), standing: { approved: true } }])).toEqual([
      ['shop/a', 'Active', [10, 60], 10, 3],
    ]));
  test('one that nobody approved never excused', async () =>
    expect(await told([{ contract: contract('a', 10, 30), standing: { approved: false } }])).toEqual([
      ['shop/a', 'Expired', null, 10, 3],
    ]));
  test('one whose file went excused until it was last seen', async () =>
    expect(
      await told([
        { contract: contract('b', 10, 60), standing: { approved: true, revoked: true }, lastSeen: 25 },
      ]),
    ).toEqual([['shop/b', 'Removed', [10, 25], 10, 0]]));
  test('one whose text was changed', async () =>
    expect(
      await told([
        { contract: contract('a', 10, 30), standing: { approved: true, revoked: true }, lastSeen: 20 },
        { contract: contract('a', 10, 60), standing: { approved: true } },
      ]),
    ).toEqual([
      ['shop/a', 'Replaced', [10, 20], 10, 0],
      ['shop/a', 'Active', [10, 60], 10, 3],
    ]));
  test('a renewal goes on with the debt of what it renews, over any number of them, and round in no circle', async () =>
    expect(
      await told([
        {
          contract: contract('a', 0, 20, { renews: { name: 'c', specHash: 'sha256:x' } }),
          standing: { approved: true },
        },
        {
          contract: contract('b', 20, 38, { renews: { name: 'a', specHash: 'sha256:x' } }),
          standing: { approved: true },
        },
        {
          contract: contract('c', 38, 60, { renews: { name: 'b', specHash: 'sha256:x' } }),
          standing: { approved: true },
        },
      ]),
    ).toEqual([
      ['shop/a', 'Expired', [0, 20], 0, 3],
      ['shop/b', 'Expired', [20, 38], 0, 0],
      ['shop/c', 'Active', [38, 60], 0, 0],
    ]));
});
