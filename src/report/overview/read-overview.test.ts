import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { testContract } from '../../../test/support/contract.ts';
import { type EvidenceStore, openStore } from '../../evidence/open-store.ts';
import { postgresBinaries, startPostgres } from '../../evidence/postgres-server.fixture.ts';
import { exportStore, importStore } from '../../evidence/transfer.ts';
import { compilePodSecurity } from '../../exception/compile/psa/compile.ts';
import { Bed, badPod, day, goodPod, plainPod, refusals, rollout, start } from '../../rollout/bed.fixture.ts';
import { resourceOf } from '../../rollout/contract-cover.ts';
import { journalLines } from '../evidence-pack/journal-lines.ts';
import { packOf } from '../evidence-pack/pack.ts';
import { findingRecords } from './finding-records.ts';
import type { Overview } from './overview.ts';
import { readOverview } from './read-overview.ts';

/** Two months: one namespace is enforced, falls back once and comes again; one never mends; one is excused for a time. */
describe('what the store tells of two months', () => {
  let bed: Bed;
  let overview: Overview;
  const contract = testContract(
    {
      subjects: [{ kind: 'Deployment', name: 'tool' }],
      policies: [{ engine: 'PodSecurity', level: 'baseline', checks: ['privileged'] }],
      validFrom: new Date(start + 20 * day).toISOString(),
      expiresAt: new Date(start + 70 * day).toISOString(),
    },
    { name: 'tool-privileged', namespace: 'infra' },
  );

  beforeAll(async () => {
    bed = await Bed.open([
      rollout('baseline', { gates: { warn: { window: '2d' }, enforce: { window: '5d' } } }),
    ]);
    for (const name of ['shop', 'legacy', 'infra']) bed.namespace(name, { team: name });
    bed.workload('shop', 'web', goodPod);
    bed.workload('legacy', 'erp', badPod);
    bed.workload('infra', 'tool', badPod);
    bed.workload('infra', 'web', plainPod);
    bed.more = { contracts: [{ contract, standing: { approved: true } }] };
    // What holds everybody else there, since the label would refuse the excused.
    bed.others = compilePodSecurity([{ contract, end: new Date(0) }], 'infra', {
      level: 'baseline',
      version: 'v1.34',
    })
      .objects.filter(({ kind }) => kind !== 'Namespace')
      .map(resourceOf);
    await bed.scan();
    await bed.next();
    await bed.days(15, () => bed.next());
    // What was promised is refused: a step back.
    const from = bed.now;
    bed.now += day;
    await bed.admit(from, { created: [], refused: refusals(bed, 'shop/web') });
    await bed.scan();
    await bed.next();
    await bed.days(10, () => bed.next());
    // Nobody looks for four days.
    bed.now += 4 * day;
    await bed.admit(bed.now - day);
    await bed.scan();
    await bed.days(29, () => bed.next());
    await bed.next();
    overview = await read({});
  }, 240_000);
  afterAll(() => bed.close());

  function read(own: Partial<Parameters<typeof readOverview>[0]>): Promise<Overview> {
    return readOverview({
      store: bed.store,
      context: { ...bed.context(), now: bed.now, labels: (name) => bed.labels(name) },
      version: 'test',
      findings: 100,
      moves: 100,
      verify: true,
      ...own,
    });
  }

  const named = (name: string) => overview.namespaces.find((one) => one.name === name);

  test('where each namespace stands, and the way it came', () => {
    const way = (name: string): string[] | undefined =>
      named(name)?.cells[0]?.history.map((span) => span.stage);
    expect(way('shop')).toEqual(['None', 'Audit', 'Warn', 'Enforce', 'Warn', 'Enforce']);
    expect(way('legacy')).toEqual(['None', 'Audit']);
    expect(named('infra')?.cells[0]?.status.stage).toBe('Enforce');
  });

  test('what is open and what is excused', () => {
    expect(
      overview.findings.map((one) => [one.namespace, one.subject, one.rule, one.field, one.excusedBy]),
    ).toEqual([
      [
        'infra',
        'Deployment/tool',
        'privileged',
        'spec.template.spec.containers[name=app].securityContext.privileged',
        ['infra/tool-privileged'],
      ],
      [
        'legacy',
        'Deployment/erp',
        'privileged',
        'spec.template.spec.containers[name=app].securityContext.privileged',
        [],
      ],
    ]);
    expect(overview.counts).toMatchObject({ open: 1, excused: 1, workloads: 1, namespaces: 1 });
    expect(overview.counts.checks).toMatchObject([{ rule: 'privileged', open: 1, excused: 1, safe: 1 }]);
  });

  test('what admission saw too is one finding with one more source', () =>
    expect(overview.findings[1]?.sources).toEqual(['template', 'admission']));

  test('the line to write', () =>
    expect(overview.findings[1]?.mend).toEqual({
      kind: 'safe',
      text: 'container app: securityContext.privileged: false',
      place: null,
      mended: false,
    }));

  test('where the manifest has the line, and that it is mended already', async () => {
    const manifest = (privileged: boolean) => ({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      namespace: 'legacy',
      name: 'erp',
      object: {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: 'erp', namespace: 'legacy' },
        spec: { template: { spec: { containers: [{ name: 'app', securityContext: { privileged } }] } } },
      },
      origin: {
        file: 'k8s/erp.yaml',
        start: { line: 3, column: 1 },
        locate: () => ({ line: 17, column: 9 }),
      },
    });
    for (const privileged of [true, false]) {
      const { findings } = await read({
        manifestOf: (namespace) => (namespace === 'legacy' ? manifest(privileged) : undefined),
      });
      expect(findings[1]?.mend).toMatchObject({
        place: { file: 'k8s/erp.yaml', line: 17 },
        mended: !privileged,
      });
    }
  });

  test('the time in which nobody looked', () =>
    expect(overview.evidence.blind).toEqual([{ from: start + 26 * day, to: start + 30 * day }]));

  test('the contract, with what it excuses and since when', () =>
    expect(overview.contracts).toMatchObject([
      { name: 'infra/tool-privileged', state: 'Expiring', covers: 1, debtSince: start + 20 * day },
    ]));

  test('every step with the hash of its decision', async () => {
    const steps = overview.moves.filter((move) => move.namespace === 'shop' && move.state === 'done');
    expect(steps.map((move) => `${move.kind} ${move.to}`)).toEqual([
      'Promote Enforce',
      'Demote Warn',
      'Promote Enforce',
      'Promote Warn',
      'Promote Audit',
    ]);
    for (const { decision } of steps) {
      const row = await bed.store.db
        .selectFrom('decision')
        .select('action')
        .where('id', '=', decision)
        .executeTakeFirst();
      expect(row).toBeDefined();
    }
  });

  test('the measurements', () => {
    const { trends } = overview;
    expect(trends.days.at(-1)).toBe(bed.now);
    expect(trends.enforced[0]?.share.at(-1)).toBeCloseTo(2 / 3);
    expect(trends.enforced[0]?.share[0]).toBe(0);
    expect(trends.exempt.at(-1)).toBeCloseTo(1 / 3);
    expect(trends.exempt[0]).toBe(0);
    expect(trends.debt.map((one) => one.count.at(-1))).toEqual([0, 1, 0]);
    expect(trends.regressions).toMatchObject([{ kind: 'Demote', namespace: 'shop' }]);
    expect(trends.timeToEnforce.map((one) => [one.namespace, Math.round(one.took / day)])).toContainEqual([
      'shop',
      9,
    ]);
    expect(trends.violating[0]?.workloads.at(-1)).toBe(2);
    // Four days without a scan.
    expect(trends.violating[0]?.workloads.filter((value) => value === null).length).toBeGreaterThan(0);
  });

  test('every decision is made again', () =>
    expect(overview.proof).toMatchObject({ ok: true, problems: [] }));

  test('findings beyond what is listed are counted all the same', async () => {
    const { findings, counts } = await read({ findings: 1 });
    expect(findings).toHaveLength(1);
    expect(counts).toMatchObject({ open: 1, excused: 1 });
  });

  const binaries = postgresBinaries();
  test.skipIf(binaries === undefined)(
    'Postgres tells the same, and fills the same tables',
    async () => {
      const server = await startPostgres(binaries as string);
      const other = await openStore(server.url);
      try {
        await importStore(other, exportStore(bed.store));
        const tables = async (store: EvidenceStore): Promise<unknown> => {
          const context = { ...bed.context(), now: bed.now, labels: (name: string) => bed.labels(name) };
          const told = await read({ store });
          const period = { from: start, until: bed.now };
          const { tables } = await packOf({ store, context, overview: told, approvals: [], period });
          const found: Record<string, unknown[]> = {};
          for (const table of tables) found[table.file] = await listed(table.rows());
          return { told, found, journal: await listed(journalLines(store)) };
        };
        expect(await tables(other)).toEqual(await tables(bed.store));
      } finally {
        await other.close();
        await server.stop();
      }
    },
    120_000,
  );

  test('findings as verdicts', () =>
    expect(findingRecords(overview)).toMatchObject([
      {
        outcome: 'excepted',
        stage: 'enforce',
        policy: 'baseline@v1.34',
        exception: 'infra/tool-privileged',
        resource: { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'infra', name: 'tool' },
      },
      { outcome: 'fail', stage: 'audit', exception: null, resource: { namespace: 'legacy', name: 'erp' } },
    ]));
});

async function listed<T>(items: AsyncIterable<T> | Iterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}
