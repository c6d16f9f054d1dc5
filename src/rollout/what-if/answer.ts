import type { Stage } from '../../verdict.ts';

/** What `whatif` answers: plain data, for every format. */
export interface WhatIf {
  readonly question: string;
  /** What was judged: manifests, or what scans recorded. */
  readonly basis: string;
  readonly counts: Counts;
  /** Every namespace that was judged, by name. */
  readonly namespaces: readonly NamespaceAnswer[];
  /** What a reader has to know beside the answer. */
  readonly notes: readonly string[];
  readonly problems: readonly string[];
  readonly exitCode: 0 | 1 | 2 | 3;
  readonly conclusion: string;
}

/** Of workloads, but for `namespaces`. */
export interface Counts {
  readonly namespaces: number;
  readonly workloads: number;
  /** Would be refused, or warned of where that is the next stage. */
  readonly refused: number;
  /** Fail today, and would not any more. */
  readonly allowed: number;
  /** Nobody can tell. */
  readonly unknown: number;
  /** Would be refused but for a contract. */
  readonly excused: number;
}

export interface NamespaceAnswer {
  readonly namespace: string;
  readonly owner: string;
  /** What Pod Security enforces there today, `baseline@v1.34`; '' for nothing. */
  readonly enforces: string;
  /** The next step of each rollout, when it is that which was asked for. */
  readonly steps: readonly Step[];
  readonly workloads: number;
  readonly refused: number;
  readonly allowed: number;
  readonly unknown: number;
  readonly excused: number;
  /** How many of them the answer names: those in which anything changes. */
  readonly concerned: number;
  /** How many fields are to be edited in those that would be refused. */
  readonly fields: number;
  /** The workloads concerned; no more than the format shows. */
  readonly affected: readonly WorkloadAnswer[];
}

export interface Step {
  readonly rollout: string;
  readonly from: string;
  /** '' when there is none left. */
  readonly to: string;
  /** How many workloads would be refused by its policies, were they enforced. */
  readonly refused: number;
}

export interface WorkloadAnswer {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly owner: string;
  /** Where it is written, when that is known. */
  readonly file: string;
  readonly changes: readonly Change[];
  /** The command that mends it, or that says more. */
  readonly command: string;
}

export interface Change {
  readonly effect: Effect;
  readonly engine: string;
  readonly policy: string;
  readonly rule: string;
  /** The stage at which the policy stands in this namespace today; null for none. */
  readonly stage: Stage | null;
  readonly message: string;
  readonly fields: readonly FieldChange[];
  /** Contracts whose end brings it about. */
  readonly contracts: readonly string[];
  /** The rollout whose step it is. */
  readonly rollout: string | null;
}

export type Effect = 'refused' | 'allowed' | 'unknown';

export interface FieldChange {
  readonly field: string;
  readonly line: number | null;
  /** The line to write, as a person reads it; '' where no single value is right. */
  readonly write: string;
}
