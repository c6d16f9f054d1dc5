import { fieldText } from '../field.ts';
import { at } from '../kube/json.ts';
import { type PodKinds, podsOf } from '../kube/pod-template.ts';
import type { Resource } from '../kube/resource.ts';
import type { Verdict } from '../verdict.ts';
import type { ExceptionContract, FieldScope, PolicyScope, RiskLevel } from './contract.ts';
import { day } from './limits.ts';
import { containerAt, insidePod } from './pod-field.ts';

/** What only a person can say. What is missing stays as a TODO, which lint refuses. */
export interface DraftWords {
  readonly name?: string;
  readonly team?: string;
  readonly contact?: string;
  readonly reason?: string;
  readonly risk?: RiskLevel;
  readonly impact?: string;
  readonly mitigations?: readonly string[];
  readonly ticket?: string;
  readonly days: number;
}

export const todo = 'TODO';

/** The narrowest contract that turns these fails of one resource into `excepted`. */
export function draftFromVerdicts(
  verdicts: readonly Verdict[],
  words: DraftWords,
  now: Date,
  kinds?: PodKinds,
): ExceptionContract {
  const [first] = verdicts;
  if (first === undefined) throw new Error('a draft needs a verdict');
  const { resource } = first;
  const containers = containersOf(verdicts, resource, kinds);
  return draft(
    resource.namespace,
    { kind: resource.kind, name: subjectName(resource), ...(containers === undefined ? {} : { containers }) },
    mergePolicies(verdicts.map((verdict) => scopeOf(verdict, kinds))),
    words,
    now,
  );
}

/** Of an object that the API server names, only the beginning of its names is known. */
function subjectName({ name, object }: Resource): string {
  const generated =
    at(object, ['metadata', 'generateName']) === name && at(object, ['metadata', 'name']) !== name;
  return generated ? `${name}*` : name;
}

export function draft(
  namespace: string,
  subject: ExceptionContract['spec']['subjects'][number],
  policies: readonly PolicyScope[],
  words: DraftWords,
  now: Date,
): ExceptionContract {
  const seconds = (time: number): string => new Date(time).toISOString().replace(/\.\d+Z$/, 'Z');
  return {
    apiVersion: 'portcullis.dev/v1alpha1',
    kind: 'ExceptionContract',
    metadata: { name: words.name ?? nameFor(subject.name, policies), namespace },
    spec: {
      subjects: [subject],
      policies,
      owner: { team: words.team ?? todo, contact: words.contact ?? todo },
      reason: words.reason ?? `${todo}: why this workload cannot keep the rule, in a sentence`,
      risk: {
        level: words.risk ?? 'Medium',
        impact: words.impact ?? `${todo}: what an attacker gains by it`,
        ...(words.mitigations === undefined || words.mitigations.length === 0
          ? {}
          : { mitigations: words.mitigations }),
      },
      ...(words.ticket === undefined ? {} : { ticket: words.ticket }),
      validFrom: seconds(now.getTime()),
      expiresAt: seconds(now.getTime() + words.days * day),
    },
  };
}

function nameFor(subject: string, policies: readonly PolicyScope[]): string {
  const [first] = policies;
  const what = first?.checks?.[0] ?? first?.name ?? 'exception';
  const dashed = what
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replaceAll(/[^A-Za-z0-9]+/g, '-')
    .toLowerCase();
  return `${subject.replace(/\*$/, 'all')}-${dashed}`.slice(0, 63).replace(/[^a-z0-9]+$/, '');
}

/** The containers that offend, where nothing of the whole pod does; they are all there is to excuse then. */
function containersOf(
  verdicts: readonly Verdict[],
  resource: Resource,
  kinds: PodKinds | undefined,
): string[] | undefined {
  const pods = podsOf(resource, kinds);
  const names = new Set<string>();
  for (const { fields } of verdicts) {
    if (fields.length === 0) return undefined;
    for (const field of fields) {
      const container = containerAt(resource.object, pods, field);
      const name = at(container, ['name']);
      if (typeof name !== 'string') return undefined;
      names.add(name);
    }
  }
  return [...names];
}

function scopeOf(verdict: Verdict, kinds: PodKinds | undefined): PolicyScope {
  const { engine, policy, policyKind, rule } = verdict;
  const named = fieldsOf(verdict, kinds);
  // A contract holds so many fields; beyond that it has to excuse the rule.
  const narrowed = named.length === 0 || named.length > 32 ? {} : { fields: named };
  if (engine === 'PodSecurity')
    return {
      engine,
      level: policy.startsWith('baseline@') ? 'baseline' : 'restricted',
      checks: [rule],
      ...narrowed,
    };
  const [namespace, name] = policy.includes('/') ? policy.split('/') : [undefined, policy];
  const derived = rule.replace(/^autogen-(?:cronjob-)?/, '');
  const place = namespace === undefined ? {} : { namespace };
  if (engine === 'Kyverno') {
    const kind = policyKind ?? (namespace === undefined ? 'ClusterPolicy' : 'Policy');
    const rules = kind === 'ClusterPolicy' || kind === 'Policy' ? { rules: [derived] } : {};
    return { engine, kind, ...place, name: name ?? '', ...rules };
  }
  if (engine === 'ValidatingAdmissionPolicy') return { engine, name: name ?? '' };
  if (engine === 'Gatekeeper') return { engine, kind: policyKind ?? '', name: name ?? '' };
  return { engine: 'Scanner', kind: 'portcullis', name: policy, rules: [rule] };
}

/** The fields with what they say now, as the pod sees them. */
function fieldsOf({ resource, fields }: Verdict, kinds: PodKinds | undefined): FieldScope[] {
  const pods = podsOf(resource, kinds);
  const byPath = new Map<string, unknown[]>();
  for (const field of fields) {
    const pod = pods.find((one) => insidePod(one, field) !== undefined);
    const inner = pod === undefined ? field : (insidePod(pod, field) ?? field);
    const base = pod === undefined ? resource.object : at(resource.object, pod.path);
    // An item of a list is named by its value, which stays the same when its neighbours go.
    const item = typeof inner.at(-1) === 'number';
    const path = fieldText(base, item ? inner.slice(0, -1) : inner);
    const value = at(resource.object, field) ?? null;
    if (typeof value === 'object' && value !== null) {
      byPath.set(fieldText(base, inner), byPath.get(fieldText(base, inner)) ?? []);
      continue;
    }
    const values = byPath.get(path) ?? [];
    byPath.set(path, values.includes(value) ? values : [...values, value]);
  }
  return [...byPath].map(([path, values]) => ({ path, ...(values.length === 0 ? {} : { values }) }));
}

/** Checks of one level together, rules of one policy together, as long as no field of one would count for another. */
function mergePolicies(scopes: readonly PolicyScope[]): PolicyScope[] {
  const merged = new Map<string, PolicyScope>();
  for (const scope of scopes) {
    const { engine, level, kind, namespace, name, fields } = scope;
    const key = JSON.stringify([engine, level, kind, namespace, name, fields]);
    const before = merged.get(key);
    merged.set(
      key,
      before === undefined
        ? scope
        : {
            ...before,
            ...(scope.checks === undefined
              ? {}
              : { checks: unique([...(before.checks ?? []), ...scope.checks]) }),
            ...(scope.rules === undefined
              ? {}
              : { rules: unique([...(before.rules ?? []), ...scope.rules]) }),
          },
    );
  }
  return [...merged.values()];
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)];
}
