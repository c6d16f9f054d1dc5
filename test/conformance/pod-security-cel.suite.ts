import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import {
  createAdmissionPolicyEngine,
  loadAdmissionPolicies,
} from '../../src/engine/admission-policy/index.ts';
import { createRequest, type Engine, type Lookup } from '../../src/engine/engine.ts';
import { activeChecks, evaluatePodSecurity, type LevelVersion } from '../../src/engine/pod-security/index.ts';
import { compilePodSecurity } from '../../src/exception/compile/psa/compile.ts';
import { DecodeProblem, decoderOf } from '../../src/kube/decode.ts';
import { isObject, type JsonObject } from '../../src/kube/json.ts';
import type { Resource } from '../../src/kube/resource.ts';
import { testContract } from '../support/contract.ts';
import type { Suite, Tally } from './harness.ts';

/** The policy that holds a namespace at its former level gives Pod Security's verdict, check by check, on every pod. */
export const suite: Suite = {
  name: 'pod-security-cel',
  share: 1,
  skips: [],
  run(corpora, tally) {
    const pods = [...fuzzPods(corpora, tally), ...fixturePods(corpora)];
    for (const level of ['baseline', 'restricted'] as const) {
      for (const version of [
        'v1.0',
        'v1.8',
        'v1.18',
        'v1.19',
        'v1.22',
        'v1.25',
        'v1.29',
        'v1.31',
        'v1.34',
        'v1.36',
        'latest',
      ] as const)
        judgeAll(pods, { level, version }, tally);
    }
  },
};

interface Row {
  readonly id: string;
  readonly pod: JsonObject;
}

function* rowsOf(corpora: string, file: string): Generator<Row> {
  for (const line of gunzipSync(readFileSync(join(corpora, file)))
    .toString()
    .trim()
    .split('\n'))
    yield JSON.parse(line) as Row;
}

function fuzzPods(corpora: string, tally: Tally): Row[] {
  return [101, 102, 103].flatMap((seed) => {
    const rows = [...rowsOf(corpora, `psa/fuzz-${seed}.jsonl.gz`)];
    tally.count(`fuzz-${seed}`, 1000, rows.length);
    return rows;
  });
}

function fixturePods(corpora: string): Row[] {
  return [...rowsOf(corpora, 'psa/fixtures-verdicts.jsonl.gz')];
}

/** A contract about a workload that is not there: it must excuse nobody. */
const nobody = testContract({
  subjects: [{ kind: 'Deployment', name: 'nobody' }],
  policies: [
    { engine: 'PodSecurity', level: 'restricted', checks: ['privileged', 'runAsNonRoot', 'hostPorts'] },
  ],
});

function judgeAll(pods: readonly Row[], level: LevelVersion, tally: Tally): void {
  const { objects } = compilePodSecurity([{ contract: nobody, end: new Date(0) }], 'shop', level);
  const engine = createAdmissionPolicyEngine(loadAdmissionPolicies(objects.map(asResource)));
  const checks = activeChecks(level.level, level.version).map(({ check }) => check.id);
  for (const { id, pod } of pods) {
    const object = decoderOf('v1', 'Pod')?.({ apiVersion: 'v1', kind: 'Pod', ...pod });
    // Nulls are gone after this, as behind an API server. What it refuses, no policy ever sees.
    if (!isObject(object) || object instanceof DecodeProblem) continue;
    // Go writes these two even when they are empty.
    object.metadata ??= {};
    object.spec ??= {};
    const resource: Resource = {
      apiVersion: 'v1',
      kind: 'Pod',
      namespace: 'shop',
      name: 'pod',
      object,
      origin,
    };
    const expected = evaluatePodSecurity(object, level).results.map(({ checkId }) => checkId);
    tally.check(`${level.level} ${level.version}`, id, difference(engine, resource, checks, expected));
  }
}

function difference(
  engine: Engine,
  resource: Resource,
  checks: readonly string[],
  expected: readonly string[],
): string | null {
  const verdicts = engine
    .judge(createRequest(resource), lookup)
    .filter(({ policy }) => policy === 'portcullis-pod-security.shop');
  const found = checks.filter(
    (_, index) => verdicts.find(({ rule }) => rule === `validations[${index}]`)?.outcome === 'fail',
  );
  const broken = verdicts.find(({ outcome }) => outcome === 'error');
  if (broken !== undefined) return `error: ${broken.message}`;
  return found.join() === expected.join()
    ? null
    : `expected ${expected.join(', ') || 'nothing'}, found ${found.join(', ') || 'nothing'}`;
}

const namespace: JsonObject = {
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name: 'shop', labels: { 'kubernetes.io/metadata.name': 'shop' } },
};
const lookup: Lookup = { now: new Date(0), namespace: () => namespace, get: () => undefined, list: () => [] };
const origin = { file: '', start: { line: 1, column: 1 } };

function asResource(object: JsonObject): Resource {
  const metadata = isObject(object.metadata) ? object.metadata : {};
  return {
    apiVersion: typeof object.apiVersion === 'string' ? object.apiVersion : '',
    kind: typeof object.kind === 'string' ? object.kind : '',
    namespace: '',
    name: typeof metadata.name === 'string' ? metadata.name : '',
    object,
    origin,
  };
}
