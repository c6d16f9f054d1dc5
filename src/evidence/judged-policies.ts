import { type LevelVersion, policyName, type Version } from '../engine/pod-security/index.ts';
import { groupOf } from '../kube/group-kind.ts';
import { isObject } from '../kube/json.ts';
import type { Resource } from '../kube/resource.ts';
import type { EngineName, Verdict } from '../verdict.ts';
import { digest } from './canonical.ts';
import type { JudgedPolicy } from './policy-set.ts';

/** What something is judged by. */
export interface JudgingFacts {
  /** Pod Security levels beside the two of readiness: those of rollouts. */
  readonly levels: readonly LevelVersion[];
  /** The user's policies. */
  readonly policies: readonly Resource[];
  /** What `latest` means. */
  readonly latest: string;
}

/** The policies that evidence is recorded of, and verdicts under the names they are recorded by. */
export interface RecordedPolicies {
  readonly policies: readonly JudgedPolicy[];
  /** The verdict as it is recorded; undefined for one of a policy that not everything is judged by. */
  readonly recorded: (verdict: Verdict) => Verdict | undefined;
}

export function recordedPolicies(facts: JudgingFacts): RecordedPolicies {
  const policies = judgedPolicies(facts);
  const names = recordedNames(facts, policies);
  return {
    policies,
    recorded: (verdict) => {
      const policy = names.get(`${verdict.engine}\n${verdict.policy}`);
      if (policy === undefined) return undefined;
      return policy === verdict.policy ? verdict : { ...verdict, policy };
    },
  };
}

/** `latest` is recorded as the version it stood for: that is what was judged. */
function judgedPolicies({ levels, policies, latest }: JudgingFacts): JudgedPolicy[] {
  const pinned = new Set(levels.map(policyName));
  for (const level of ['baseline', 'restricted'] as const)
    pinned.add(policyName({ level, version: latest as Version }));
  return [
    ...[...pinned].map(
      (policy): JudgedPolicy => ({ engine: 'PodSecurity', policy, revision: policy, source: null }),
    ),
    ...policyRevisions(policies),
  ];
}

/** By engine and policy as verdicts have them, the name to record; others are not recorded. */
function recordedNames(
  { latest, levels }: JudgingFacts,
  policies: readonly JudgedPolicy[],
): Map<string, string> {
  const judgedByPin = new Set(levels.map(policyName));
  const names = new Map(policies.map(({ engine, policy }) => [`${engine}\n${policy}`, policy]));
  for (const level of ['baseline', 'restricted'] as const) {
    const pinned = policyName({ level, version: latest as Version });
    // Where the same version is judged by its pin as well, once is enough.
    if (!judgedByPin.has(pinned)) names.set(`PodSecurity\n${level}@latest`, pinned);
  }
  return names;
}

/** The semantics we judge by: another one may judge the same text otherwise. */
const engineVersions: Readonly<Partial<Record<EngineName, string>>> = {
  Kyverno: '1.18',
  ValidatingAdmissionPolicy: '1.36',
};

/** The policies among `resources`, each with the hash of all that decides how it judges. */
function policyRevisions(resources: readonly Resource[]): JudgedPolicy[] {
  const judged: JudgedPolicy[] = [];
  for (const resource of resources) {
    const engine = engineOf(resource);
    if (engine === undefined) continue;
    const { kind, name, namespace, object } = resource;
    const metadata = object.metadata as { annotations?: unknown } | undefined;
    const text = {
      apiVersion: object.apiVersion,
      kind,
      name,
      namespace,
      annotations: metadata?.annotations ?? null,
      spec: object.spec,
    };
    const bindings =
      engine === 'ValidatingAdmissionPolicy'
        ? resources
            .filter(
              (one) =>
                one.kind === 'ValidatingAdmissionPolicyBinding' &&
                (one.object.spec as { policyName?: unknown } | undefined)?.policyName === name,
            )
            .map((one) => ({ name: one.name, spec: one.object.spec }))
        : [];
    const plain = sorted({ text, bindings });
    judged.push({
      engine,
      policy: namespace === '' ? name : `${namespace}/${name}`,
      revision: digest({ engine: engineVersions[engine] ?? '', policy: JSON.stringify(plain) }),
      source: plain,
    });
  }
  return judged;
}

/** The same whatever the order of keys: plain JSON with sorted maps. */
function sorted(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (_, item: unknown) => {
      if (typeof item === 'bigint') return `${item}`;
      return isObject(item)
        ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))
        : item;
    }),
  ) as unknown;
}

function engineOf({ apiVersion, kind }: Resource): EngineName | undefined {
  const group = groupOf(apiVersion);
  if (group === 'admissionregistration.k8s.io')
    return kind === 'ValidatingAdmissionPolicy' ? kind : undefined;
  if (group !== 'kyverno.io' && group !== 'policies.kyverno.io') return undefined;
  return kind.endsWith('Policy') ? 'Kyverno' : undefined;
}
