import type { Json } from '../../kube/json.ts';
import type { Check, Forbidden, Revision } from './check.ts';
import type { LevelVersion } from './level-version.ts';
import { type ActiveCheck, activeChecks, effectiveMinor } from './registry.ts';
import { CheckResult, PodSecurityResult } from './result.ts';
import { defaultsOf, type ServerDefaultsOption } from './server-defaults.ts';
import type { Version } from './version.ts';
import { type PodView, viewPod } from './view/pod.ts';

/** A Pod, or a pod template: anything with its metadata and its spec. Decode untrusted objects strictly first. */
export interface PodLike {
  readonly metadata?: Json | undefined;
  readonly spec?: Json | undefined;
}

export interface EvaluateOptions {
  /** Judge as a cluster of that version: `latest` and newer pins mean this one. */
  readonly emulate?: Version;
  /** Judge what the API server would see, its defaults filled in. Upstream's bare evaluator, and ours, do not. */
  readonly serverDefaults?: ServerDefaultsOption;
}

/**
 * What Pod Security Admission says of a pod at one level and version.
 *
 *     evaluatePodSecurity(pod, { level: 'restricted', version: 'latest' }).message
 */
export function evaluatePodSecurity(
  pod: PodLike,
  policy: LevelVersion,
  options: EvaluateOptions = {},
): PodSecurityResult {
  if (policy.level === 'privileged') return PodSecurityResult.allowed;
  const view = viewPod(pod.metadata, pod.spec, defaultsOf(options.serverDefaults, options.emulate));
  return evaluateView(view, policy, options.emulate);
}

export function evaluateView(view: PodView, policy: LevelVersion, emulate?: Version): PodSecurityResult {
  let results: CheckResult[] | undefined;
  for (const { check, revision } of planOf(policy, emulate)) {
    const forbidden = run(check, revision, view);
    if (forbidden !== null) (results ??= []).push(new CheckResult(check, forbidden));
  }
  return results === undefined ? PodSecurityResult.allowed : new PodSecurityResult(results);
}

function run({ forbids }: Check, revision: Revision, view: PodView): Forbidden | null {
  return forbids !== undefined && (view.mentions & forbids) === 0 ? null : revision.run(view);
}

/** Several policies judged on one view of a pod; a check that several hold runs once. */
export type PodSecurityEvaluator = (
  pod: PodLike,
  serverDefaults?: ServerDefaultsOption,
) => readonly PodSecurityResult[];

/**
 * Compiles policies for many pods: the results stand in the order of the policies.
 *
 *     const judge = compilePodSecurity([{ level: 'baseline', version: 'latest' }, { level: 'restricted', version: 'latest' }]);
 *     const [baseline, restricted] = judge(pod);
 */
export function compilePodSecurity(
  policies: readonly LevelVersion[],
  emulate?: Version,
): PodSecurityEvaluator {
  const active: ActiveCheck[] = [];
  const plans = policies.map((policy) =>
    planOf(policy, emulate).map((each) => {
      const index = active.findIndex(({ revision }) => revision === each.revision);
      return index >= 0 ? index : active.push(each) - 1;
    }),
  );
  return (pod, serverDefaults) => {
    const view = viewPod(pod.metadata, pod.spec, defaultsOf(serverDefaults, emulate));
    const found: (CheckResult | null)[] = [];
    let any = false;
    for (const { check, revision } of active) {
      const forbidden = run(check, revision, view);
      if (forbidden !== null) any = true;
      found.push(forbidden === null ? null : new CheckResult(check, forbidden));
    }
    if (!any) return plans.map(() => PodSecurityResult.allowed);
    return plans.map((plan) => {
      const results = plan.map((index) => found[index] ?? null).filter((each) => each !== null);
      return results.length === 0 ? PodSecurityResult.allowed : new PodSecurityResult(results);
    });
  };
}

const plans: Record<'baseline' | 'restricted', (readonly ActiveCheck[])[]> = { baseline: [], restricted: [] };

function planOf({ level, version }: LevelVersion, emulate?: Version): readonly ActiveCheck[] {
  if (level === 'privileged') return [];
  return (plans[level][effectiveMinor(version, emulate)] ??= activeChecks(level, version, emulate));
}
