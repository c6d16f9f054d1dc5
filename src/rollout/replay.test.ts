import { afterEach, expect, test } from 'vitest';
import { recordedPolicies } from '../evidence/judged-policies.ts';
import { type EvidenceStore, openStore } from '../evidence/open-store.ts';
import { recordScan } from '../evidence/record-scan.ts';
import { ScanRecorder } from '../evidence/scan-recorder.ts';
import type { JsonObject } from '../kube/json.ts';
import { resourceOf } from './contract-cover.ts';
import { revisionsOf } from './judged.ts';
import { replayer } from './replay.ts';
import { rolloutPlan } from './rollout-plan.ts';

const day = 86_400_000;
const plan = rolloutPlan({
  apiVersion: 'portcullis.dev/v1alpha1',
  kind: 'HardeningRollout',
  metadata: { name: 'own' },
  spec: { policies: [{ engine: 'Kyverno', kind: 'ClusterPolicy', name: 'own' }] },
});

let store: EvidenceStore | undefined;
afterEach(async () => store?.close());

test.each<[string, JsonObject, JsonObject, { different: number; unreplayable: number }]>([
  ['the same in other words', { image: '*:v1' }, { image: '?*:v1' }, { different: 0, unreplayable: 0 }],
  ['stricter', { image: '*:v1' }, { image: '*:v2' }, { different: 2, unreplayable: 0 }],
  [
    'one that reads a hidden value, of the workload that has one',
    { image: '*:v1' },
    { '=(env)': [{ '=(value)': '!slow' }] },
    { different: 0, unreplayable: 1 },
  ],
  [
    'one that only asks for the name of a variable',
    { image: '*:v1' },
    { '=(env)': [{ name: 'MODE' }] },
    { different: 0, unreplayable: 0 },
  ],
])('%s', async (_, before, after, expected) => {
  store = await openStore(':memory:');
  await record(store, 0, before);
  await record(store, day, after);
  const sets = await store.db.selectFrom('policy_set').selectAll().orderBy('id').execute();
  const [from = '', to = ''] = sets.map((set) => revisionsOf(plan, sets).get(set.id));
  const [namespace] = await store.db.selectFrom('namespace').selectAll().execute();
  const replay = replayer(store, 'here', new Date(2 * day));
  expect(await replay(plan, namespace as never, from, to)).toMatchObject({ from, to, specs: 2, ...expected });
});

async function record(into: EvidenceStore, at: number, container: JsonObject): Promise<void> {
  const recorder = new ScanRecorder({ salt: into.salt });
  const env = [{ name: 'MODE', value: 'fast' }];
  for (const [name, more] of [
    ['web', {}],
    ['api', { env }],
  ] as const)
    recorder.resource(
      resourceOf({
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name, namespace: 'shop' },
        spec: { containers: [{ name: 'app', image: 'example.com/app:v1', ...more }] },
      }),
    );
  const policy = resourceOf({
    apiVersion: 'kyverno.io/v1',
    kind: 'ClusterPolicy',
    metadata: { name: 'own' },
    spec: {
      rules: [
        {
          name: 'check',
          match: { any: [{ resources: { kinds: ['Pod'] } }] },
          validate: {
            failureAction: 'Audit',
            message: 'not so',
            pattern: { spec: { containers: [container] } },
          },
        },
      ],
    },
  });
  const { policies } = recordedPolicies({ levels: [], policies: [policy], latest: 'v1.34' });
  const facts = {
    scope: 'here',
    source: 'template',
    startedAt: at,
    endedAt: at,
    kubernetes: 'v1.34',
  } as const;
  await recordScan(into, { ...facts, policies, gaps: [], actor: 'test' }, recorder);
}
