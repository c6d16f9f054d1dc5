import { type LevelVersion, policyName, type Version } from '../engine/pod-security/index.ts';
import { digest } from '../evidence/canonical.ts';
import type { JudgedPolicy } from '../evidence/policy-set.ts';
import { recordScan, type ScanSummary } from '../evidence/record-scan.ts';
import { ScanRecorder } from '../evidence/scan-recorder.ts';
import { groupOf } from '../kube/group-kind.ts';
import { isObject } from '../kube/json.ts';
import type { PodKinds } from '../kube/pod-template.ts';
import type { Resource } from '../kube/resource.ts';
import { planPath, readPlans } from '../rollout/read-plans.ts';
import type { ScanObserver } from '../scan/scan.ts';
import type { EngineName, Verdict } from '../verdict.ts';
import type { Io } from './command.ts';
import { type StoreFlags, scopeOf, storeOf } from './rollout-store.ts';

export interface RecordFlags extends StoreFlags {
  readonly rollouts?: string;
}

/** The levels that the rollouts at hand are about: a recorded scan judges every workload at them. */
export async function rolloutLevels(flags: RecordFlags, io: Io): Promise<LevelVersion[]> {
  const path = planPath(io.cwd, flags.rollouts);
  if (path === undefined) return [];
  const plans = await readPlans(io.cwd, path);
  const pins = new Map(
    plans.flatMap(({ plan }) => (plan.pin === null ? [] : [[policyName(plan.pin), plan.pin]])),
  );
  return [...pins.values()];
}

/** A scan in the course of being recorded. */
export interface Recording {
  readonly observer: ScanObserver;
  /** Writes everything down, and says so in a line. */
  finish(): Promise<string>;
}

/** What was written down, in one line. */
function recordedLine({ complete, gaps, subjects, findings, gone }: ScanSummary): string {
  const counts = `${subjects} workloads, ${findings.open} open findings (${findings.opened} new, ${findings.closed} closed), ${gone} gone`;
  if (complete) return `Recorded a complete scan: ${counts}.\n`;
  return `Recorded a scan that is NOT complete: ${counts}. It vouches for nothing and closes nothing: ${gaps[0]}${gaps.length > 1 ? ` (and ${gaps.length - 1} more)` : ''}\n`;
}

export interface RecordingFacts {
  readonly levels: readonly LevelVersion[];
  /** The user's policies. */
  readonly policies: readonly Resource[];
  /** What `latest` means, and whether the user said so. */
  readonly latest: string;
  readonly latestGiven: boolean;
  readonly podKinds: PodKinds;
  readonly ownerOf?: (resource: Resource) => string;
}

/** Opens the store before anything is judged: a scan that could not be recorded should not run for nothing. */
export async function startRecording(flags: RecordFlags, io: Io, facts: RecordingFacts): Promise<Recording> {
  const store = await storeOf(flags, io, false);
  const startedAt = io.now().getTime();
  const { podKinds, ownerOf } = facts;
  const recorder = new ScanRecorder({
    salt: store.salt,
    podKinds,
    ...(ownerOf === undefined ? {} : { ownerOf }),
  });
  const policies = judgedPolicies(facts);
  const names = recordedNames(facts, policies);
  return {
    observer: {
      resource: (resource) => recorder.resource(resource),
      verdict: (verdict) => {
        const policy = names.get(`${verdict.engine}\n${verdict.policy}`);
        if (policy !== undefined)
          recorder.verdict(policy === verdict.policy ? verdict : renamed(verdict, policy));
      },
      gap: (reason) => recorder.gaps.push(reason),
    },
    finish: async () => {
      try {
        const summary = await recordScan(
          store,
          {
            scope: scopeOf(flags, io),
            source: 'template',
            startedAt,
            endedAt: io.now().getTime(),
            policies,
            kubernetes: facts.latestGiven ? facts.latest : '',
            gaps: [],
            actor: `portcullis scan by ${io.env.USER ?? io.env.LOGNAME ?? 'unknown'}`,
          },
          recorder,
        );
        return recordedLine(summary);
      } finally {
        await store.close();
      }
    },
  };
}

function renamed(verdict: Verdict, policy: string): Verdict {
  return { ...verdict, policy };
}

/** `latest` is recorded as the version it stood for: that is what was judged. */
function judgedPolicies({ levels, policies, latest }: RecordingFacts): JudgedPolicy[] {
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
  { latest, levels }: RecordingFacts,
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
export function policyRevisions(resources: readonly Resource[]): JudgedPolicy[] {
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
