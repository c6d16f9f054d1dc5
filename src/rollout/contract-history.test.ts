import { afterEach, expect, test } from 'vitest';
import { write } from '../evidence/journal.ts';
import type { ExceptionContract } from '../exception/contract.ts';
import type { StandingContract } from '../exception/excuser.ts';
import { Bed, day, rollout, start } from './bed.fixture.ts';
import { rememberContracts, withFormerContracts } from './contract-history.ts';

const opened: Bed[] = [];
afterEach(async () => {
  for (const bed of opened.splice(0)) await bed.close();
});

function contract(name: string): StandingContract {
  const body: ExceptionContract = {
    apiVersion: 'portcullis.dev/v1alpha1',
    kind: 'ExceptionContract',
    metadata: { name, namespace: 'shop' },
    spec: {
      subjects: [{ kind: 'Deployment', name }],
      policies: [{ engine: 'PodSecurity', level: 'baseline' }],
      owner: { team: 'web', contact: '#web' },
      reason: 'It is here for the test, and that is reason enough.',
      risk: { level: 'Low', impact: 'None.' },
      validFrom: '2026-01-01T00:00:00Z',
      expiresAt: '2026-03-01T00:00:00Z',
    },
  } as ExceptionContract;
  return { contract: body, standing: { approved: true } };
}

/** Each day: the contracts whose files are there, and whether a file could not be read. */
async function after(
  week: readonly { there: readonly string[]; unreadable?: boolean }[],
): Promise<unknown[]> {
  const bed = await Bed.open([rollout('baseline')]);
  opened.push(bed);
  for (const [index, { there, unreadable = false }] of week.entries()) {
    const all = await withFormerContracts(bed.store, 'bed', there.map(contract));
    await write(bed.store, start + index * day, (writer) =>
      rememberContracts(writer, 'bed', all, 'test', unreadable),
    );
  }
  const rows = await bed.store.db.selectFrom('contract').selectAll().orderBy('name').execute();
  const entries = await bed.store.db
    .selectFrom('journal')
    .selectAll()
    .where('kind', '=', 'contract')
    .execute();
  return [
    ...rows.map(
      (row) =>
        `${row.name} ${(row.first_seen - start) / day}–${(row.last_seen - start) / day}${row.revoked === 1 ? ' gone' : ''}`,
    ),
    `${entries.length} entries`,
  ];
}

test.each<[string, Parameters<typeof after>[0], string[]]>([
  [
    'seen each day, written into the journal once',
    [{ there: ['a'] }, { there: ['a'] }, { there: ['a'] }],
    ['a 0–2', '1 entries'],
  ],
  [
    'gone since',
    [{ there: ['a', 'b'] }, { there: ['a', 'b'] }, { there: ['a'] }, { there: ['a'] }],
    ['a 0–3', 'b 0–1 gone', '3 entries'],
  ],
  ['back again', [{ there: ['a'] }, { there: [] }, { there: ['a'] }], ['a 0–2', '3 entries']],
  [
    'a file that cannot be read is not gone',
    [{ there: ['a', 'b'] }, { there: ['a'], unreadable: true }],
    ['a 0–1', 'b 0–0', '2 entries'],
  ],
])('%s', async (_, week, rows) => expect(await after(week)).toEqual(rows));
