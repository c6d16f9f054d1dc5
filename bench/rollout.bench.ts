import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EvidenceStore, openStore } from '../src/evidence/open-store.ts';
import { postgresBinaries, startPostgres } from '../src/evidence/postgres-server.fixture.ts';
import { recordScan } from '../src/evidence/record-scan.ts';
import { ScanRecorder } from '../src/evidence/scan-recorder.ts';
import type { Resource } from '../src/kube/resource.ts';
import { evaluate } from '../src/rollout/evaluate.ts';
import { namespaceFacts } from '../src/rollout/namespace-facts.ts';
import { rolloutPlan } from '../src/rollout/rollout-plan.ts';
import type { Bench } from './bench.ts';

const day = 86_400_000;
const start = Date.parse('2026-01-01T00:00:00Z');

/** The store of a large cluster, filled by scans alone, and every decision from it. */
export const bench: Bench = {
  name: 'rollout',
  async run(short) {
    const size = short
      ? { namespaces: 500, workloads: 10, fields: 10 }
      : { namespaces: 10_000, workloads: 10, fields: 10 };
    const folder = mkdtempSync(join(tmpdir(), 'portcullis-bench-'));
    try {
      const file = join(folder, 'evidence.db');
      const sqlite = await openStore(file);
      await measure('SQLite', sqlite, size);
      await sqlite.close();
      print('SQLite file', `${(statSync(file).size / 1e6).toFixed(0)} MB`, '300 MB');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
    const binaries = postgresBinaries();
    if (binaries === undefined) {
      console.log('  SKIPPED: no Postgres binaries');
      return;
    }
    const server = await startPostgres(binaries);
    try {
      const store = await openStore(server.url);
      await measure('Postgres', store, size);
      await store.close();
    } finally {
      await server.stop();
    }
  },
};

interface Size {
  readonly namespaces: number;
  readonly workloads: number;
  /** Fields of each workload that fail, over the checks of the rollouts. */
  readonly fields: number;
}

const levels = ['baseline@v1.34', 'restricted@v1.34'] as const;

async function measure(name: string, store: EvidenceStore, size: Size): Promise<void> {
  const total = size.namespaces * size.workloads;
  const first = await timed(() => scan(store, start, size));
  print(
    `${name}: record the first scan of ${total} workloads, ${first.result} findings`,
    seconds(first),
    '10 s',
  );
  const again = await timed(() => scan(store, start + day, size));
  print(`${name}: record the next scan of them`, seconds(again), '10 s');
  const context = { scope: 'bench', plans, now: start + day + 3_600_000, contracts: [] };
  const decided = await timed(() => evaluate(store, context));
  const count = decided.result.reduce((sum, { plan }) => sum + plan.cells.length, 0);
  print(`${name}: ${count} decisions`, seconds(decided), '20 s');
  const rows = await store.db.selectFrom('namespace').selectAll().limit(200).execute();
  const checks = (await store.db.selectFrom('check').select('id').execute()).map((row) => row.id);
  const gates = await timed(async () => {
    for (const row of rows) await namespaceFacts(store, [row], checks, () => false);
  });
  print(`${name}: all that one gate asks for`, `${(gates.ms / rows.length).toFixed(2)} ms`, '2 ms');
}

const plans = [
  plan('baseline', 'baseline', []),
  plan('restricted', 'restricted', []),
  plan('restricted-2', 'restricted', ['baseline']),
];

function plan(name: string, level: 'baseline' | 'restricted', after: string[]) {
  return rolloutPlan({
    apiVersion: 'portcullis.dev/v1alpha1',
    kind: 'HardeningRollout',
    metadata: { name },
    spec: { policies: [{ engine: 'PodSecurity', level, version: 'v1.34' }], after, mode: 'Auto' },
  });
}

async function scan(
  store: EvidenceStore,
  at: number,
  { namespaces, workloads, fields }: Size,
): Promise<number> {
  const recorder = new ScanRecorder({ salt: store.salt });
  const origin = { file: 'bench', start: { line: 1, column: 1 } };
  let findings = 0;
  for (let n = 0; n < namespaces; n++) {
    const namespace = `ns-${n}`;
    recorder.resource({
      apiVersion: 'v1',
      kind: 'Namespace',
      namespace: '',
      name: namespace,
      object: {
        metadata: {
          name: namespace,
          labels: {
            'pod-security.kubernetes.io/audit': 'restricted',
            'pod-security.kubernetes.io/warn': 'restricted',
          },
        },
      },
      origin,
    });
    for (let w = 0; w < workloads; w++) {
      const name = `workload-${w}`;
      const containers = [{ name: 'app', image: `registry.example/app-${n}:${w}` }];
      const resource: Resource = {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        namespace,
        name,
        object: {
          apiVersion: 'apps/v1',
          kind: 'Deployment',
          metadata: { name, namespace },
          spec: { template: { spec: { containers } } },
        },
        origin,
      };
      recorder.resource(resource);
      for (let f = 0; f < fields; f++) {
        findings++;
        recorder.verdict({
          engine: 'PodSecurity',
          policy: levels[f % 2] as string,
          rule: `check-${f >> 1}`,
          outcome: 'fail',
          stage: null,
          severity: null,
          message: `check ${f} says no`,
          resource,
          fields: [['spec', 'template', 'spec', 'containers', 0, 'securityContext', `field${f}`]],
          exception: null,
        });
      }
    }
  }
  const policies = levels.map((policy) => ({
    engine: 'PodSecurity' as const,
    policy,
    revision: policy,
    source: null,
  }));
  await recordScan(
    store,
    {
      scope: 'bench',
      source: 'template',
      startedAt: at,
      endedAt: at,
      policies,
      kubernetes: 'v1.34',
      gaps: [],
      actor: 'bench',
    },
    recorder,
  );
  return findings;
}

interface Timed<T> {
  readonly result: T;
  readonly ms: number;
  /** Seconds of processor time of this process: on a busy machine they say more. Those of Postgres are its own. */
  readonly cpu: number;
}

async function timed<T>(work: () => Promise<T>): Promise<Timed<T>> {
  const from = performance.now();
  const before = process.cpuUsage();
  const result = await work();
  const { user, system } = process.cpuUsage(before);
  return { result, ms: performance.now() - from, cpu: (user + system) / 1e6 };
}

function seconds({ ms, cpu }: Timed<unknown>): string {
  return `${(ms / 1000).toFixed(2)} s (cpu ${cpu.toFixed(1)})`;
}

function print(what: string, figure: string, target: string): void {
  console.log(`  ${what.padEnd(72)} ${figure.padStart(18)}   (at most ${target})`);
}
