import type { ChainReport } from '../../evidence/journal.ts';
import type { State } from '../../exception/state.ts';
import type { Interval } from '../../rollout/observed.ts';
import type { RolloutStage } from '../../rollout/stage.ts';
import type { NamespaceStatus, RolloutStatus } from '../../rollout/status.ts';
import type { Severity } from '../../verdict.ts';

/** Where everything stands and how it came to be so, as plain data: what reports for people and auditors are made of. */
export interface Overview {
  /** The time it is as of. */
  readonly at: number;
  readonly scope: string;
  /** The version of Portcullis. */
  readonly version: string;
  /** When the first scan was recorded; `at` when there is none. */
  readonly since: number;
  readonly evidence: EvidenceOverview;
  readonly rollouts: readonly RolloutOverview[];
  readonly namespaces: readonly NamespaceOverview[];
  /** By namespace, then workload, then check; no more than a page can hold. */
  readonly findings: readonly OpenFinding[];
  readonly counts: FindingCounts;
  readonly contracts: readonly ContractOverview[];
  /** What moved, the newest first. */
  readonly moves: readonly Move[];
  /** How many moves are not listed, being older. */
  readonly olderMoves: number;
  /** Every cell there ever was, in namespaces that are gone too. */
  readonly histories: readonly CellHistory[];
  readonly trends: Trends;
  /** What recomputing every decision gave; null when it was not asked for. */
  readonly proof: Proof | null;
}

export interface EvidenceOverview {
  readonly scans: number;
  readonly completeScans: number;
  readonly lastComplete: number | null;
  readonly sources: readonly { readonly name: string; readonly since: number; readonly until: number }[];
  /** When we were blind: such time counts for nothing. */
  readonly blind: readonly Interval[];
}

export interface Proof {
  readonly ok: boolean;
  readonly journal: ChainReport;
  readonly decisions: number;
  readonly problems: readonly string[];
}

export interface RolloutOverview {
  readonly status: RolloutStatus;
  /** Kubernetes' or the policy engine's names of what it enforces. */
  readonly policies: readonly string[];
}

export interface NamespaceOverview {
  readonly name: string;
  readonly owner: string;
  readonly firstSeen: number;
  readonly workloads: number;
  /** One for each rollout that selects it, in the order of the rollouts. */
  readonly cells: readonly CellOverview[];
  readonly open: number;
  readonly excused: number;
}

export interface CellOverview {
  readonly rollout: string;
  readonly status: NamespaceStatus;
  /** The stages it went through, the oldest first. */
  readonly history: readonly StageSpan[];
}

/** A stage and when it was held; `to` is null while it is. */
export interface StageSpan {
  readonly stage: RolloutStage;
  readonly from: number;
  readonly to: number | null;
}

/** One rollout in one namespace over all time. */
export interface CellHistory {
  readonly rollout: string;
  readonly namespace: string;
  readonly from: number;
  readonly gone: number | null;
  readonly history: readonly StageSpan[];
}

export interface OpenFinding {
  readonly namespace: string;
  /** `Deployment/web`. */
  readonly subject: string;
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly engine: string;
  readonly policies: readonly string[];
  readonly rule: string;
  readonly title: string;
  readonly severity: Severity | null;
  readonly verdict: 'fail' | 'error';
  /** Empty when it is about the whole. */
  readonly field: string;
  readonly message: string;
  readonly since: number;
  readonly sources: readonly string[];
  readonly reopened: number;
  /** The contracts that excuse it now. */
  readonly excusedBy: readonly string[];
  readonly mend: Mend;
}

/** What to do about a finding. */
export interface Mend {
  /** `safe`: one value is right. `decide`: somebody must say which. */
  readonly kind: 'safe' | 'decide';
  /** The line to write, or what to take away. */
  readonly text: string;
  /** Where, when the manifests were given. */
  readonly place: { readonly file: string; readonly line: number } | null;
  /** True when the manifest does not have it any more. */
  readonly mended: boolean;
}

export interface FindingCounts {
  readonly open: number;
  readonly excused: number;
  readonly workloads: number;
  readonly namespaces: number;
  readonly checks: readonly CheckCount[];
}

export interface CheckCount {
  readonly engine: string;
  readonly rule: string;
  readonly title: string;
  readonly severity: Severity | null;
  readonly open: number;
  readonly excused: number;
  readonly safe: number;
  readonly workloads: number;
  readonly namespaces: number;
}

export interface ContractOverview {
  readonly name: string;
  /** `Replaced`: its text was changed. `Removed`: its file went. */
  readonly state: State | 'Replaced' | 'Removed';
  /** When it excused; null when it never did. */
  readonly inForce: Interval | null;
  readonly subjects: string;
  readonly policies: string;
  readonly team: string;
  readonly contact: string;
  readonly reason: string;
  readonly risk: string;
  readonly impact: string;
  readonly ticket: string;
  readonly exit: string;
  readonly quarantine: boolean;
  readonly from: number;
  readonly end: number;
  /** Until when it still excuses what is enforced, after its end. */
  readonly honouredUntil: number;
  /** When the first of the contracts began that this one renews. */
  readonly debtSince: number;
  /** How many open findings it is about now. */
  readonly covers: number;
}

/**
 * A step that was taken, proposed or withdrawn, or a stage that was seen to have changed: along with another rollout's
 * step, since a pin was raised, or by hand.
 */
export interface Move {
  readonly at: number;
  readonly rollout: string;
  readonly namespace: string;
  readonly kind: string;
  readonly from: RolloutStage;
  readonly to: RolloutStage;
  readonly state: string;
  readonly actor: string;
  /** The hash that proves it; empty for what was done by hand. */
  readonly decision: string;
}

/** A value each so often. */
export interface Trends {
  readonly days: readonly number[];
  readonly enforced: readonly { readonly rollout: string; readonly share: readonly (number | null)[] }[];
  readonly exempt: readonly (number | null)[];
  /** Workloads that violate the policies of a rollout; null where nobody looked. */
  readonly violating: readonly { readonly rollout: string; readonly workloads: readonly (number | null)[] }[];
  /** Contracts in force, by how long ago the first of their chain began. */
  readonly debt: readonly { readonly age: string; readonly count: readonly number[] }[];
  readonly timeToEnforce: readonly {
    readonly rollout: string;
    readonly namespace: string;
    readonly at: number;
    readonly took: number;
  }[];
  /** What moved many namespaces of a rollout at once. */
  readonly events: readonly { readonly at: number; readonly text: string }[];
  readonly regressions: readonly { readonly at: number; readonly kind: string; readonly namespace: string }[];
}
