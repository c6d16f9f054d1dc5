import { expect, test } from 'vitest';
import type { Resource } from '../kube/resource.ts';
import { write } from './journal.ts';
import type { EvidenceStore } from './open-store.ts';
import { prune } from './prune.ts';
import { recordScan } from './record-scan.ts';
import { ScanRecorder } from './scan-recorder.ts';
import { onEachStore } from './stores.fixture.ts';
import { emptyRollup } from './write-rollups.ts';

const hour = 3_600_000;
const dayMs = 24 * hour;
const start = Date.parse('2026-11-01T06:00:00Z');
const firstDay = start / dayMs - 0.25;

/** `shop/web`: how many fields fail, by policy. */
type Found = Readonly<Record<string, Readonly<Record<string, number>>>>;

async function scan(store: EvidenceStore, at: number, found: Found, gaps: string[] = []): Promise<void> {
  const recorder = new ScanRecorder({ salt: store.salt });
  for (const [key, policies] of Object.entries(found)) {
    const [namespace = '', name = ''] = key.split('/');
    const resource: Resource = {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      namespace,
      name,
      object: { apiVersion: 'apps/v1', kind: 'Deployment', spec: { template: { spec: { containers: [] } } } },
      origin: { file: 'a.yaml', start: { line: 1, column: 1 } },
    };
    recorder.resource(resource);
    for (const [policy, fields] of Object.entries(policies))
      recorder.verdict({
        engine: 'PodSecurity',
        policy,
        rule: 'r',
        outcome: 'fail',
        stage: null,
        severity: null,
        message: 'no',
        resource,
        fields: Array.from({ length: fields }, (_, index) => ['spec', `f${index}`]),
        exception: null,
      });
  }
  const policies = ['baseline', 'restricted'].map((policy) => ({
    engine: 'PodSecurity' as const,
    policy,
    revision: policy,
    source: null,
  }));
  await recordScan(
    store,
    {
      scope: 'repo',
      source: 'template',
      startedAt: at,
      endedAt: at + 1000,
      policies,
      kubernetes: '',
      gaps,
      actor: 'test',
    },
    recorder,
  );
}

async function rollups(store: EvidenceStore): Promise<string[]> {
  const rows = await store.db
    .selectFrom('rollup')
    .innerJoin('namespace', 'namespace.id', 'rollup.namespace_id')
    .selectAll('rollup')
    .select('name')
    .orderBy('day')
    .orderBy('name')
    .orderBy('policy')
    .orderBy('rollup.rollout')
    .execute();
  return rows.map(({ day, name, policy, rollout, stage, workloads, open, contracts, admitted }) => {
    const said = policy !== '' ? `${policy} ${workloads}/${open}` : '';
    const reached = rollout !== '' ? `${rollout} ${stage}` : '';
    const itself = policy === '' && rollout === '' ? `contracts ${contracts} admitted ${admitted}` : '';
    return `${day - firstDay} ${name} ${said}${reached}${itself}`;
  });
}

onEachStore((stores) => {
  test('each complete scan says what is open, once a day, and a later one of the day instead of an earlier', async () => {
    const store = await stores.open();
    await scan(store, start, {
      'shop/web': { baseline: 1, restricted: 3 },
      'shop/api': { restricted: 2 },
      'play/toy': {},
    });
    expect(await rollups(store)).toEqual([
      '0 shop PodSecurity baseline 1/1',
      '0 shop PodSecurity restricted 2/5',
    ]);
    await scan(store, start + hour, { 'shop/web': { restricted: 1 }, 'play/toy': { baseline: 1 } });
    expect(await rollups(store)).toEqual([
      '0 play PodSecurity baseline 1/1',
      '0 shop PodSecurity restricted 1/1',
    ]);
    await scan(store, start + dayMs, { 'shop/web': {}, 'play/toy': { baseline: 2 } });
    expect(await rollups(store)).toEqual([
      '0 play PodSecurity baseline 1/1',
      '0 shop PodSecurity restricted 1/1',
      '1 play PodSecurity baseline 1/2',
    ]);
  });

  test('an incomplete scan says nothing of the day', async () => {
    const store = await stores.open();
    await scan(store, start, { 'shop/web': { restricted: 3 } }, ['unreadable']);
    expect(await rollups(store)).toEqual([]);
  });

  test('stages and contracts are those of the day; what was counted of admissions stays', async () => {
    const store = await stores.open();
    await scan(store, start, { 'shop/web': {} });
    const cell = {
      since: start,
      revision: '',
      demotions: 0,
      last_demoted_at: null,
      former: '',
      contested: 0,
    };
    const contract = {
      scope: 'repo',
      namespace: 'shop',
      body: '{}',
      revoked: 0,
      quarantine: 0,
      first_seen: start,
    };
    const current = { approved: 1, honoured_until: start + 5 * dayMs, last_seen: start + hour };
    await write(store, start + hour, async ({ tx }) => {
      await tx
        .insertInto('cell')
        .values({ ...cell, rollout: 'base', namespace_id: 1, stage: 'Warn', decision_id: '', signature: '' })
        .execute();
      await tx
        .insertInto('contract')
        .values([
          { ...contract, ...current, name: 'in-force', spec_hash: '1' },
          { ...contract, ...current, name: 'ended', spec_hash: '2', honoured_until: start + hour },
          { ...contract, ...current, name: 'not-approved', spec_hash: '3', approved: 0 },
          { ...contract, ...current, name: 'revoked', spec_hash: '4', revoked: 1 },
          { ...contract, ...current, name: 'elsewhere', spec_hash: '6', namespace: 'other' },
        ])
        .execute();
      await tx
        .insertInto('rollup')
        .values({ ...emptyRollup, day: firstDay, namespace_id: 1, admitted: 7 })
        .execute();
    });
    for (const at of [2 * hour, 3 * hour]) await scan(store, start + at, { 'shop/web': {} });
    expect(await rollups(store)).toEqual(['0 shop contracts 1 admitted 7', '0 shop base Warn']);
    await write(store, start + 4 * hour, ({ tx }) =>
      tx.updateTable('contract').set({ revoked: 1 }).where('name', '=', 'in-force').execute(),
    );
    await scan(store, start + 4 * hour, { 'shop/web': {} });
    expect(await rollups(store)).toEqual(['0 shop contracts 0 admitted 7', '0 shop base Warn']);
  });

  test('they are kept for whole days', async () => {
    const store = await stores.open();
    for (const day of [0, 1, 2]) await scan(store, start + day * dayMs, { 'shop/web': { baseline: 1 } });
    const retention = { closed: 400, rollups: 1, specs: 400, journal: 400 };
    await prune(store, retention, 'test', start + 2 * dayMs + hour);
    expect(await rollups(store)).toEqual([
      '1 shop PodSecurity baseline 1/1',
      '2 shop PodSecurity baseline 1/1',
    ]);
  });
});
