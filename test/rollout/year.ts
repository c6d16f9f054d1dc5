/** A simulated year: namespaces, workloads of real projects and generated ones, and what happens to them. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createRequest, type Engine } from '../../src/engine/engine.ts';
import { createPodSecurityEngine } from '../../src/engine/pod-security/engine.ts';
import { recordedPolicies } from '../../src/evidence/judged-policies.ts';
import type { EvidenceStore } from '../../src/evidence/open-store.ts';
import { type Admitted, type Refused, recordAdmissions } from '../../src/evidence/record-admissions.ts';
import { recordScan } from '../../src/evidence/record-scan.ts';
import { ScanRecorder } from '../../src/evidence/scan-recorder.ts';
import { templateHash } from '../../src/evidence/template-hash.ts';
import { customPodKinds } from '../../src/kube/custom-pod-kinds.ts';
import type { JsonObject } from '../../src/kube/json.ts';
import { podOf } from '../../src/kube/pod-template.ts';
import type { Resource } from '../../src/kube/resource.ts';
import type { Actuator } from '../../src/rollout/actuate/actuator.ts';
import { next } from '../../src/rollout/next.ts';
import type { HardeningRollout } from '../../src/rollout/plan.generated.ts';
import { type Labels, patched, stageOf } from '../../src/rollout/pod-security-stage.ts';
import { replayer } from '../../src/rollout/replay.ts';
import { type RolloutPlan, rolloutPlan } from '../../src/rollout/rollout-plan.ts';
import type { RolloutStage } from '../../src/rollout/stage.ts';
import { labelledStage } from '../../src/rollout/stage-label.ts';
import { Objects } from '../../src/scan/objects.ts';
import { loadPolicies } from '../../src/scan/policies.ts';
import { openInputs } from '../../src/source/inputs.ts';
import type { Verdict } from '../../src/verdict.ts';

export const hour: number = 3_600_000;
export const day: number = 24 * hour;
export const newYear: number = Date.parse('2026-01-01T05:00:00Z');

/** A workload of the simulated cluster. Its spec changes as people deploy. */
export interface Workload {
  readonly namespace: string;
  readonly kind: string;
  readonly name: string;
  spec: JsonObject;
  /** How often its pods are made anew, in days; 0 for never in the year. */
  readonly every: number;
  /** On which day of its cycle. */
  readonly offset: number;
}

/** Something that happens on a day. */
export type Event = (year: Year, today: number) => void;

export interface TakenOn {
  readonly day: number;
  readonly rollout: string;
  readonly namespace: string;
  readonly kind: string;
  readonly from: RolloutStage;
  readonly to: RolloutStage;
}

export class Year {
  readonly store: EvidenceStore;
  readonly workloads: Workload[] = [];
  readonly labels: Map<string, Labels> = new Map();
  readonly events: Map<number, Event[]> = new Map();
  readonly taken: TakenOn[] = [];
  readonly pauses: { readonly day: number; readonly rollout: string; readonly reason: string }[] = [];
  plans: RolloutPlan[];
  policies: readonly JsonObject[];
  kubernetes = 'v1.34';
  /** Days on which nobody scans. */
  readonly outage: Set<number> = new Set();
  /** Namespaces into whose pods a webhook puts a privileged container. */
  readonly injected: Set<string> = new Set();
  /** Refusals that somebody makes up, by day. */
  readonly forged: Map<number, Refused[]> = new Map();
  today = 0;
  #engines: Engine[] = [];

  constructor(store: EvidenceStore, plans: readonly HardeningRollout[], policies: readonly JsonObject[]) {
    this.store = store;
    this.plans = plans.map(rolloutPlan);
    this.policies = policies;
  }

  get now(): number {
    return newYear + this.today * day;
  }

  on(today: number, event: Event): void {
    this.events.set(today, [...(this.events.get(today) ?? []), event]);
  }

  /** Each day: people deploy, pods are made, the log is imported, the tree is scanned, and steps are taken. */
  async run(days: number, each: (year: Year) => Promise<void> | void = () => {}): Promise<void> {
    await this.compile();
    for (let count = 0; count < days; count++) {
      this.today++;
      for (const event of this.events.get(this.today) ?? []) event(this, this.today);
      await this.compile();
      await this.#admit();
      if (!this.outage.has(this.today)) await this.#scan();
      await this.#next();
      await each(this);
    }
  }

  #compiled = '';
  async compile(): Promise<void> {
    const key = JSON.stringify([this.plans.map((plan) => plan.pin), this.policies]);
    if (key === this.#compiled) return;
    this.#compiled = key;
    const { engines } = await loadPolicies({ ...inputsOf(this.policies), close: () => Promise.resolve() });
    this.#engines = [createPodSecurityEngine({ always: this.#pins(), podKinds: customPodKinds }), ...engines];
  }

  #pins() {
    return this.plans.flatMap((plan) => (plan.pin === null ? [] : [plan.pin]));
  }

  #recorded() {
    return recordedPolicies({
      levels: this.#pins(),
      policies: this.policies.map(resourceOf),
      latest: this.kubernetes,
    });
  }

  /** What the policies of the rollouts say of an object: nobody but the test sees this. */
  judge(resource: Resource, lookup: Objects): Verdict[] {
    const request = createRequest(resource);
    return this.#engines
      .filter((engine) => engine.concerns(resource.apiVersion, resource.kind))
      .flatMap((engine) => engine.judge(request, lookup))
      .filter((verdict) => verdict.outcome === 'fail');
  }

  async #scan(): Promise<void> {
    const { policies, recorded } = this.#recorded();
    const names = new Set(this.plans.flatMap((plan) => plan.policies.map((policy) => policy.name)));
    const recorder = new ScanRecorder({ salt: this.store.salt });
    const lookup = new Objects(new Date(this.now));
    for (const [name, labels] of this.labels) {
      const object = namespaceObject(name, labels);
      lookup.add(object);
      recorder.resource(object);
    }
    for (const workload of this.workloads) {
      const resource = workloadResource(workload);
      recorder.resource(resource);
      for (const verdict of this.judge(resource, lookup)) {
        const kept = recorded(verdict);
        if (kept !== undefined) recorder.verdict(kept);
      }
    }
    await recordScan(
      this.store,
      {
        scope: 'year',
        source: 'template',
        startedAt: this.now,
        endedAt: this.now,
        policies: policies.filter(({ policy }) => names.has(policy)),
        kubernetes: this.kubernetes,
        gaps: [],
        actor: 'simulation',
      },
      recorder,
    );
  }

  /** The pods of a day: those that are due, as webhooks make them; what a stage at enforce refuses is refused. */
  async #admit(): Promise<void> {
    const { policies, recorded } = this.#recorded();
    const names = new Set(this.plans.flatMap((plan) => plan.policies.map((policy) => policy.name)));
    const admitted: Admitted[] = [];
    const refused: Refused[] = [...(this.forged.get(this.today) ?? [])];
    const lookup = new Objects(new Date(this.now));
    for (const [name, labels] of this.labels) lookup.add(namespaceObject(name, labels));
    for (const workload of this.workloads) {
      if (workload.every === 0 || (this.today + workload.offset) % workload.every !== 0) continue;
      const hash = templateHash(workload.kind, { metadata: {}, spec: workload.spec });
      const pod = podResource(workload, this.injected.has(workload.namespace));
      const fails = this.judge(pod, lookup).flatMap((verdict) => recorded(verdict) ?? []);
      const enforced = fails.filter((verdict) => this.#enforces(workload.namespace, verdict));
      const at = this.now - hour;
      const who = {
        namespace: workload.namespace,
        group: groupOfKind(workload.kind),
        kind: workload.kind,
        name: workload.name,
      };
      if (enforced.length > 0)
        for (let again = 0; again < 3; again++)
          refused.push({
            id: `${this.today}/${workload.namespace}/${workload.name}/${again}`,
            at: this.now - again * 60_000,
            workload: who,
            templateHash: hash,
            confirmed: true,
            findings: enforced.map(({ engine, policy, rule }) => ({
              engine,
              policy,
              rule,
              field: '',
              message: '',
              critical: false,
            })),
          });
      else
        admitted.push({
          id: `${this.today}/${workload.namespace}/${workload.name}`,
          at,
          workload: who,
          templateHash: hash,
          ephemeral: false,
          judged: policies.filter(({ policy }) => names.has(policy)),
          findings: fails.map(({ engine, policy, rule, message }) => ({
            engine,
            policy,
            rule,
            field: '',
            message,
          })),
        });
    }
    await recordAdmissions(
      this.store,
      {
        scope: 'year',
        component: 'audit-log',
        up: [{ from: this.now - day, to: this.now }],
        blind: [],
        silence: hour,
        admitted,
        refused,
        actor: 'simulation',
      },
      this.now,
    );
  }

  /** Whether the cluster refuses what a verdict is about: by the labels of the namespace alone. */
  #enforces(namespace: string, { engine, policy }: Verdict): boolean {
    const labels = this.labels.get(namespace) ?? {};
    return this.plans.some(
      (plan) =>
        plan.policies.some((one) => one.engine === engine && one.name === policy) &&
        this.stage(plan, labels) === 'Enforce',
    );
  }

  stage(plan: RolloutPlan, labels: Labels): RolloutStage {
    return plan.pin === null
      ? (labelledStage(labels, plan.name) ?? 'Audit')
      : stageOf(labels, plan.pin, Number(this.kubernetes.slice(3)));
  }

  async #next(): Promise<void> {
    const actuator = memoryActuator(this.labels);
    const reports = await next({
      store: this.store,
      context: {
        scope: 'year',
        plans: this.plans,
        contracts: [],
        replay: replayer(this.store, 'year', new Date(this.now)),
      },
      actuatorOf: () => actuator,
      actor: 'simulation',
      now: () => this.now,
      pause: (plan, reason) => {
        this.pauses.push({ day: this.today, rollout: plan.name, reason });
        // A person looks at it, and lets it go on the next day.
        return Promise.resolve('paused');
      },
    });
    for (const { taken } of reports)
      for (const { step, taken: how } of taken)
        if (how.state === 'done')
          this.taken.push({
            day: this.today,
            rollout: step.rollout,
            namespace: step.namespace,
            kind: step.kind,
            from: step.from,
            to: step.to,
          });
  }

  /** Every workload of a namespace that a rollout would refuse now, as its pods really come to be. */
  wouldBreak(plan: RolloutPlan, namespace: string): string[] {
    const lookup = new Objects(new Date(this.now));
    lookup.add(namespaceObject(namespace, this.labels.get(namespace) ?? {}));
    const names = new Set(plan.policies.map((policy) => policy.name));
    return this.workloads
      .filter((workload) => workload.namespace === namespace)
      .filter((workload) =>
        this.judge(podResource(workload, this.injected.has(namespace)), lookup).some((verdict) =>
          names.has(verdict.policy),
        ),
      )
      .map((workload) => `${workload.kind}/${workload.name}`);
  }
}

/** Edits labels in memory, as the Files actuator edits files. */
function memoryActuator(labels: Map<string, Labels>): Actuator {
  return {
    name: 'Files',
    labels: (namespace) => labels.get(namespace),
    take: ({ namespace, patch }) => {
      labels.set(namespace, patched(labels.get(namespace) ?? {}, patch));
      return Promise.resolve({ state: 'done', wrote: namespace, undo: '' });
    },
    preview: () => '',
    withdraw: () => Promise.resolve(''),
    recover: () => Promise.resolve(),
  };
}

function inputsOf(objects: readonly JsonObject[]) {
  return {
    async *read() {
      yield objects.map((object) => ({ type: 'resource' as const, resource: resourceOf(object) }));
    },
  };
}

export function resourceOf(object: JsonObject): Resource {
  const metadata = (object.metadata ?? {}) as { name?: string; namespace?: string };
  return {
    apiVersion: object.apiVersion as string,
    kind: object.kind as string,
    namespace: metadata.namespace ?? '',
    name: metadata.name ?? '',
    object,
    origin: { file: 'year', start: { line: 1, column: 1 } },
  };
}

function namespaceObject(name: string, labels: Labels): Resource {
  return resourceOf({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: { ...labels } } });
}

function groupOfKind(kind: string): string {
  return kind === 'CronJob' || kind === 'Job' ? 'batch' : 'apps';
}

function workloadResource({ namespace, kind, name, spec }: Workload): Resource {
  const template = { spec };
  return resourceOf({
    apiVersion: `${groupOfKind(kind)}/v1`,
    kind,
    metadata: { name, namespace },
    spec: kind === 'CronJob' ? { jobTemplate: { spec: { template } } } : { template },
  });
}

const sidecar = { name: 'mesh', image: 'mesh:1', securityContext: { privileged: true } };

function podResource({ namespace, name, spec }: Workload, injected: boolean): Resource {
  const containers = Array.isArray(spec.containers) ? spec.containers : [];
  return resourceOf({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace },
    spec: injected ? { ...spec, containers: [...containers, sidecar] } : spec,
  });
}

/** Pod templates of public projects, with the kind that holds them; none where the corpus is missing. */
export async function realTemplates(): Promise<
  { readonly kind: string; readonly name: string; readonly spec: JsonObject }[]
> {
  const corpora = resolve(
    process.env.PORTCULLIS_CORPORA ?? join(import.meta.dirname, '../../../shared/corpora'),
  );
  const folders = [
    'prometheus-operator+kube-prometheus',
    'GoogleCloudPlatform+microservices-demo',
    'argoproj+argo-cd',
    'istio+istio',
    'microservices-demo+microservices-demo',
    'GoogleCloudPlatform+bank-of-anthos',
  ]
    .map((name) => join(corpora, 'realworld', name))
    .filter((folder) => existsSync(folder));
  if (folders.length === 0) return [];
  const found: { kind: string; name: string; spec: JsonObject }[] = [];
  const inputs = openInputs(folders, {
    cwd: '/',
    stdin: (async function* () {})(),
    env: { PATH: '' },
    isClusterScoped: () => false,
  });
  for await (const events of inputs.read())
    for (const event of events) {
      if (event.type !== 'resource') continue;
      const { kind, name } = event.resource;
      if (!['Deployment', 'StatefulSet', 'DaemonSet', 'CronJob'].includes(kind)) continue;
      const spec = podOf(event.resource)?.spec;
      if (spec !== undefined && Array.isArray(spec.containers) && spec.containers.length > 0 && name !== '')
        found.push({ kind, name, spec });
    }
  await inputs.close();
  return found;
}
