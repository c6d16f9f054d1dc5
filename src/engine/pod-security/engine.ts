import { own, type Path } from '../../kube/json.ts';
import { type PodKinds, type PodTemplate, podKindOf, podsOf } from '../../kube/pod-template.ts';
import type { Resource } from '../../kube/resource.ts';
import type { Stage, Verdict } from '../../verdict.ts';
import type { Engine, Lookup } from '../engine.ts';
import type { Check } from './check.ts';
import { compilePodSecurity, type PodSecurityEvaluator } from './evaluate.ts';
import { compareLevels } from './level.ts';
import { type LevelVersion, policyName } from './level-version.ts';
import { type Policy, policyFromLabels, privilegedPolicy } from './policy.ts';
import { activeChecks } from './registry.ts';
import type { PodSecurityResult } from './result.ts';
import { minorOf, type Version } from './version.ts';
import { PodFieldError } from './view/read.ts';

export interface PodSecurityEngineOptions {
  /** Judged everywhere beside what a namespace asks for, at no stage: what each namespace is ready for. */
  readonly always?: readonly LevelVersion[];
  /** Judge everything by this one, as if every namespace enforced it, whatever labels say. */
  readonly only?: LevelVersion | null;
  /** What holds where labels do not say. */
  readonly defaults?: Policy;
  readonly exemptNamespaces?: ReadonlySet<string>;
  readonly exemptRuntimeClasses?: ReadonlySet<string>;
  /** The version of the cluster: what `latest` means. */
  readonly emulate?: Version | undefined;
  /** Custom kinds that hold pod templates. */
  readonly podKinds?: PodKinds;
}

/**
 * Judges pods and the templates of their owners. An owner is judged as the pods it will make: what its namespace enforces
 * is at stage enforce for it too, although the API server only refuses the pods.
 */
export function createPodSecurityEngine(options: PodSecurityEngineOptions = {}): Engine {
  const plans = new Map<string, Plan>();

  function planFor(namespace: string, lookup: Lookup): Plan {
    if (options.only) return cached(privilegedPolicy);
    const labels = own(own(lookup.namespace(namespace), 'metadata'), 'labels');
    return cached(policyFromLabels(labels, options.defaults).policy);
  }

  function cached(policy: Policy): Plan {
    const stages = stagesOf(policy, options);
    const key = [...stages].map(([name, { stage }]) => `${name} ${stage}`).join(',');
    let plan = plans.get(key);
    if (!plan) {
      plan = planOf(stages, options);
      plans.set(key, plan);
    }
    return plan;
  }

  return {
    name: 'PodSecurity',
    concerns: (apiVersion, kind) => podKindOf(apiVersion, kind, options.podKinds) !== undefined,
    judge({ resource }, lookup): readonly Verdict[] {
      const plan = planFor(resource.namespace, lookup);
      const verdicts: Verdict[] = [];
      for (const pod of podsOf(resource, options.podKinds)) {
        const exemption = exemptionOf(resource, pod, options);
        if (exemption === null) judgePod(plan, resource, pod, verdicts);
        else {
          for (const each of plan.policies)
            verdicts.push(unjudged(resource, each, 'exempt', 'skip', exemption));
        }
      }
      return verdicts;
    },
  };
}

/** What one set of policies and stages comes to, compiled. */
interface Plan {
  readonly policies: readonly PlannedPolicy[];
  readonly evaluate: PodSecurityEvaluator;
}

interface PlannedPolicy {
  readonly policy: LevelVersion;
  readonly name: string;
  readonly stage: Stage | null;
  readonly checks: readonly Check[];
}

type Stages = ReadonlyMap<string, { readonly policy: LevelVersion; readonly stage: Stage | null }>;

/** For each policy the strongest stage at which something asks for it. */
function stagesOf(policy: Policy, { always = [], only }: PodSecurityEngineOptions): Stages {
  const stages = new Map<string, { policy: LevelVersion; stage: Stage | null }>();
  const add = (each: LevelVersion, stage: Stage | null): void => {
    if (each.level !== 'privileged' && !stages.has(policyName(each)))
      stages.set(policyName(each), { policy: each, stage });
  };
  if (only) {
    add(only, 'enforce');
    return stages;
  }
  for (const mode of ['enforce', 'warn', 'audit'] as const) add(policy[mode], mode);
  for (const each of always) add(each, null);
  return stages;
}

function planOf(stages: Stages, { emulate }: PodSecurityEngineOptions): Plan {
  const sorted = [...stages.values()].sort(
    (a, b) =>
      compareLevels(a.policy.level, b.policy.level) ||
      minorOf(a.policy.version) - minorOf(b.policy.version) ||
      0,
  );
  const policies = sorted.map(({ policy, stage }) => ({
    policy,
    name: policyName(policy),
    stage,
    checks: activeChecks(policy.level, policy.version, emulate).map(({ check }) => check),
  }));
  return {
    policies,
    evaluate: compilePodSecurity(
      sorted.map(({ policy }) => policy),
      emulate,
    ),
  };
}

function exemptionOf(
  { namespace }: Resource,
  { spec }: PodTemplate,
  { exemptNamespaces, exemptRuntimeClasses }: PodSecurityEngineOptions,
): string | null {
  if (namespace !== '' && exemptNamespaces?.has(namespace)) return 'exempt: namespace';
  const runtimeClass = own(spec, 'runtimeClassName');
  return typeof runtimeClass === 'string' && exemptRuntimeClasses?.has(runtimeClass)
    ? 'exempt: runtimeClass'
    : null;
}

function judgePod(plan: Plan, resource: Resource, pod: PodTemplate, verdicts: Verdict[]): void {
  const results = attempt(() => plan.evaluate(pod, resource.kind === 'Pod' ? 'pod' : 'template'));
  if (results instanceof PodFieldError) {
    for (const planned of plan.policies) {
      verdicts.push(unjudged(resource, planned, 'decode', 'error', results.message));
    }
    return;
  }
  plan.policies.forEach((planned, index) => {
    const result = results[index];
    if (result) pushVerdicts(planned, result, resource, pod.path, verdicts);
  });
}

/** Only objects that nobody decoded before can be of a wrong type here. */
function attempt<T>(judge: () => T): T | PodFieldError {
  try {
    return judge();
  } catch (error) {
    if (error instanceof PodFieldError) return error;
    throw error;
  }
}

/** One verdict a check, in upstream's order. */
function pushVerdicts(
  { name, stage, checks }: PlannedPolicy,
  { results }: PodSecurityResult,
  resource: Resource,
  prefix: Path,
  verdicts: Verdict[],
): void {
  let next = 0;
  for (const check of checks) {
    const result = results[next]?.check === check ? results[next++] : undefined;
    verdicts.push({
      engine: 'PodSecurity',
      policy: name,
      rule: check.id,
      outcome: result ? 'fail' : 'pass',
      stage,
      severity: check.severity,
      message: result?.message ?? '',
      resource,
      fields: result ? result.fields.map((field) => [...prefix, ...field]) : [],
      exception: null,
    });
  }
}

/** A verdict on the policy as a whole. */
function unjudged(
  resource: Resource,
  { name, stage }: PlannedPolicy,
  rule: string,
  outcome: 'skip' | 'error',
  message: string,
): Verdict {
  return {
    engine: 'PodSecurity',
    policy: name,
    rule,
    outcome,
    stage,
    severity: null,
    message,
    resource,
    fields: [],
    exception: null,
  };
}
