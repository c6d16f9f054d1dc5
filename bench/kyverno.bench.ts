import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import type { AdmissionRequest, Lookup } from '../src/engine/engine.ts';
import { type KyvernoEngine, loadKyvernoEngine, validateKyverno } from '../src/engine/kyverno/index.ts';
import { isObject, type Json, own } from '../src/kube/json.ts';
import type { Resource } from '../src/kube/resource.ts';
import { cutDocuments } from '../src/yaml/cut.ts';
import { readYaml } from '../src/yaml/document.ts';
import { corporaFolder } from '../test/conformance/harness.ts';
import type { Bench } from './bench.ts';
import { inTurn, median, type Run, runNode } from './process.ts';

const root = join(import.meta.dirname, '..');
const cli = join(root, 'dist/cli.mjs');

/** Kyverno's classic policies: one admission request judged by a hundred, one policy on one file, all suites. */
export const bench: Bench = {
  name: 'kyverno',
  async run(short) {
    const policies = join(corporaFolder() ?? '', 'kyverno', 'policies');
    if (!existsSync(policies)) {
      console.log('BENCH SKIPPED: there are no kyverno/policies under PORTCULLIS_CORPORA');
      return;
    }
    await admission(policies, short ? 1000 : 5000);
    const rounds = short ? 3 : 9;
    const pod = join(import.meta.dirname, 'pod.yaml');
    const one = join(
      policies,
      'pod-security/baseline/disallow-privileged-containers/disallow-privileged-containers.yaml',
    );
    const flags = ['--policies', one, '-o', 'jsonl'];
    const single = runs(rounds, [cli, 'scan', pod, ...flags]);
    console.log(`  one policy, one resource: ${milliseconds(single)} CPU, goal 90 ms`);
    const suites = runs(rounds, [cli, 'test', policies, '-o', 'json']);
    console.log(
      `  all suites: ${median(suites, 'wall').toFixed(2)} s wall, ${median(suites, 'cpu').toFixed(2)} s CPU, goal 1.5 s wall`,
    );
  },
};

function runs(rounds: number, args: readonly string[]): Run[] {
  return inTurn(rounds, [() => runNode(args, [0, 1, 2])])[0] ?? [];
}

function milliseconds(measured: readonly Run[]): string {
  return `${(median(measured, 'cpu') * 1000).toFixed(0)} ms`;
}

/** How long the webhook would take for one pod, policies loaded, answers and all. */
async function admission(folder: string, rounds: number): Promise<void> {
  const policies = yamlFiles(folder)
    .flatMap(documents)
    .filter((value) => own(value, 'kind') === 'ClusterPolicy' && judgesPods(value) && !usesCel(value))
    .map(resourceOf)
    // Some of upstream's own samples are refused by upstream's webhook.
    .filter((resource) => validateKyverno(resource) === null)
    .slice(0, 100);
  const { engine } = await loadKyvernoEngine(policies);
  const pod = readYaml(readFileSync(join(import.meta.dirname, 'pod.yaml'), 'utf8')).value;
  const raw = JSON.stringify(pod);
  for (let round = 0; round < rounds / 5; round++) timed(engine, raw);
  const before = process.threadCpuUsage();
  const sorted = Array.from({ length: rounds }, () => timed(engine, raw)).toSorted((a, b) => a - b);
  const { user, system } = process.threadCpuUsage(before);
  const at = (share: number): string => (sorted[Math.floor(sorted.length * share)] ?? Number.NaN).toFixed(2);
  console.log(
    `  admission by ${engine.policies.length} policies: median ${at(0.5)} ms, goal 1 ms; 99 % ${at(0.99)} ms, goal 3 ms; mean ${((user + system) / 1000 / rounds).toFixed(2)} ms CPU`,
  );
}

function timed(engine: KyvernoEngine, raw: string): number {
  const resource = resourceOf(JSON.parse(raw) as Json);
  const start = performance.now();
  engine.admit(requestOf(resource), nothing);
  return performance.now() - start;
}

function requestOf(resource: Resource): AdmissionRequest {
  return {
    operation: 'CREATE',
    resource,
    oldObject: null,
    subResource: '',
    userInfo: {
      username: 'system:serviceaccount:kube-system:replicaset-controller',
      groups: ['system:authenticated'],
    },
    dryRun: false,
  };
}

const nothing: Lookup = {
  now: new Date('2026-01-01T00:00:00Z'),
  namespace: (name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }),
  get: () => undefined,
  list: () => [],
};

function yamlFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.yaml'))
    .sort()
    .map((file) => join(folder, file));
}

/** What cannot be read is no policy. */
function documents(file: string): Json[] {
  try {
    return [...cutDocuments([readFileSync(file)])].flatMap((document) =>
      document.format === 'yaml' ? [readYaml(document.text).value] : [],
    );
  } catch {
    return [];
  }
}

function judgesPods(policy: Json): boolean {
  return /"kinds":\[[^\]]*"Pod"/.test(JSON.stringify(own(policy, 'spec') ?? null));
}

function usesCel(policy: Json): boolean {
  return /"cel":\{|"celPreconditions"/.test(JSON.stringify(own(policy, 'spec') ?? null));
}

function resourceOf(object: Json): Resource {
  const text = (holder: Json | undefined, key: string): string => {
    const value = own(holder, key);
    return typeof value === 'string' ? value : '';
  };
  const metadata = own(object, 'metadata');
  return {
    apiVersion: text(object, 'apiVersion'),
    kind: text(object, 'kind'),
    namespace: text(metadata, 'namespace'),
    name: text(metadata, 'name'),
    object: isObject(object) ? object : {},
    origin: { file: 'bench', start: { line: 1, column: 1 } },
  };
}
