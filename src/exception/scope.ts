import { at, type JsonObject, type Path } from '../kube/json.ts';
import type { PodTemplate } from '../kube/pod-template.ts';
import { sameJson } from '../schema/runtime.ts';
import type { Verdict } from '../verdict.ts';
import type { FieldScope, PolicyScope } from './contract.ts';
import { type FieldPattern, parseFieldPattern, patternHolds } from './field-pattern.ts';
import { insidePod } from './pod-field.ts';

/** Which rule of which policy a verdict comes from. */
export type Ruling = Pick<Verdict, 'engine' | 'policy' | 'policyKind' | 'rule'>;

/** What one entry of `policies` excuses from. */
export interface ScopeTest {
  /** Whether the entry names that policy and rule. */
  speaksOf(ruling: Ruling): boolean;
  /** Whether the field at `path` is among those the entry names, with a value it names. */
  covers(object: JsonObject, pods: readonly PodTemplate[], path: Path): boolean;
}

export function compileScope(scope: PolicyScope): ScopeTest {
  const fields = scope.fields?.map((field) => ({ field, pattern: parseFieldPattern(field.path) ?? [] }));
  return {
    speaksOf: scope.engine === 'PodSecurity' ? podSecurity(scope) : named(scope),
    covers: (object, pods, path) =>
      fields === undefined ||
      fields.some(({ field, pattern }) => fieldCovers(field, pattern, object, pods, path)),
  };
}

/**
 * A check that is excused at one level is excused at the levels below it: whoever may break a check of baseline in a
 * restricted namespace may do so in a baseline one.
 */
function podSecurity({ level, checks = [] }: PolicyScope): ScopeTest['speaksOf'] {
  const ids = new Set(checks);
  return (ruling) => {
    if (ruling.engine !== 'PodSecurity' || !ids.has(ruling.rule)) return false;
    const judgedAt = ruling.policy.slice(0, Math.max(0, ruling.policy.indexOf('@')));
    return judgedAt === level || (level === 'restricted' && judgedAt === 'baseline');
  };
}

function named({ engine, kind, namespace, name, rules }: PolicyScope): ScopeTest['speaksOf'] {
  const policy = namespace === undefined ? name : `${namespace}/${name}`;
  const wanted = rules === undefined ? undefined : new Set(rules.flatMap(derivedRules));
  return (ruling) =>
    (ruling.engine === engine || (engine === 'Scanner' && ruling.engine === 'Portcullis')) &&
    ruling.policy === policy &&
    (ruling.policyKind === undefined || kind === undefined || ruling.policyKind === kind) &&
    (wanted === undefined || wanted.has(ruling.rule));
}

/** Kyverno derives rules for workload kinds from a rule for pods, and names them so. */
function derivedRules(rule: string): string[] {
  return [rule, `autogen-${rule}`, `autogen-cronjob-${rule}`];
}

/** The path may be seen from the pod, so that it means the same in a Deployment and in a CronJob, or from the object. */
function fieldCovers(
  { values }: FieldScope,
  pattern: FieldPattern,
  object: JsonObject,
  pods: readonly PodTemplate[],
  path: Path,
): boolean {
  if (pattern.length === 0) return false;
  const inPod = pods.some((pod) => {
    const seen = insidePod(pod, path);
    return seen !== undefined && patternHolds(pattern, at(object, pod.path), seen);
  });
  if (!inPod && !patternHolds(pattern, object, path)) return false;
  return values === undefined || valueAllowed(values, at(object, path) ?? null);
}

/** A list is allowed when it is named as a whole, or when each of its items is. */
function valueAllowed(values: readonly unknown[], value: unknown): boolean {
  if (values.some((allowed) => sameJson(allowed, value))) return true;
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.every((item) => values.some((allowed) => sameJson(allowed, item)))
  );
}
