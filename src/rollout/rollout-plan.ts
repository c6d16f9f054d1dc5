import { policyName, type Version } from '../engine/pod-security/index.ts';
import type { Json } from '../kube/json.ts';
import { everything, labelSelector, type Selector } from '../kube/selector.ts';
import type { EngineName } from '../verdict.ts';
import { durationMs } from './duration.ts';
import type { Demotion, Gate, Mode } from './inputs.ts';
import type { HardeningRollout } from './plan.generated.ts';
import type { Pin } from './pod-security-stage.ts';
import type { ChangeWindow } from './windows.ts';

/** A HardeningRollout with every default filled in and every selector compiled. */
export interface RolloutPlan {
  readonly name: string;
  readonly after: readonly string[];
  readonly policies: readonly PlannedPolicy[];
  /** The level, when this is a Pod Security rollout: its stage is then the namespace's own labels. */
  readonly pin: Pin | null;
  readonly selector: Selector;
  readonly mode: Mode;
  readonly newNamespaces: 'Audit' | 'Warn' | 'Enforce' | null;
  readonly output: Output;
  readonly waves: readonly Wave[];
  readonly limits: { readonly namespacesPerDay: number | null; readonly podsPerDay: number | null };
  readonly windows: readonly ChangeWindow[];
  readonly demotion: Demotion & { readonly pauseAfterNamespaces: number };
  readonly suspend: boolean;
}

export interface PlannedPolicy {
  readonly engine: EngineName;
  /** The kind of the policy, where the engine has several. */
  readonly kind: string | null;
  /** As verdicts name it: `restricted@v1.34`, `require-labels`, `namespace/name`. */
  readonly name: string;
  /** The rules it is about; null for all. */
  readonly rules: readonly string[] | null;
}

export interface Output {
  readonly kind: 'Labels' | 'PullRequest' | 'Files';
  readonly repository: string | null;
  readonly path: string;
  readonly branch: string | null;
}

export interface Wave {
  readonly name: string;
  /** Null: all that no other wave selects. */
  readonly selector: Selector | null;
  readonly maxConcurrent: number | `${number}%` | null;
  readonly soak: number;
  readonly gates: { readonly warn: Gate; readonly enforce: Gate };
  readonly checks: readonly Check[];
}

export interface Check {
  readonly name: string;
  readonly url: string;
  readonly timeout: number;
}

type Spec = HardeningRollout['spec'];
type GateSpec = NonNullable<NonNullable<Spec['gates']>['warn']>;

/** The plan of a HardeningRollout that `planProblems` has nothing against. */
export function rolloutPlan({ metadata, spec }: HardeningRollout): RolloutPlan {
  const policy = spec.policies[0];
  return {
    name: metadata.name,
    after: spec.after ?? [],
    policies: spec.policies.map(plannedPolicy),
    pin:
      policy?.engine === 'PodSecurity' && policy.level !== undefined
        ? { level: policy.level, version: policy.version as Version }
        : null,
    selector: spec.selector === undefined ? everything : compiled(spec.selector),
    mode: spec.mode ?? 'Propose',
    newNamespaces: spec.newNamespaces ?? null,
    output: {
      kind: spec.output?.kind ?? 'PullRequest',
      repository: spec.output?.repository ?? null,
      path: spec.output?.path ?? '.',
      branch: spec.output?.branch ?? null,
    },
    waves: (spec.waves ?? [{ name: 'all' }]).map((wave) => ({
      name: wave.name,
      selector: wave.selector === undefined ? null : compiled(wave.selector),
      maxConcurrent: (wave.maxConcurrent ?? null) as Wave['maxConcurrent'],
      soak: ms(wave.soak ?? ''),
      gates: {
        warn: gate('3d', spec.gates?.warn, wave.gates?.warn),
        enforce: gate('14d', spec.gates?.enforce, wave.gates?.enforce),
      },
      checks: checksOf(spec, wave.gates),
    })),
    limits: {
      namespacesPerDay: spec.limits?.namespacesPerDay ?? null,
      podsPerDay: spec.limits?.podsPerDay ?? null,
    },
    windows: spec.windows ?? [],
    demotion: {
      action: spec.demotion?.action ?? 'Demote',
      rejections: spec.demotion?.rejections ?? 3,
      workloads: spec.demotion?.workloads ?? 1,
      window: spec.demotion?.window ?? '15m',
      cooldown: spec.demotion?.cooldown ?? '24h',
      maxDemotions: spec.demotion?.maxDemotions ?? 3,
      pauseAfterNamespaces: spec.demotion?.pauseAfterNamespaces ?? 3,
    },
    suspend: spec.suspend ?? false,
  };
}

function plannedPolicy(policy: Spec['policies'][number]): PlannedPolicy {
  const { engine, level, version, kind, namespace, name, rules } = policy;
  return {
    engine,
    name:
      engine === 'PodSecurity'
        ? policyName({ level: level as Pin['level'], version: version as Version })
        : [namespace, name].filter((part) => part !== undefined).join('/'),
    kind: kind ?? null,
    rules: rules ?? null,
  };
}

/** What a wave says lies over what the plan says, field by field. */
function gate(window: string, ...layers: readonly (GateSpec | undefined)[]): Gate {
  const { maxGap, freshness, checks, ...said } = Object.assign({}, ...layers) as GateSpec;
  const gap = maxGap ?? '26h';
  return {
    violations: said.violations ?? 'Hold',
    window: said.window ?? window,
    maxGap: gap,
    scans: said.scans ?? 2,
    freshness: freshness ?? gap,
    silentWorkloads: said.silentWorkloads ?? 'Template',
    minEphemeralAdmissions: said.minEphemeralAdmissions ?? 0,
    approvals: said.approvals ?? 0,
    checks: (checks ?? []).map((check) => check.name),
  };
}

function checksOf(spec: Spec, gates: Spec['gates']): Check[] {
  const found = new Map<string, Check>();
  for (const layer of [spec.gates, gates])
    for (const { checks } of [layer?.warn ?? {}, layer?.enforce ?? {}])
      for (const { name, url, timeout } of checks ?? [])
        found.set(name, { name, url, timeout: timeout === undefined ? 10_000 : ms(timeout) });
  return [...found.values()];
}

function compiled(selector: NonNullable<Spec['selector']>): Selector {
  const result = labelSelector(selector as unknown as Json);
  if (typeof result === 'string') throw new Error(`a selector that was not checked: ${result}`);
  return result;
}

function ms(duration: string): number {
  return durationMs(duration) ?? 0;
}
