import { policyName } from '../engine/pod-security/index.ts';
import type { Decision } from './decide.ts';
import type { Evaluated } from './evaluate.ts';
import { isOpen } from './gate.ts';
import type { Finding } from './inputs.ts';
import type { PlannedCell } from './plan.ts';
import type { Reason } from './reason.ts';
import type { RolloutPlan } from './rollout-plan.ts';
import type { RolloutStage } from './stage.ts';

/** Where a rollout stands: what `rollout status` shows, and writes as JSON. Times are RFC 3339. */
export interface RolloutStatus {
  readonly rollout: string;
  readonly policies: readonly string[];
  readonly mode: string;
  readonly suspended: boolean;
  /** Why nothing can be decided at all; empty when it can. */
  readonly problem: string;
  readonly paused: string;
  /** Contract files that cannot be read, and why: they excuse nothing. */
  readonly unreadable: readonly string[];
  /** True while nothing that sees running pods has ever reported. */
  readonly templatesOnly: boolean;
  readonly window: { readonly open: boolean; readonly reason: string; readonly opensAt: string | null };
  /** The wave that moves now: the first with a namespace that is not at enforce. */
  readonly wave: { readonly name: string; readonly number: number; readonly of: number } | null;
  readonly counts: Readonly<Record<RolloutStage | 'aside', number>>;
  readonly namespaces: readonly NamespaceStatus[];
}

export interface NamespaceStatus {
  readonly namespace: string;
  /** A stage, or a state beside the stages. */
  readonly stage: RolloutStage | 'Exempt' | 'Conflict' | 'NotSelected' | 'Invalid';
  readonly since: string | null;
  readonly wave: string | null;
  readonly gate: Decision['gate'];
  readonly action: Decision['action'];
  readonly to: RolloutStage | null;
  readonly clean: { readonly observed: number; readonly window: number } | null;
  readonly coverage: { readonly covered: number; readonly workloads: number } | null;
  readonly reasons: readonly string[];
  readonly blockers: readonly string[];
  readonly unknown: readonly string[];
  readonly waiting: readonly string[];
  /** Workloads and checks that are open, `Deployment/web runAsNonRoot`. */
  readonly open: readonly string[];
  /** Workloads that no strong enough source has judged as they are now. */
  readonly uncovered: readonly string[];
  /** How often a violation made the window begin anew at this stage, and who did. */
  readonly restarts: { readonly count: number; readonly by: readonly string[] };
  /** What to do about it. */
  readonly next: string;
  readonly decision: string | null;
}

/** After so many restarts waiting longer is no plan. */
export const manyRestarts = 3;

export function statusOf({ gathered, plan }: Evaluated, unreadable: readonly string[] = []): RolloutStatus {
  const { plan: rollout, inputs } = gathered;
  const namespaces = plan.cells.map((line) =>
    namespaceStatus(line, gathered.plan, rollout.waves[line.wave]?.name ?? null),
  );
  const moving = plan.cells.find((line) => line.aside === null && line.cell.inputs.cell.stage !== 'Enforce');
  return {
    rollout: rollout.name,
    policies: rollout.policies.map((policy) => `${policy.engine} ${policy.name}`),
    mode: rollout.mode,
    suspended: rollout.suspend,
    problem: gathered.problem,
    paused: plan.pause,
    unreadable,
    templatesOnly: inputs.cells.length > 0 && inputs.cells.every((cell) => !cell.inputs.liveSource),
    window: { ...plan.window, opensAt: plan.window.opensAt === null ? null : timeText(plan.window.opensAt) },
    wave:
      moving === undefined
        ? null
        : { name: rollout.waves[moving.wave]?.name ?? '', number: moving.wave + 1, of: rollout.waves.length },
    counts: countsOf(namespaces),
    namespaces: namespaces.toSorted((a, b) => (a.namespace < b.namespace ? -1 : 1)),
  };
}

function namespaceStatus(line: PlannedCell, rollout: RolloutPlan, wave: string | null): NamespaceStatus {
  const { cell, aside, decision, inputs } = line;
  const { name } = cell.inputs.namespace;
  const findings = inputs?.findings ?? [];
  const restarts = restartsOf(findings);
  const texts = (list: readonly Reason[] | undefined): string[] =>
    (list ?? []).map((reason) => reason.message);
  return {
    namespace: name,
    stage: aside?.state ?? cell.inputs.cell.stage,
    since: aside === null ? timeText(cell.inputs.cell.since) : null,
    wave,
    gate: decision?.gate ?? 'None',
    action: decision?.action ?? 'Hold',
    to: decision?.step?.to ?? null,
    clean: decision?.clean ?? null,
    coverage: decision?.clean ?? null,
    reasons: aside === null ? texts(decision?.reasons) : [aside.reason],
    blockers: texts(decision?.blockers),
    unknown: texts(decision?.unknown),
    waiting: texts(decision?.waiting),
    open: aboutOf(decision?.blockers, 'OpenViolations'),
    uncovered: aboutOf(decision?.unknown, 'Coverage'),
    restarts,
    next: aside?.next ?? nextOf(decision, rollout, name, restarts.count),
    decision: decision?.id ?? null,
  };
}

/** Each violation that closed since the stage began made the window begin anew; one that is open does so now. */
function restartsOf(findings: readonly Finding[]): NamespaceStatus['restarts'] {
  const fails = findings.filter((finding) => finding.verdict === 'fail');
  const ends = new Set(fails.filter((finding) => !isOpen(finding)).map((finding) => finding.closedAt));
  const count = ends.size + (fails.some(isOpen) ? 1 : 0);
  const bySubject = new Map<string, number>();
  for (const { subject } of fails) bySubject.set(subject, (bySubject.get(subject) ?? 0) + 1);
  const by = [...bySubject].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).map(([subject]) => subject);
  return { count, by: by.slice(0, 3) };
}

function aboutOf(reasons: readonly Reason[] | undefined, code: Reason['code']): readonly string[] {
  return reasons?.find((reason) => reason.code === code)?.about ?? [];
}

function nextOf(
  decision: Decision | null,
  { name: rollout, pin }: RolloutPlan,
  namespace: string,
  restarts: number,
): string {
  if (decision === null) return '';
  if (decision.blockers.some((reason) => reason.code === 'OpenViolations'))
    return restarts >= manyRestarts
      ? `portcullis rollout grandfather ${rollout} ${namespace}`
      : `portcullis explain -n ${namespace}`;
  if (decision.blockers.some((reason) => reason.code === 'ContractNotCompiled'))
    return `portcullis exception compile --to psa --level ${pin === null ? '' : policyName(pin)}`;
  if (decision.blockers.some((reason) => reason.code === 'ContractEndsSoon'))
    return 'portcullis exception due --within 3d';
  if (decision.unknown.some((reason) => reason.code === 'CheckUnknown'))
    return `portcullis rollout status ${rollout} --ask-checks`;
  if (decision.waiting.some((reason) => reason.code === 'Approvals'))
    return `portcullis rollout approve ${rollout} ${namespace}`;
  if (decision.action === 'Propose')
    return `portcullis rollout next, then review; or: portcullis rollout promote ${rollout} ${namespace}`;
  if (decision.action !== 'Hold') return 'portcullis rollout next';
  return '';
}

function countsOf(namespaces: readonly NamespaceStatus[]): RolloutStatus['counts'] {
  const counts = { None: 0, Audit: 0, Warn: 0, Enforce: 0, aside: 0 };
  for (const { stage } of namespaces) {
    if (stage === 'None' || stage === 'Audit' || stage === 'Warn' || stage === 'Enforce') counts[stage]++;
    else counts.aside++;
  }
  return counts;
}

function timeText(time: number): string {
  return new Date(time).toISOString();
}
