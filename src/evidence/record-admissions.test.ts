import { expect, test } from 'vitest';
import type { EvidenceStore } from './open-store.ts';
import type { JudgedPolicy } from './policy-set.ts';
import { type AdmissionBatch, type Admitted, recordAdmissions } from './record-admissions.ts';
import { recordScan } from './record-scan.ts';
import { ScanRecorder } from './scan-recorder.ts';
import { onEachStore } from './stores.fixture.ts';

const hour = 3_600_000;
const start = Date.parse('2026-11-01T06:00:00Z');
const restricted: JudgedPolicy = {
  engine: 'PodSecurity',
  policy: 'restricted@v1.34',
  revision: 'r1',
  source: null,
};

function deployment(name: string): Parameters<ScanRecorder['resource']>[0] {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    namespace: 'shop',
    name,
    object: {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name },
      spec: { template: { spec: { containers: [{ name: 'app' }] } } },
    },
    origin: { file: 'a.yaml', start: { line: 1, column: 1 } },
  };
}

async function scan(store: EvidenceStore, at: number, bad = false): Promise<void> {
  const recorder = new ScanRecorder({ salt: store.salt });
  const web = deployment('web');
  recorder.resource(web);
  if (bad)
    recorder.verdict({
      engine: 'PodSecurity',
      policy: 'restricted@v1.34',
      rule: 'privileged',
      outcome: 'fail',
      stage: null,
      severity: null,
      message: 'm',
      resource: web,
      fields: [],
      exception: null,
    });
  await recordScan(
    store,
    {
      scope: 'repo',
      source: 'template',
      startedAt: at,
      endedAt: at,
      policies: [restricted],
      kubernetes: '',
      gaps: [],
      actor: 'test',
    },
    recorder,
  );
}

function admitted(at: number, own: Partial<Admitted> = {}): Admitted {
  return {
    id: `a${at}`,
    at,
    workload: { namespace: 'shop', group: 'apps', kind: 'Deployment', name: 'web' },
    templateHash: 'h1',
    ephemeral: false,
    judged: [restricted],
    findings: [],
    ...own,
  };
}

const finding = {
  engine: 'PodSecurity',
  policy: 'restricted@v1.34',
  rule: 'privileged',
  field: '',
  message: 'm',
};

function batch(own: Partial<AdmissionBatch> = {}): AdmissionBatch {
  return {
    scope: 'repo',
    component: 'audit-log',
    up: [],
    blind: [],
    silence: hour,
    admitted: [],
    refused: [],
    actor: 'test',
    ...own,
  };
}

onEachStore((stores) => {
  test('an admission is evidence of its workload, and pods were created', async () => {
    const store = await stores.open();
    await scan(store, start);
    const summary = await recordAdmissions(
      store,
      batch({ admitted: [admitted(start + hour), admitted(start + 2 * hour)] }),
      start + 3 * hour,
    );
    expect(summary).toMatchObject({ admitted: 2, unknown: 0, elsewhere: 0 });
    expect(
      await store.db
        .selectFrom('watermark')
        .select(['source', 'at', 'template_hash'])
        .where('source', '=', 'admission')
        .execute(),
    ).toEqual([{ source: 'admission', at: start + 2 * hour, template_hash: 'h1' }]);
    expect(await store.db.selectFrom('subject').select(['last_ran_at']).executeTakeFirst()).toEqual({
      last_ran_at: start + 2 * hour,
    });
    expect(await store.db.selectFrom('namespace').select(['last_pod_at']).executeTakeFirst()).toEqual({
      last_pod_at: start + 2 * hour,
    });
    expect(
      await store.db
        .selectFrom('rollup')
        .where('policy', '=', '')
        .select(['admitted', 'would_fail'])
        .executeTakeFirst(),
    ).toEqual({ admitted: 2, would_fail: 0 });
  });

  test('what an admission found is closed by a later one, not by a scan that cannot see it', async () => {
    const store = await stores.open();
    await scan(store, start);
    await recordAdmissions(
      store,
      batch({ admitted: [admitted(start + hour, { findings: [finding] })] }),
      start + hour,
    );
    const open = async (): Promise<number[]> =>
      (await store.db.selectFrom('finding').select('sources').where('closed_at', 'is', null).execute()).map(
        (row) => row.sources,
      );
    expect(await open()).toEqual([4]);
    await scan(store, start + 2 * hour);
    expect(await open()).toEqual([4]);
    await scan(store, start + 3 * hour, true);
    expect(await open()).toEqual([5]);
    await recordAdmissions(store, batch({ admitted: [admitted(start + 4 * hour)] }), start + 4 * hour);
    expect(await open()).toEqual([1]);
    await scan(store, start + 5 * hour);
    expect(await open()).toEqual([]);
  });

  test('one file imported twice counts once, and files of one log are one time', async () => {
    const store = await stores.open();
    await scan(store, start);
    const first = batch({ up: [{ from: start, to: start + hour }], admitted: [admitted(start + hour / 2)] });
    const second = batch({
      up: [{ from: start + hour + 1000, to: start + 2 * hour }],
      admitted: [admitted(start + 1.5 * hour)],
    });
    const third = batch({ up: [{ from: start + 4 * hour, to: start + 5 * hour }] });
    for (const one of [first, second, third]) await recordAdmissions(store, one, start + 5 * hour);
    expect(await recordAdmissions(store, first, start + 5 * hour)).toMatchObject({ admitted: 0, known: 1 });
    expect(await recordAdmissions(store, second, start + 5 * hour)).toMatchObject({ admitted: 0, known: 1 });
    const rows = await store.db
      .selectFrom('uptime')
      .select(['from_ms', 'to_ms'])
      .orderBy('from_ms')
      .execute();
    expect(rows).toEqual([
      { from_ms: start, to_ms: start + 2 * hour },
      { from_ms: start + 4 * hour, to_ms: start + 5 * hour },
    ]);
    expect(
      await store.db.selectFrom('rollup').where('policy', '=', '').select('admitted').executeTakeFirst(),
    ).toEqual({
      admitted: 2,
    });
  });

  test('a workload that no scan has seen is held against its namespace, until it is seen no more', async () => {
    const store = await stores.open();
    await scan(store, start);
    const shadow = { namespace: 'shop', group: 'apps', kind: 'Deployment', name: 'shadow' };
    expect(
      await recordAdmissions(
        store,
        batch({ admitted: [admitted(start + hour, { workload: shadow, findings: [finding] })] }),
        start + hour,
      ),
    ).toMatchObject({ unknown: 1 });
    const day = 24 * hour;
    const there = async (): Promise<string[]> =>
      (
        await store.db
          .selectFrom('subject')
          .select('name')
          .where('gone_at', 'is', null)
          .orderBy('name')
          .execute()
      ).map((row) => row.name);
    await scan(store, start + 2 * hour);
    expect(await there()).toEqual(['shadow', 'web']);
    await scan(store, start + 32 * day);
    expect(await there()).toEqual(['web']);
  });

  test('pods without a template are counted when they are clean, and held against the namespace when not', async () => {
    const store = await stores.open();
    await scan(store, start);
    const run = (name: string): Admitted['workload'] => ({
      namespace: 'shop',
      group: 'tekton.dev',
      kind: 'TaskRun',
      name,
    });
    const pods = [
      admitted(start + hour, { workload: run('a'), ephemeral: true }),
      admitted(start + hour + 1, { workload: run('b'), ephemeral: true, findings: [finding] }),
    ];
    expect(await recordAdmissions(store, batch({ admitted: pods }), start + hour + 1)).toMatchObject({
      ephemeral: 2,
    });
    expect(
      await store.db
        .selectFrom('rollup')
        .where('policy', '=', '')
        .select(['admitted', 'ephemeral', 'would_fail'])
        .executeTakeFirst(),
    ).toEqual({ admitted: 2, ephemeral: 1, would_fail: 1 });
    expect(await store.db.selectFrom('finding').selectAll().execute()).toHaveLength(1);
  });

  test('a refusal is kept once per check, whoever reports it again', async () => {
    const store = await stores.open();
    await scan(store, start);
    const refused = {
      id: 'r1',
      at: start + hour,
      workload: { namespace: 'shop', group: 'apps', kind: 'Deployment', name: 'web' },
      templateHash: 'h1',
      confirmed: true,
      findings: [
        { ...finding, critical: true },
        { ...finding, rule: 'hostPorts', critical: false },
      ],
    };
    for (let again = 0; again < 2; again++)
      await recordAdmissions(store, batch({ refused: [refused] }), start + hour);
    expect(
      await store.db
        .selectFrom('rejection')
        .select(['id', 'confirmed', 'critical'])
        .orderBy('critical')
        .execute(),
    ).toEqual([
      { id: 'r1', confirmed: 1, critical: 0 },
      { id: 'r1', confirmed: 1, critical: 1 },
    ]);
  });

  test('other namespaces are none of our business', async () => {
    const store = await stores.open();
    await scan(store, start);
    const elsewhere = admitted(start + hour, {
      workload: { namespace: 'other', group: '', kind: 'Pod', name: 'x' },
    });
    expect(await recordAdmissions(store, batch({ admitted: [elsewhere] }), start + hour)).toMatchObject({
      admitted: 0,
      elsewhere: 1,
    });
  });
});
