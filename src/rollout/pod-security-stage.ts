import {
  compareLevels,
  type Level,
  type LevelVersion,
  labelPrefix,
  type Mode,
  minorOf,
  modes,
  policyFromLabels,
  policyName,
  printInvalidField,
  type Version,
} from '../engine/pod-security/index.ts';
import type { RolloutStage } from './stage.ts';

export type Labels = Readonly<Record<string, string>>;

/** A Pod Security level of a rollout: always pinned. */
export interface Pin {
  readonly level: Exclude<Level, 'privileged'>;
  readonly version: Version;
}

/** The labels to set, and those to remove (null). */
export type LabelPatch = Readonly<Record<string, string | null>>;

/**
 * The stage of a namespace for a pin, read from its labels: enforced, else warned of and audited, else audited.
 * `cluster` is the minor version of the cluster where it is known: what `latest` and every newer pin mean there.
 */
export function stageOf(labels: Labels, pin: Pin, cluster: number | null): RolloutStage {
  const { policy } = policyFromLabels(labels);
  const carries = (mode: Mode): boolean => atLeast(policy[mode], pin, cluster);
  if (carries('enforce')) return 'Enforce';
  if (!carries('audit')) return 'None';
  return carries('warn') ? 'Warn' : 'Audit';
}

/** Whether `a` refuses all that `b` does. */
export function asStrict(a: Pin, b: Pin, cluster: number | null): boolean {
  return atLeast(a, b, cluster);
}

/** Whether the labels enforce at least the level, at whatever version. */
export function enforcesLevel(labels: Labels, level: Pin['level']): boolean {
  return compareLevels(policyFromLabels(labels).policy.enforce.level, level) >= 0;
}

/** What keeps the labels from taking the step to `to`; empty when nothing does. */
export function obstacleTo(to: RolloutStage, labels: Labels, pin: Pin, cluster: number | null): string {
  const { policy, errors } = policyFromLabels(labels);
  const [error] = errors;
  if (error !== undefined)
    return `the namespace has a label that nobody understands: ${printInvalidField(error)}`;
  const there = policy.enforce;
  if (to !== 'Enforce' || compareLevels(there.level, 'privileged') === 0) return '';
  if (atLeast(there, pin, cluster) || atLeast(pin, there, cluster)) return '';
  return there.version === 'latest'
    ? `the namespace enforces ${policyName(there)}, and which version that is was never recorded: scan with --kubernetes, or pin the label`
    : `the namespace enforces ${policyName(there)}, which ${policyName(pin)} neither contains nor is contained in: raise the pin of that rollout first`;
}

/**
 * The labels for a stage: each mode it names becomes the stricter of what is there and what is asked, never less. At
 * Enforce, warn and audit go on to `oneUp`, a level that another rollout has in mind here. Where a compiled form holds the
 * level (`held`), `enforce` stays what it is: more would refuse whom contracts excuse.
 */
export function stepLabels(
  to: RolloutStage,
  labels: Labels,
  pin: Pin,
  cluster: number | null,
  { oneUp, held = false }: { readonly oneUp?: Pin | undefined; readonly held?: boolean } = {},
): LabelPatch {
  const { policy } = policyFromLabels(labels);
  const patch: Record<string, string> = {};
  for (const mode of modesAt[to]) {
    if (mode === 'enforce' && held) continue;
    const asked = mode === 'enforce' ? pin : (oneUp ?? pin);
    const there = policy[mode];
    // An absent warn follows enforce, whatever becomes of that; a label of its own does not.
    const implied = mode === 'warn' && !Object.hasOwn(labels, `${labelPrefix}warn`);
    if (atLeast(there, asked, cluster) && !implied) continue;
    const stricter = join(there, asked, cluster);
    patch[labelPrefix + mode] = stricter.level;
    patch[`${labelPrefix}${mode}-version`] = stricter.version;
  }
  return patch;
}

const modesAt: Readonly<Record<RolloutStage, readonly Mode[]>> = {
  None: [],
  Audit: ['audit'],
  Warn: ['audit', 'warn'],
  Enforce: ['enforce', 'audit', 'warn'],
};

/** The six labels as they are: what a promoting step records, so that a step back knows where back is. */
export function formerLabels(labels: Labels): LabelPatch {
  const former: Record<string, string | null> = {};
  for (const mode of modes)
    for (const key of [labelPrefix + mode, `${labelPrefix}${mode}-version`])
      former[key] = Object.hasOwn(labels, key) ? (labels[key] as string) : null;
  return former;
}

/**
 * The labels for a step back to `to`: every mode beyond that stage goes back to what the promoting step had found, but
 * not below what other rollouts enforce (`held`).
 */
export function backLabels(
  to: RolloutStage,
  labels: Labels,
  former: LabelPatch,
  held: readonly Pin[],
  cluster: number | null,
): LabelPatch {
  const patch: Record<string, string | null> = {};
  const was = policyFromLabels(
    Object.fromEntries(Object.entries(former).filter(([, value]) => value !== null)),
  );
  for (const mode of modes) {
    if (modesAt[to].includes(mode)) continue;
    const key = labelPrefix + mode;
    const floor = mode === 'enforce' ? held.filter((pin) => !atLeast(was.policy.enforce, pin, cluster)) : [];
    const kept = floor.reduce<LevelVersion>((a, b) => join(a, b, cluster), was.policy[mode]);
    const restored =
      floor.length === 0
        ? { level: former[key] ?? null, version: former[`${key}-version`] ?? null }
        : { level: kept.level, version: kept.version };
    if ((labels[key] ?? null) !== restored.level) patch[key] = restored.level;
    if ((labels[`${key}-version`] ?? null) !== restored.version) patch[`${key}-version`] = restored.version;
  }
  return patch;
}

export function patched(labels: Labels, patch: LabelPatch): Labels {
  const result: Record<string, string> = { ...labels };
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else result[key] = value;
  }
  return result;
}

/** Whether `a` refuses all that `b` does: no laxer level, no older version. */
function atLeast(a: LevelVersion, b: LevelVersion, cluster: number | null): boolean {
  return compareLevels(a.level, b.level) >= 0 && minorAt(a.version, cluster) >= minorAt(b.version, cluster);
}

function join(a: LevelVersion, b: LevelVersion, cluster: number | null): LevelVersion {
  if (a.level === 'privileged') return b;
  const level = compareLevels(a.level, b.level) >= 0 ? a.level : b.level;
  const version = minorAt(a.version, cluster) > minorAt(b.version, cluster) ? a.version : b.version;
  return { level, version };
}

/** A pin newer than the cluster counts as latest there, as upstream's registry has it. */
function minorAt(version: Version, cluster: number | null): number {
  const minor = version === 'latest' ? Number.POSITIVE_INFINITY : minorOf(version);
  return cluster === null ? minor : Math.min(minor, cluster);
}
