import type { Level } from '../engine/pod-security/level.ts';
import type { LevelVersion } from '../engine/pod-security/level-version.ts';
import type { ResourceName, Source } from '../record.ts';
import type { Stage } from '../verdict.ts';

/** What a whole scan came to, beside the verdicts themselves, which are handed on one by one. */
export interface ScanResult {
  /** The version the cluster is taken to be of, and so what `latest` means: `v1.34`. */
  readonly latest: string;
  /** True when the user said so with --kubernetes; else it is the newest version known. */
  readonly latestGiven: boolean;
  /** The one level everything was judged at, when the user named one; else namespaces' own labels decide. */
  readonly level: LevelVersion | null;
  readonly counts: Counts;
  readonly namespaces: readonly NamespaceReadiness[];
  readonly exempt: ExemptCounts;
  /** Kinds that nothing here judges and that no table knows, with how many there were of each. */
  readonly unknownKinds: ReadonlyMap<string, number>;
  readonly problems: readonly Problem[];
  readonly notices: readonly ScanNotice[];
  readonly gate: Gate;
}

export interface Counts {
  files: number;
  resources: number;
  /** Resources that hold at least one pod template. */
  workloads: number;
  pass: number;
  fail: number;
  skip: number;
  error: number;
  excepted: number;
}

export interface ExemptCounts {
  readonly namespaces: number;
  readonly users: number;
  readonly runtimeClasses: number;
}

/** What a scan itself finds wrong with what could be read. */
export type ScanErrorCode = 'WRONG_TYPE' | 'BAD_POLICY';

/** Something in the input that could not be read or compiled. Everything else was still judged. */
export interface Problem {
  /** A code of the reader, or one of ours. */
  readonly code: string;
  readonly message: string;
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
}

export type Mode = 'enforce' | 'audit' | 'warn';

/** Something a reader should know of that is no problem. `file` is '' where it is about no file. */
export interface ScanNotice {
  readonly code: string;
  readonly message: string;
  readonly file: string;
  readonly line?: number;
}

/** How far one namespace can go. */
export interface NamespaceReadiness {
  readonly name: string;
  /** The labels' meaning today, defaults filled in. */
  readonly today: Readonly<Record<Mode, LevelVersion>>;
  /** Where the Namespace object stands, when it is in the input. */
  readonly source: Source | null;
  readonly exempt: boolean;
  readonly workloads: number;
  /** The highest level at which nothing in the input fails. */
  readonly passes: Level;
  readonly toBaseline: WayTo;
  readonly toRestricted: WayTo;
  readonly next: NextStep;
}

/** What stands between a namespace and a level. */
export interface WayTo {
  /** How many workloads fail something. */
  readonly workloads: number;
  /** How many fields have to change. */
  readonly fields: number;
  /** In the order in which they were found. */
  readonly blockers: readonly Blocker[];
}

/** One check that keeps a namespace from a level. */
export interface Blocker {
  readonly check: string;
  readonly title: string;
  /** How many workloads fail it. */
  readonly count: number;
  /** The first of them, with what to edit, when a report asked for that. */
  readonly workloads: readonly BlockedWorkload[];
}

export interface BlockedWorkload {
  readonly resource: ResourceName;
  readonly file: string;
  readonly edits: readonly Edit[];
}

/** One field to change. */
export interface Edit {
  readonly field: string;
  readonly line: number;
  /** What to do with it, ready to read: `….privileged: false`, `remove …`. */
  readonly text: string;
}

export type NextStep =
  | { readonly kind: 'done' }
  | { readonly kind: 'exempt' }
  | { readonly kind: 'label'; readonly labels: Readonly<Record<string, string>>; readonly because: string }
  | { readonly kind: 'fix'; readonly level: Level; readonly fields: number; readonly workloads: number };

/** What the scan means for a merge. */
export interface Gate {
  readonly failOn: Stage | 'never';
  /** Verdicts that fail at the gate. */
  readonly violations: number;
  /** Of the fails, those that a baseline file or a Git revision already had. */
  readonly known: number;
  /** False when nothing that was judged could have failed the gate. */
  readonly gates: boolean;
  readonly exitCode: 0 | 1 | 2 | 3;
  readonly reason: string;
}
