/** A small world for tests: a GitOps tree, workloads, a store and a clock that only the test moves. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRequest, type Engine } from '../engine/engine.ts';
import { createPodSecurityEngine } from '../engine/pod-security/engine.ts';
import { policyName } from '../engine/pod-security/index.ts';
import { type RecordedPolicies, recordedPolicies } from '../evidence/judged-policies.ts';
import { type EvidenceStore, openStore } from '../evidence/open-store.ts';
import type { JudgedPolicy } from '../evidence/policy-set.ts';
import { type Admitted, type Refused, recordAdmissions } from '../evidence/record-admissions.ts';
import { recordScan, type ScanSummary } from '../evidence/record-scan.ts';
import { ScanRecorder } from '../evidence/scan-recorder.ts';
import { templateHash } from '../evidence/template-hash.ts';
import { customPodKinds } from '../kube/custom-pod-kinds.ts';
import type { JsonObject } from '../kube/json.ts';
import type { Resource } from '../kube/resource.ts';
import { Objects } from '../scan/objects.ts';
import type { Actuator } from './actuate/actuator.ts';
import { filesActuator } from './actuate/files.ts';
import { NamespaceTree } from './actuate/namespace-tree.ts';
import { evaluate } from './evaluate.ts';
import type { GatherContext } from './gather.ts';
import { type NextOptions, type NextReport, next } from './next.ts';
import type { HardeningRollout } from './plan.generated.ts';
import type { RolloutPlan } from './rollout-plan.ts';
import { rolloutPlan } from './rollout-plan.ts';
import { type RolloutStatus, statusOf } from './status.ts';

export const minute: number = 60_000;
export const hour: number = 60 * minute;
export const day: number = 24 * hour;
export const start: number = Date.parse('2026-01-05T06:00:00Z');

/** Passes restricted. */
export const goodPod: JsonObject = {
  securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
  containers: [
    {
      name: 'app',
      image: 'web:1',
      securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
    },
  ],
};
/** Passes baseline, not restricted. */
export const plainPod: JsonObject = { containers: [{ name: 'app', image: 'web:1' }] };
/** Fails baseline. */
export const badPod: JsonObject = {
  containers: [{ name: 'app', image: 'web:1', securityContext: { privileged: true } }],
};

export function rollout(name: string, spec: Partial<HardeningRollout['spec']> = {}): HardeningRollout {
  return {
    apiVersion: 'portcullis.dev/v1alpha1',
    kind: 'HardeningRollout',
    metadata: { name },
    spec: {
      policies: [{ engine: 'PodSecurity', level: 'baseline', version: 'v1.34' }],
      mode: 'Auto',
      output: { kind: 'Files' },
      ...spec,
    },
  };
}

export class Bed {
  readonly store: EvidenceStore;
  readonly folder: string;
  now: number = start;
  /** By `namespace/name`: kind and pod spec. */
  readonly workloads: Map<
    string,
    { readonly kind: string; readonly spec: JsonObject; readonly replicas?: number }
  > = new Map();
  plans: RolloutPlan[];
  kubernetes = 'v1.34';
  /** What else scans find: the guard policy. */
  others: readonly Resource[] = [];
  /** More of the context of decisions. */
  more: Partial<GatherContext> = {};

  private constructor(store: EvidenceStore, folder: string, plans: readonly HardeningRollout[]) {
    this.store = store;
    this.folder = folder;
    this.plans = plans.map(rolloutPlan);
  }

  static async open(plans: readonly HardeningRollout[], store?: EvidenceStore): Promise<Bed> {
    const folder = mkdtempSync(join(tmpdir(), 'portcullis-bed-'));
    return new Bed(store ?? (await openStore(join(folder, '.store', 'evidence.db'))), folder, plans);
  }

  async close(): Promise<void> {
    await this.store.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  namespace(name: string, labels: Record<string, string> = {}): void {
    const lines = Object.entries(labels).map(([key, value]) => `    ${key}: ${value}`);
    writeFileSync(
      join(this.folder, `${name}.yaml`),
      [
        'apiVersion: v1',
        'kind: Namespace',
        'metadata:',
        `  name: ${name}  # kept`,
        ...(lines.length > 0 ? ['  labels:', ...lines] : []),
        '',
      ].join('\n'),
    );
  }

  workload(namespace: string, name: string, spec: JsonObject, kind = 'Deployment'): void {
    this.workloads.set(`${namespace}/${name}`, { kind, spec });
  }

  labels(name: string): Readonly<Record<string, string>> {
    return NamespaceTree.read(this.folder).labels(name) ?? {};
  }

  file(name: string): string {
    return readFileSync(join(this.folder, `${name}.yaml`), 'utf8');
  }

  /** What the cluster and its policies are, for scans and admissions. */
  #judging(): { engine: Engine; policies: readonly JudgedPolicy[]; recorded: RecordedPolicies['recorded'] } {
    const levels = this.plans.flatMap((plan) => (plan.pin === null ? [] : [plan.pin]));
    const engine = createPodSecurityEngine({ always: levels, podKinds: customPodKinds });
    const known = new Set(levels.map(policyName));
    const { policies, recorded } = recordedPolicies({ levels, policies: [], latest: this.kubernetes });
    return { engine, policies: policies.filter(({ policy }) => known.has(policy)), recorded };
  }

  /** A scan of the tree and the workloads as they are now. */
  async scan(gaps: readonly string[] = []): Promise<ScanSummary> {
    const { engine, policies, recorded } = this.#judging();
    const recorder = new ScanRecorder({ salt: this.store.salt });
    const lookup = new Objects(new Date(this.now));
    const tree = NamespaceTree.read(this.folder);
    for (const name of tree.names())
      recorder.resource(
        resource('v1', 'Namespace', '', name, { metadata: { name, labels: { ...tree.labels(name) } } }),
      );
    for (const other of this.others) recorder.resource(other);
    for (const [key, { kind, spec }] of this.workloads) {
      const found = workloadResource(key, kind, spec);
      recorder.resource(found);
      for (const verdict of engine.judge(createRequest(found), lookup)) {
        const kept = recorded(verdict);
        if (kept !== undefined) recorder.verdict(kept);
      }
    }
    return recordScan(
      this.store,
      {
        scope: 'bed',
        source: 'template',
        startedAt: this.now,
        endedAt: this.now,
        policies,
        kubernetes: this.kubernetes,
        gaps,
        actor: 'test',
      },
      recorder,
    );
  }

  /** The audit log since `from`: a pod of each running workload was created as it is now, and others were refused. */
  async admit(
    from: number,
    own: { readonly created?: readonly string[]; readonly refused?: readonly Refused[] } = {},
  ): Promise<void> {
    const { engine, policies, recorded } = this.#judging();
    const lookup = new Objects(new Date(this.now));
    const keys =
      own.created ?? [...this.workloads].filter(([, { kind }]) => kind !== 'CronJob').map(([key]) => key);
    const admitted = keys.map((key): Admitted => {
      const { kind, spec } = this.workloads.get(key) as { kind: string; spec: JsonObject };
      const [namespace = '', name = ''] = key.split('/');
      const pod = resource('v1', 'Pod', namespace, name, {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name, namespace },
        spec,
      });
      const fails = engine.judge(createRequest(pod), lookup).flatMap((verdict) => {
        const kept = verdict.outcome === 'fail' ? recorded(verdict) : undefined;
        return kept === undefined
          ? []
          : [{ engine: kept.engine, policy: kept.policy, rule: kept.rule, field: '', message: kept.message }];
      });
      return {
        id: `${key}@${this.now}`,
        at: this.now,
        workload: { namespace, group: kind === 'CronJob' || kind === 'Job' ? 'batch' : 'apps', kind, name },
        templateHash: templateHash(kind, { metadata: {}, spec }),
        ephemeral: false,
        judged: policies,
        findings: fails,
      };
    });
    await recordAdmissions(
      this.store,
      {
        scope: 'bed',
        component: 'audit-log',
        up: [{ from, to: this.now }],
        blind: [],
        silence: hour,
        admitted,
        refused: own.refused ?? [],
        actor: 'test',
      },
      this.now,
    );
  }

  /** `days` days of it: a scan each morning, and the audit log up to then. */
  async days(days: number, each: (bed: Bed) => unknown = () => {}): Promise<void> {
    for (let index = 0; index < days; index++) {
      const from = this.now;
      this.now += day;
      await each(this);
      await this.admit(from);
      await this.scan();
    }
  }

  context(): Omit<GatherContext, 'now' | 'labels'> {
    return { scope: 'bed', plans: this.plans, contracts: [], ...this.more };
  }

  async next(actuatorOf?: (actuator: Actuator) => Actuator): Promise<NextReport[]> {
    return next(this.options(actuatorOf));
  }

  options(actuatorOf?: (actuator: Actuator) => Actuator): NextOptions {
    const actuator = filesActuator(this.folder);
    return {
      store: this.store,
      context: this.context(),
      actuatorOf: () => actuatorOf?.(actuator) ?? actuator,
      actor: 'test',
      now: () => this.now,
    };
  }

  async status(): Promise<RolloutStatus[]> {
    const tree = NamespaceTree.read(this.folder);
    const context = { ...this.context(), now: this.now, labels: (name: string) => tree.labels(name) };
    return (await evaluate(this.store, context)).map((one) => statusOf(one));
  }

  /** `name: stage` of every namespace of a rollout. */
  async stages(name?: string): Promise<Record<string, string>> {
    const statuses = await this.status();
    const found = statuses.find((status) => name === undefined || status.rollout === name);
    return Object.fromEntries((found?.namespaces ?? []).map((one) => [one.namespace, one.stage]));
  }
}

function resource(
  apiVersion: string,
  kind: string,
  namespace: string,
  name: string,
  object: JsonObject,
): Resource {
  return {
    apiVersion,
    kind,
    namespace,
    name,
    object,
    origin: { file: 'bed', start: { line: 1, column: 1 } },
  };
}

function workloadResource(key: string, kind: string, spec: JsonObject): Resource {
  const [namespace = '', name = ''] = key.split('/');
  const template = { spec };
  const apiVersion = kind === 'CronJob' || kind === 'Job' ? 'batch/v1' : 'apps/v1';
  const own = kind === 'CronJob' ? { jobTemplate: { spec: { template } } } : { template };
  return resource(apiVersion, kind, namespace, name, {
    apiVersion,
    kind,
    metadata: { name, namespace },
    spec: own,
  });
}

/** Three refusals of a workload's pods, as its controller had asked for them. */
export function refusals(bed: Bed, key: string, own: Partial<Refused> = {}): Refused[] {
  const { kind, spec } = bed.workloads.get(key) as { kind: string; spec: JsonObject };
  const [namespace = '', name = ''] = key.split('/');
  return [0, 1, 2].map((index) => ({
    id: `${key}-${bed.now}-${index}`,
    at: bed.now - index * minute,
    workload: { namespace, group: 'apps', kind, name },
    templateHash: templateHash(kind, { metadata: {}, spec }),
    confirmed: true,
    findings: [
      {
        engine: 'PodSecurity',
        policy: 'baseline@v1.34',
        rule: 'privileged',
        field: '',
        message: 'm',
        critical: false,
      },
    ],
    ...own,
  }));
}
