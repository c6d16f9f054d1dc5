import { policyFromLabels, policyName } from '../../engine/pod-security/index.ts';
import { own } from '../../kube/json.ts';
import { type PodKinds, podsOf } from '../../kube/pod-template.ts';
import type { Resource } from '../../kube/resource.ts';
import type { Verdict } from '../../verdict.ts';
import type { Change, Counts, NamespaceAnswer, WorkloadAnswer } from './answer.ts';
import { fieldChanges } from './field-change.ts';
import type { EffectOf, Question } from './question.ts';

export interface CollectorOptions {
  readonly question: Question;
  readonly podKinds: PodKinds;
  /** How many workloads of a namespace are kept with all there is to say; the rest is counted. */
  readonly kept: number;
  /** Only this namespace. */
  readonly only: string | null;
  /** Who answers for a resource; '' when nobody is known to. */
  ownerOf(resource: Resource): string;
  /** The command that mends a workload. */
  commandFor(resource: Resource, effects: readonly EffectOf[]): string;
}

interface Collected {
  owner: string;
  enforces: string;
  workloads: number;
  refused: number;
  allowed: number;
  unknown: number;
  excused: number;
  concerned: number;
  fields: number;
  readonly affected: WorkloadAnswer[];
  /** By rollout, how many workloads its policies would refuse. */
  readonly byRollout: Map<string, number>;
}

/** Takes resources and verdicts as they fall, and adds up what the question makes of them. */
export class Collector {
  readonly #options: CollectorOptions;
  readonly #namespaces = new Map<string, Collected>();
  #resource: Resource | null = null;
  #before: Verdict[] = [];
  #after: Verdict[] = [];

  constructor(options: CollectorOptions) {
    this.#options = options;
  }

  /** Every resource comes before its verdicts. */
  resource(resource: Resource): void {
    this.#flush();
    this.#resource = resource;
    if (resource.kind === 'Namespace' && resource.apiVersion === 'v1') this.#namespace(resource);
  }

  /** What holds today, where the question compares. */
  before(verdict: Verdict): void {
    this.#before.push(verdict);
  }

  verdict(verdict: Verdict): void {
    this.#after.push(verdict);
  }

  namespaces(): NamespaceAnswer[] {
    this.#flush();
    const { question, only } = this.#options;
    return [...this.#namespaces]
      .filter(([namespace]) => namespace !== '' && (only === null || namespace === only))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([namespace, { byRollout, ...found }]) => ({
        ...found,
        namespace,
        steps: (question.steps?.(namespace) ?? []).map((step) => ({
          ...step,
          refused: byRollout.get(step.rollout) ?? 0,
        })),
        affected: found.affected.sort((a, b) => (`${a.kind}/${a.name}` < `${b.kind}/${b.name}` ? -1 : 1)),
      }));
  }

  #namespace(resource: Resource): void {
    const found = this.#of(resource.name);
    const { policy } = policyFromLabels(own(own(resource.object, 'metadata'), 'labels'));
    found.owner = this.#options.ownerOf(resource);
    found.enforces = policy.enforce.level === 'privileged' ? '' : policyName(policy.enforce);
  }

  #of(namespace: string): Collected {
    let found = this.#namespaces.get(namespace);
    if (found === undefined) {
      const none = { workloads: 0, refused: 0, allowed: 0, unknown: 0, excused: 0, concerned: 0, fields: 0 };
      found = { owner: '', enforces: '', ...none, affected: [], byRollout: new Map() };
      this.#namespaces.set(namespace, found);
    }
    return found;
  }

  /** Verdicts of one resource come together: what they come to is known when the next resource begins. */
  #flush(): void {
    const resource = this.#resource;
    if (resource === null) return;
    const judged = this.#before.length + this.#after.length > 0;
    if (judged || podsOf(resource, this.#options.podKinds).length > 0)
      this.#of(resource.namespace).workloads++;
    if (judged) {
      this.#add(resource, this.#options.question.effects(resource, this.#before, this.#after));
      this.#before = [];
      this.#after = [];
    }
    this.#resource = null;
  }

  #add(resource: Resource, all: readonly EffectOf[]): void {
    if (all.length === 0) return;
    const found = this.#of(resource.namespace);
    const effects = all.filter((one) => one.effect !== 'excused');
    const has = (effect: EffectOf['effect']): number => (all.some((one) => one.effect === effect) ? 1 : 0);
    found.refused += has('refused');
    found.allowed += has('allowed');
    found.unknown += has('unknown');
    found.excused += has('excused');
    for (const { effect, verdict } of effects)
      if (effect === 'refused') found.fields += Math.max(1, verdict.fields.length);
    const refusing = effects.filter((one) => one.effect === 'refused').map((one) => one.rollout);
    for (const rollout of new Set(refusing))
      if (rollout !== undefined) found.byRollout.set(rollout, (found.byRollout.get(rollout) ?? 0) + 1);
    if (effects.length > 0) found.concerned++;
    if (effects.length > 0 && found.affected.length < this.#options.kept)
      found.affected.push(this.#workload(resource, effects));
  }

  #workload(resource: Resource, effects: readonly EffectOf[]): WorkloadAnswer {
    const { apiVersion, kind, name, origin } = resource;
    return {
      apiVersion,
      kind,
      name,
      owner: this.#options.ownerOf(resource) || this.#of(resource.namespace).owner,
      file: origin.file,
      changes: effects.map(changeOf),
      command: this.#options.commandFor(resource, effects),
    };
  }
}

function changeOf({ effect, verdict, contracts = [], rollout }: EffectOf): Change {
  const { engine, policy, rule, stage, message } = verdict;
  return {
    effect: effect === 'excused' ? 'allowed' : effect,
    engine,
    policy,
    rule,
    stage,
    message,
    fields: fieldChanges(verdict),
    contracts,
    rollout: rollout ?? null,
  };
}

/** The sums over all namespaces. */
export function countsOf(namespaces: readonly NamespaceAnswer[]): Counts {
  const sum = (key: 'workloads' | 'refused' | 'allowed' | 'unknown' | 'excused'): number =>
    namespaces.reduce((total, namespace) => total + namespace[key], 0);
  return {
    namespaces: namespaces.length,
    workloads: sum('workloads'),
    refused: sum('refused'),
    allowed: sum('allowed'),
    unknown: sum('unknown'),
    excused: sum('excused'),
  };
}
