/**
 * The tables of the store. Only what SQLite and Postgres hold alike is used: `text`, `integer` for ids and flags, and
 * `bigint` for milliseconds; ids are ours, so that an upsert burns none; keys have no nulls.
 */
export interface Tables {
  readonly meta: { key: string; value: string };
  readonly namespace: NamespaceRow;
  readonly subject: SubjectRow;
  readonly check: CheckRow;
  readonly policy_revision: PolicyRevisionRow;
  readonly policy_set: PolicySetRow;
  readonly watermark: WatermarkRow;
  readonly finding: FindingRow;
  readonly message: { id: number; hash: string; text: string };
  readonly spec: SpecRow;
  readonly scan: ScanRow;
  readonly uptime: UptimeRow;
  readonly blind: UptimeRow;
  readonly cell: CellRow;
  readonly promise: PromiseRow;
  readonly rejection: RejectionRow;
  readonly approval: ApprovalRow;
  readonly contract: ContractRow;
  readonly rollup: RollupRow;
  readonly decision: DecisionRow;
  readonly step: StepRow;
  readonly journal: JournalRow;
}

export interface NamespaceRow {
  id: number;
  scope: string;
  name: string;
  /** `metadata.uid` where it is known. One that was gone and came back is another namespace. */
  uid: string;
  labels: string;
  /** When the labels were first seen as they are. */
  labels_at: number;
  owner: string;
  first_seen: number;
  last_seen: number;
  /** When a complete scan last listed it. */
  listed_at: number | null;
  last_pod_at: number | null;
  gone_at: number | null;
}

/** A root controller, or another resource that policies judge. */
export interface SubjectRow {
  id: number;
  namespace_id: number;
  api_group: string;
  kind: string;
  name: string;
  template_hash: string;
  spec_hash: string;
  /** 1 when its template asks for pods all the time. */
  wants_pods: number;
  pods: number;
  owner: string;
  /** Where it is written, from the top of the repository, as the last scan that read it said; empty when none did. */
  file: string;
  /** The hash of what the last complete scan found in it, and of what it was judged by; empty for none. */
  found: string;
  /** Who ever saw it: template 1, live 2, admission 4, probe 8. */
  sources: number;
  first_seen: number;
  /** When its template was last seen to change. */
  changed_at: number;
  last_ran_at: number | null;
  gone_at: number | null;
}

/** One check or rule of one policy. */
export interface CheckRow {
  id: number;
  engine: string;
  policy: string;
  rule: string;
}

export interface PolicyRevisionRow {
  engine: string;
  policy: string;
  revision: string;
  first_seen: number;
  /** The policy's text as canonical JSON; empty for a built-in one. */
  source: string;
}

/** What one scan judged by, as a sorted list. */
export interface PolicySetRow {
  id: number;
  hash: string;
  members: string;
}

/** Passes: everything in the set was judged, of this template, at this time. What has no open finding passed. */
export interface WatermarkRow {
  subject_id: number;
  source: string;
  set_id: number;
  template_hash: string;
  at: number;
}

/** A fail or an error, once per field. Whether a contract excuses it is computed when asked. */
export interface FindingRow {
  subject_id: number;
  check_id: number;
  field: string;
  verdict: string;
  /** How it was seen: template 1, live 2, admission 4, probe 8. */
  sources: number;
  message_id: number;
  first_seen: number;
  /** Of an open one: when it was last opened or changed. */
  last_seen: number;
  closed_at: number | null;
  /** How often it came back. */
  reopened: number;
}

/** A judged object without what may be secret, and without its name and namespace, which the workload has: for replay. */
export interface SpecRow {
  hash: string;
  body: string;
  first_seen: number;
  last_seen: number;
}

export interface ScanRow {
  id: string;
  scope: string;
  source: string;
  started_at: number;
  ended_at: number;
  complete: number;
  /** Why it is not complete, as a list. */
  gaps: string;
  set_id: number;
  /** The cluster's version, `v1.34`; empty when it was not said. */
  kubernetes: string;
  /** What it saw of the policy that guards stages, as JSON; empty for nothing. */
  guard: string;
  workloads: number;
  findings: number;
}

export interface UptimeRow {
  scope: string;
  component: string;
  from_ms: number;
  to_ms: number;
}

export interface CellRow {
  rollout: string;
  namespace_id: number;
  stage: string;
  since: number;
  revision: string;
  demotions: number;
  last_demoted_at: number | null;
  /** The labels before the step that brought the namespace here, as JSON; empty when no step of ours did. */
  former: string;
  /** How often a label of ours was put back by somebody else. */
  contested: number;
  /** The last decision that was stored, and what it said. */
  decision_id: string;
  signature: string;
}

/** What the decision that promoted to Enforce had judged clean. */
export interface PromiseRow {
  rollout: string;
  subject_id: number;
  template_hash: string;
}

export interface RejectionRow {
  id: string;
  namespace_id: number;
  subject_id: number;
  template_hash: string;
  check_id: number;
  field: string;
  at: number;
  confirmed: number;
  critical: number;
  source: string;
}

export interface ApprovalRow {
  rollout: string;
  namespace_id: number;
  by: string;
  to_stage: string;
  since: number;
  revision: string;
  at: number;
}

/** Every contract that was ever seen, so that one which was deleted is still known to have covered. */
export interface ContractRow {
  scope: string;
  namespace: string;
  name: string;
  spec_hash: string;
  body: string;
  approved: number;
  revoked: number;
  quarantine: number;
  honoured_until: number;
  first_seen: number;
  last_seen: number;
}

/**
 * A day of one namespace, in rows of three kinds; `day` counts whole days of UTC since 1970:
 *
 * - `policy` and `rollout` empty: the namespace itself. `admitted`, `would_fail`, `rejected` and `ephemeral` count pods
 *   that admission evidence told of, and `contracts` those in force.
 * - `policy` is `ENGINE NAME`, as `PodSecurity restricted@v1.34`: `workloads` have `open` findings by it, excepted ones
 *   included. No row: none.
 * - `rollout` is a rollout's name: `stage` is where the namespace stood in it.
 *
 * All but the counts of pods are written by each complete scan, and say what the last one of the day saw. A day without
 * a complete scan has no such rows: the table `scan` tells it from a day without findings.
 */
export interface RollupRow {
  day: number;
  namespace_id: number;
  policy: string;
  rollout: string;
  stage: string;
  admitted: number;
  would_fail: number;
  rejected: number;
  ephemeral: number;
  workloads: number;
  open: number;
  contracts: number;
}

export interface DecisionRow {
  id: string;
  at: number;
  rollout: string;
  namespace_id: number;
  action: string;
  to_stage: string;
  algorithm: number;
  /** The decision as JSON, and its inputs as compressed JSON in base64. */
  result: string;
  inputs: string;
}

export interface StepRow {
  id: string;
  rollout: string;
  namespace_id: number;
  kind: string;
  from_stage: string;
  to_stage: string;
  decision_id: string;
  state: string;
  actuator: string;
  /** What is done, as JSON: the label patch, the labels before, the file or the branch. */
  change: string;
  pods: number;
  created_at: number;
  finished_at: number | null;
}

export interface JournalRow {
  seq: number;
  at: number;
  kind: string;
  actor: string;
  rollout: string;
  namespace: string;
  payload: string;
  prev: string;
  hash: string;
}
