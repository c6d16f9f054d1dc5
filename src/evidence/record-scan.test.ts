import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../kube/json.ts';
import type { Resource } from '../kube/resource.ts';
import type { Verdict } from '../verdict.ts';
import { verifyJournal } from './journal.ts';
import type { EvidenceStore } from './open-store.ts';
import { recordScan, type ScanFacts, type ScanSummary } from './record-scan.ts';
import { ScanRecorder } from './scan-recorder.ts';
import { onEachStore } from './stores.fixture.ts';

const hour = 3_600_000;
const day = 24 * hour;
const start = Date.parse('2026-11-01T06:00:00Z');

const policies: ScanFacts['policies'] = [
  { engine: 'PodSecurity', policy: 'restricted@v1.34', revision: 'r1', source: null },
  { engine: 'Kyverno', policy: 'labels', revision: 'k1', source: { spec: 1 } },
];

function resource(kind: string, name: string, object: JsonObject, namespace = 'shop'): Resource {
  return {
    apiVersion: kind === 'Namespace' ? 'v1' : 'apps/v1',
    kind,
    namespace: kind === 'Namespace' ? '' : namespace,
    name,
    object,
    origin: { file: 'a.yaml', start: { line: 1, column: 1 } },
  };
}

function deployment(name: string, spec: JsonObject = {}, namespace = 'shop'): Resource {
  const pod = {
    containers: [{ name: 'app', image: 'web', env: [{ name: 'PASSWORD', value: 'hunter2' }] }],
    ...spec,
  };
  return resource(
    'Deployment',
    name,
    { apiVersion: 'apps/v1', kind: 'Deployment', spec: { template: { spec: pod } } },
    namespace,
  );
}

function namespace(name: string, labels: Record<string, string> = {}, uid = ''): Resource {
  return resource('Namespace', name, { metadata: { labels, ...(uid === '' ? {} : { uid }) } });
}

function verdict(on: Resource, rule: string, own: Partial<Verdict> = {}): Verdict {
  return {
    engine: 'PodSecurity',
    policy: 'restricted@v1.34',
    rule,
    outcome: 'fail',
    stage: 'audit',
    severity: 'medium',
    message: `${rule} is wrong`,
    resource: on,
    fields: [['spec', 'template', 'spec', 'containers', 0, 'image']],
    exception: null,
    ...own,
  };
}

interface Seen {
  readonly resources: readonly Resource[];
  readonly verdicts?: readonly Verdict[];
  readonly facts?: Partial<ScanFacts>;
}

async function record(
  store: EvidenceStore,
  at: number,
  { resources, verdicts = [], facts = {} }: Seen,
): Promise<ScanSummary> {
  const recorder = new ScanRecorder({ salt: store.salt });
  for (const one of resources) {
    recorder.resource(one);
    for (const found of verdicts) if (found.resource === one) recorder.verdict(found);
  }
  return recordScan(
    store,
    {
      scope: 'repo',
      source: 'template',
      startedAt: at,
      endedAt: at + 41_000,
      policies,
      kubernetes: 'v1.34',
      gaps: [],
      actor: 'test',
      ...facts,
    },
    recorder,
  );
}

onEachStore((stores) => {
  const findings = async (store: EvidenceStore): Promise<string[]> => {
    const rows = await store.db
      .selectFrom('finding')
      .innerJoin('subject', 'subject.id', 'finding.subject_id')
      .innerJoin('check', 'check.id', 'finding.check_id')
      .select(['subject.name', 'rule', 'field', 'verdict', 'closed_at', 'reopened'])
      .orderBy('subject.name')
      .orderBy('rule')
      .orderBy('field')
      .execute();
    return rows.map(
      (row) =>
        `${row.name} ${row.rule} ${row.verdict} ${row.field} ${row.closed_at === null ? 'open' : `closed ${(row.closed_at - start) / day}`} ${row.reopened}`,
    );
  };

  test('a fail is kept once per field, a pass only as a watermark', async () => {
    const store = await stores.open();
    const web = deployment('web');
    const api = deployment('api');
    const summary = await record(store, start, {
      resources: [namespace('shop', { team: 'a' }), web, api],
      verdicts: [
        verdict(web, 'runAsNonRoot', {
          fields: [
            ['spec', 'template', 'spec', 'containers', 0, 'image'],
            ['spec', 'replicas'],
          ],
        }),
        verdict(web, 'seccompProfile', { outcome: 'excepted', exception: 'c', fields: [] }),
        verdict(api, 'labels', { engine: 'Kyverno', policy: 'labels', outcome: 'error' }),
        verdict(api, 'seccompProfile', { outcome: 'pass' }),
        verdict(api, 'hostPorts', { outcome: 'skip' }),
      ],
    });
    expect(summary).toMatchObject({
      complete: true,
      namespaces: 1,
      subjects: 2,
      findings: { opened: 4, closed: 0, open: 4 },
      gone: 0,
    });
    expect(await findings(store)).toEqual([
      'api labels error spec.template.spec.containers[name=app].image open 0',
      'web runAsNonRoot fail spec.replicas open 0',
      'web runAsNonRoot fail spec.template.spec.containers[name=app].image open 0',
      'web seccompProfile fail  open 0',
    ]);
    const marks = await store.db.selectFrom('watermark').selectAll().execute();
    expect(marks.map((mark) => [mark.source, mark.at])).toEqual([
      ['template', start],
      ['template', start],
    ]);
    const row = await store.db.selectFrom('namespace').selectAll().executeTakeFirstOrThrow();
    expect(row).toMatchObject({ name: 'shop', labels: '{"team":"a"}', listed_at: start, gone_at: null });
  });

  test('what a complete scan sees no more is closed, and comes back as the same finding', async () => {
    const store = await stores.open();
    const web = deployment('web');
    const bad = { resources: [web], verdicts: [verdict(web, 'runAsNonRoot')] };
    await record(store, start, bad);
    expect(await record(store, start + day, { resources: [web] })).toMatchObject({
      findings: { opened: 0, closed: 1, open: 0 },
    });
    expect(await findings(store)).toEqual([
      'web runAsNonRoot fail spec.template.spec.containers[name=app].image closed 1 0',
    ]);
    await record(store, start + 2 * day, bad);
    expect(await findings(store)).toEqual([
      'web runAsNonRoot fail spec.template.spec.containers[name=app].image open 1',
    ]);
  });

  test('a scan that did not see everything closes nothing and marks nothing gone', async () => {
    const store = await stores.open();
    const web = deployment('web');
    await record(store, start, {
      resources: [web, deployment('api')],
      verdicts: [verdict(web, 'runAsNonRoot')],
    });
    const summary = await record(store, start + day, {
      resources: [web],
      facts: { gaps: ['b.yaml: cannot be read'] },
    });
    expect(summary).toMatchObject({ complete: false, findings: { closed: 0 }, gone: 0 });
    expect(await findings(store)).toEqual([
      'web runAsNonRoot fail spec.template.spec.containers[name=app].image open 0',
    ]);
    const row = await store.db.selectFrom('namespace').selectAll().executeTakeFirstOrThrow();
    expect([row.listed_at, row.last_seen]).toEqual([start, start + day + 41_000]);
  });

  test('a scan that did not judge by a policy closes nothing of it', async () => {
    const store = await stores.open();
    const web = deployment('web');
    await record(store, start, {
      resources: [web],
      verdicts: [verdict(web, 'runAsNonRoot'), verdict(web, 'x', { engine: 'Kyverno', policy: 'labels' })],
    });
    await record(store, start + day, { resources: [web], facts: { policies: policies.slice(1) } });
    expect(await findings(store)).toEqual([
      'web runAsNonRoot fail spec.template.spec.containers[name=app].image open 0',
      'web x fail spec.template.spec.containers[name=app].image closed 1 0',
    ]);
  });

  test('a scope knows only its own', async () => {
    const store = await stores.open();
    const web = deployment('web');
    await record(store, start, { resources: [web], verdicts: [verdict(web, 'runAsNonRoot')] });
    await record(store, start + day, { resources: [deployment('other')], facts: { scope: 'other' } });
    expect(await findings(store)).toEqual([
      'web runAsNonRoot fail spec.template.spec.containers[name=app].image open 0',
    ]);
  });

  test('a deleted workload takes its findings with it; a namespace that comes back is another one', async () => {
    const store = await stores.open();
    const web = deployment('web');
    const seen = { resources: [namespace('shop'), web], verdicts: [verdict(web, 'runAsNonRoot')] };
    await record(store, start, seen);
    expect(await record(store, start + day, { resources: [namespace('shop')] })).toMatchObject({
      gone: 1,
      findings: { closed: 1 },
    });
    await record(store, start + 2 * day, seen);
    await record(store, start + 3 * day, { resources: [namespace('other')] });
    await record(store, start + 4 * day, seen);
    const rows = await store.db
      .selectFrom('namespace')
      .select(['name', 'uid', 'gone_at'])
      .orderBy('id')
      .execute();
    expect(rows.map((row) => [row.name, row.gone_at === null])).toEqual([
      ['shop', false],
      ['other', false],
      ['shop', true],
    ]);
    expect(new Set(rows.map((row) => row.uid)).size).toBe(3);
  });

  test('a workload that comes back has its findings again', async () => {
    const store = await stores.open();
    const web = deployment('web');
    const seen = { resources: [namespace('shop'), web], verdicts: [verdict(web, 'runAsNonRoot')] };
    await record(store, start, seen);
    await record(store, start + day, { resources: [namespace('shop')] });
    expect(await record(store, start + 2 * day, seen)).toMatchObject({ findings: { opened: 1, open: 1 } });
    expect(await findings(store)).toEqual([
      'web runAsNonRoot fail spec.template.spec.containers[name=app].image open 1',
    ]);
  });

  test('the same findings are written again when the policies are others', async () => {
    const store = await stores.open();
    const web = deployment('web');
    await record(store, start, {
      resources: [web],
      verdicts: [verdict(web, 'a'), verdict(web, 'b', { engine: 'Kyverno', policy: 'labels' })],
    });
    await record(store, start + day, {
      resources: [web],
      verdicts: [verdict(web, 'a')],
      facts: { policies: policies.slice(0, 1) },
    });
    expect(
      await record(store, start + 2 * day, { resources: [web], verdicts: [verdict(web, 'a')] }),
    ).toMatchObject({ findings: { closed: 1, open: 1 } });
  });

  test('a namespace with another uid is another one', async () => {
    const store = await stores.open();
    await record(store, start, { resources: [namespace('shop', {}, 'u1')] });
    await record(store, start + day, { resources: [namespace('shop', {}, 'u2')], facts: { gaps: ['x'] } });
    const rows = await store.db.selectFrom('namespace').select(['uid', 'gone_at']).orderBy('id').execute();
    expect(rows.map((row) => [row.uid, row.gone_at === null])).toEqual([
      ['u1', false],
      ['u2', true],
    ]);
  });

  test('a changed template is another one; labels change only when the Namespace itself was seen', async () => {
    const store = await stores.open();
    await record(store, start, { resources: [namespace('shop', { a: '1' }), deployment('web')] });
    await record(store, start + day, { resources: [deployment('web', { hostNetwork: true })] });
    const subject = await store.db.selectFrom('subject').selectAll().executeTakeFirstOrThrow();
    expect(subject).toMatchObject({ first_seen: start, changed_at: start + day, wants_pods: 1, pods: 1 });
    expect((await store.db.selectFrom('namespace').selectAll().executeTakeFirstOrThrow()).labels).toBe(
      '{"a":"1"}',
    );
    expect(await store.db.selectFrom('spec').selectAll().execute()).toHaveLength(2);
  });

  test('no secret enters', async () => {
    const store = await stores.open();
    const web = deployment('web');
    await record(store, start, {
      resources: [web],
      verdicts: [
        verdict(web, 'x', { engine: 'Kyverno', policy: 'labels', message: 'PASSWORD is hunter2\0!' }),
      ],
    });
    for (const table of ['spec', 'message', 'journal', 'finding'] as const)
      expect(JSON.stringify(await store.db.selectFrom(table).selectAll().execute())).not.toContain('hunter2');
    const { text } = await store.db.selectFrom('message').selectAll().executeTakeFirstOrThrow();
    expect(text).toMatch(/^PASSWORD is sha256~[0-9a-f]{16}\\u0000!$/);
  });

  test('a thousand workloads in many namespaces, twice', async () => {
    const store = await stores.open();
    const resources = Array.from({ length: 1000 }, (_, index) =>
      deployment(`w${index}`, {}, `n${index % 40}`),
    );
    const verdicts = resources.flatMap((one, index) =>
      index % 3 === 0 ? [verdict(one, 'a'), verdict(one, 'b')] : [],
    );
    expect(await record(store, start, { resources, verdicts })).toMatchObject({
      findings: { opened: 668, open: 668 },
    });
    expect(await record(store, start + day, { resources, verdicts })).toMatchObject({
      findings: { opened: 0, closed: 0, open: 668 },
    });
    expect(await record(store, start + 2 * day, { resources: resources.slice(500) })).toMatchObject({
      gone: 500,
      findings: { closed: 668 },
    });
  });

  describe('the journal', () => {
    test('is a chain, and a changed, missing or cut entry is found', async () => {
      const store = await stores.open();
      for (let index = 0; index < 5; index++)
        await record(store, start + index * day, { resources: [deployment('web')] });
      expect(await verifyJournal(store.db)).toMatchObject({ ok: true, from: 1, to: 5 });
      const row = await store.db
        .selectFrom('journal')
        .selectAll()
        .where('seq', '=', 3)
        .executeTakeFirstOrThrow();
      await store.db
        .updateTable('journal')
        .set({ payload: row.payload.replace('true', 'falsE') })
        .where('seq', '=', 3)
        .execute();
      expect((await verifyJournal(store.db)).problem).toBe('entry 3 was changed');
      await store.db.updateTable('journal').set({ payload: row.payload }).where('seq', '=', 3).execute();
      expect((await verifyJournal(store.db)).ok).toBe(true);
      await store.db.deleteFrom('journal').where('seq', '=', 5).execute();
      expect((await verifyJournal(store.db)).problem).toBe(
        'the journal ends with entry 4, but 5 were written',
      );
      await store.db.deleteFrom('journal').where('seq', '=', 2).execute();
      expect((await verifyJournal(store.db)).problem).toBe('entry 2 is missing');
    });

    test('has one writer at a time: scans recorded at once follow one another', async () => {
      const location = stores.fresh();
      const [a, b] = [await stores.open(location), await stores.open(location)];
      await Promise.all(
        Array.from({ length: 8 }, (_, index) =>
          record(index % 2 === 0 ? a : b, start + index * 1000, {
            resources: [deployment(`w${index}`)],
            facts: { scope: `s${index}` },
          }),
        ),
      );
      expect(await verifyJournal(a.db)).toMatchObject({ ok: true, to: 8 });
    });

    test('refuses a clock that was set back', async () => {
      const store = await stores.open();
      await record(store, start + day, { resources: [] });
      await expect(record(store, start, { resources: [] })).rejects.toMatchObject({ code: 'STORE_CLOCK' });
      expect(await verifyJournal(store.db)).toMatchObject({ ok: true, to: 1 });
    });
  });

  test('one lock is held once', async () => {
    const location = stores.fresh();
    const [a, b] = [await stores.open(location), await stores.open(location)];
    const release = await a.exclusive('next');
    expect(release).toBeDefined();
    expect(await b.exclusive('next')).toBeUndefined();
    const other = await b.exclusive('other');
    expect(other).toBeDefined();
    await other?.();
    await release?.();
    const again = await b.exclusive('next');
    expect(again).toBeDefined();
    await again?.();
  });
});
