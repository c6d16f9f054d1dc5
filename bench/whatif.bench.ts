import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { openStore } from '../src/evidence/open-store.ts';
import { recordScan } from '../src/evidence/record-scan.ts';
import { ScanRecorder } from '../src/evidence/scan-recorder.ts';
import type { JsonObject } from '../src/kube/json.ts';
import type { Bench } from './bench.ts';
import { runNode } from './process.ts';

const cli = resolve(import.meta.dirname, '../dist/cli.mjs');

const targets: Readonly<Record<string, string>> = { '--level': '2 s', '--policies': '6 s' };

/** What somebody waits for who asks `whatif` over a store of many recorded workloads. */
export const bench: Bench = {
  name: 'whatif',
  async run(short) {
    const count = short ? 2000 : 50_000;
    const folder = mkdtempSync(join(tmpdir(), 'portcullis-bench-'));
    try {
      const store = join(folder, 'evidence.db');
      await record(store, count);
      const policies = join(folder, 'policies.yaml');
      writeFileSync(policies, JSON.stringify({ apiVersion: 'v1', kind: 'List', items: tenPolicies() }));
      const ask = (...question: string[]): void => {
        const args = [cli, 'whatif', ...question, '--store', store, '--scope', 'bench'];
        const { wall, cpu, megabytes } = runNode(args, [0, 1, 2]);
        const target = targets[question[0] ?? ''] ?? '-';
        console.log(
          `  ${`${count} specs, ${question.slice(0, 1).join(' ')}`.padEnd(40)} ${wall.toFixed(2)} s wall, ${cpu.toFixed(2)} s cpu, ${megabytes.toFixed(0)} MB   (at most ${target})`,
        );
      };
      ask('--level', 'restricted@v1.34');
      ask('--policies', policies);
      ask('--kubernetes', '1.35', '--from', '1.33');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

async function record(location: string, count: number): Promise<void> {
  const store = await openStore(location);
  const recorder = new ScanRecorder({ salt: store.salt });
  const origin = { file: 'bench', start: { line: 1, column: 1 } };
  for (let index = 0; index < count; index++) {
    const namespace = `team-${index % 500}`;
    const object = deployment(index, namespace);
    const name = `app-${index}`;
    recorder.resource({ apiVersion: 'apps/v1', kind: 'Deployment', namespace, name, object, origin });
  }
  await recordScan(
    store,
    {
      scope: 'bench',
      source: 'template',
      startedAt: 0,
      endedAt: 0,
      policies: [],
      kubernetes: 'v1.34',
      gaps: [],
      actor: 'bench',
    },
    recorder,
  );
  await store.close();
}

/** A workload of ordinary size; one in three would pass restricted. */
function deployment(index: number, namespace: string): JsonObject {
  const name = `app-${index}`;
  const labels = { app: name, team: `team-${index % 500}`, 'app.kubernetes.io/part-of': 'bench' };
  const hardened = index % 3 === 0;
  const security = hardened
    ? {
        allowPrivilegeEscalation: false,
        runAsNonRoot: true,
        capabilities: { drop: ['ALL'] },
        seccompProfile: { type: 'RuntimeDefault' },
      }
    : { readOnlyRootFilesystem: true };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace, labels, annotations: { 'example.com/source': `deploy/${name}` } },
    spec: {
      replicas: 2,
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels },
        spec: {
          serviceAccountName: name,
          containers: [
            {
              name: 'app',
              image: `registry.example.com/${namespace}/${name}:v${index % 17}`,
              args: ['serve', `--name=${name}`],
              ports: [{ name: 'http', containerPort: 8080 }],
              env: [
                { name: 'LOG_LEVEL', value: 'info' },
                { name: 'NAME', value: name },
                { name: 'TOKEN', valueFrom: { secretKeyRef: { name, key: 'token' } } },
              ],
              resources: {
                requests: { cpu: '100m', memory: '128Mi' },
                limits: { cpu: '1', memory: '512Mi' },
              },
              readinessProbe: { httpGet: { path: '/healthz', port: 'http' }, periodSeconds: 5 },
              volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }],
              securityContext: security,
            },
          ],
          volumes: [{ name: 'tmp', emptyDir: {} }],
        },
      },
    },
  };
}

type Validate = JsonObject;

function tenPolicies(): JsonObject[] {
  const container = (pattern: JsonObject): Validate => ({ pattern: { spec: { containers: [pattern] } } });
  const validations: Readonly<Record<string, Validate>> = {
    'no-latest-tag': container({ image: '!*:latest' }),
    'own-registry': container({ image: 'registry.example.com/*' }),
    'memory-limit': container({ resources: { limits: { memory: '?*' } } }),
    'cpu-request': container({ resources: { requests: { cpu: '?*' } } }),
    'read-only-root': container({ securityContext: { readOnlyRootFilesystem: true } }),
    'readiness-probe': container({ readinessProbe: { periodSeconds: '>0' } }),
    'no-host-path': { pattern: { spec: { '=(volumes)': [{ 'X(hostPath)': 'null' }] } } },
    'team-label': { pattern: { metadata: { labels: { team: '?*' } } } },
    'no-host-network': { pattern: { spec: { '=(hostNetwork)': false } } },
    'not-default-account': {
      deny: {
        conditions: {
          any: [
            {
              key: "{{ request.object.spec.serviceAccountName || '' }}",
              operator: 'Equals',
              value: 'default',
            },
          ],
        },
      },
    },
  };
  return Object.entries(validations).map(([name, validate]) => ({
    apiVersion: 'kyverno.io/v1',
    kind: 'ClusterPolicy',
    metadata: { name },
    spec: {
      rules: [
        {
          name: 'check',
          match: { any: [{ resources: { kinds: ['Pod'] } }] },
          validate: { failureAction: 'Audit', message: `${name} is required`, ...validate },
        },
      ],
    },
  }));
}
