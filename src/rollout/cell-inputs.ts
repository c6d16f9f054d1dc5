import { specObject } from '../evidence/spec-body.ts';
import type { NamespaceRow } from '../evidence/tables.ts';
import type { CellState } from './cell-state.ts';
import type { CompiledForm } from './compiled-form.ts';
import type { ContractCover } from './contract-cover.ts';
import { durationMs } from './duration.ts';
import type { CheckAnswer, Contract, DecisionInputs, Finding, Gate, Rejection, Replay } from './inputs.ts';
import type { CheckText, Judged } from './judged.ts';
import type { NamespaceFacts } from './namespace-facts.ts';
import type { PlanCell } from './plan.ts';
import { lookBack } from './regression.ts';
import type { ScopeFacts } from './scope-facts.ts';
import type { RolloutStage } from './stage.ts';
import { subjectText } from './subject-text.ts';

/** All that the decision for one cell needs to be put together. */
export interface CellContext {
  readonly judged: Judged;
  readonly scope: ScopeFacts;
  readonly facts: NamespaceFacts;
  readonly cover: ContractCover;
  readonly namespace: NamespaceRow;
  readonly state: CellState;
  /** The gate of the next step. */
  readonly gate: Gate;
  readonly checks: readonly CheckAnswer[];
  readonly replay: Replay | null;
  readonly obstacle: string;
  /** What holds the level here in place of the label `enforce`. */
  readonly form: CompiledForm;
  readonly now: number;
}

/**
 * What the decision follows from. At the last stage only broken promises matter: whatever else is known would but make
 * the proof longer.
 */
export function cellInputs(context: CellContext): PlanCell['inputs'] {
  const { judged, scope, facts, namespace, state, gate } = context;
  const enforcing = state.stage === 'Enforce';
  const rows = facts.subjects.get(namespace.id) ?? [];
  const names = new Map(rows.map((row) => [row.id, subjectText(row)]));
  const covering = new Covering(context, names, enforcing);
  const revisions = new Set([judged.state.revision, state.revision]);
  const findings = enforcing ? [] : findingsOf(context, names, covering);
  const rejections = enforcing ? rejectionsOf(context, names, covering) : [];
  return {
    namespace: { uid: namespace.uid, name: namespace.name },
    cell: {
      stage: state.stage,
      since: state.since,
      revision: state.revision,
      demotions: state.demotions,
      lastDemotedAt: state.lastDemotedAt,
    },
    policy: { ...judged.state, replay: context.replay },
    listedAt: namespace.listed_at,
    liveSource: scope.seesPods,
    subjects: enforcing
      ? []
      : rows.map((row) => ({
          id: names.get(row.id) as string,
          hash: row.template_hash,
          wantsPods: row.wants_pods === 1,
          lastRanAt: row.last_ran_at,
          evidence: evidenceOf(context, row.id),
        })),
    findings,
    contracts: covering.contracts(),
    rejections: oncePerRefusal(rejections, covering.contracts()),
    promised: (facts.promises.get(namespace.id) ?? [])
      .filter((promise) => promise.rollout === judged.plan.name && names.has(promise.subject_id))
      .map((promise) => ({ subject: names.get(promise.subject_id) as string, hash: promise.template_hash })),
    required: ['scan', ...scope.live],
    observed: enforcing ? [] : judged.observed(revisions, durationMs(gate.maxGap) as number, state.since),
    scans: enforcing ? [] : judged.lastScans(revisions, gate.scans),
    approvals: (facts.approvals.get(namespace.id) ?? [])
      .filter((approval) => approval.rollout === judged.plan.name)
      .map(({ by, to_stage, since, revision, at }) => ({
        by,
        to: to_stage as RolloutStage,
        since,
        revision,
        at,
      })),
    checks: context.checks,
    ephemeralAdmitted: (facts.ephemeral.get(namespace.id) ?? [])
      // What an older policy let in says nothing of this one.
      .filter((row) => row.day * 86_400_000 >= Math.max(state.since, judged.state.since))
      .reduce((sum, row) => sum + row.ephemeral, 0),
    obstacle: context.obstacle,
    compiledForm: context.form.policy,
  };
}

function evidenceOf(
  { judged, facts }: CellContext,
  subjectId: number,
): DecisionInputs['subjects'][number]['evidence'] {
  return (facts.marks.get(subjectId) ?? []).flatMap((mark) => {
    const revision = judged.revisionIn(mark.set_id);
    if (revision === undefined) return [];
    return [{ source: mark.source as 'template', at: mark.at, hash: mark.template_hash, revision }];
  });
}

/** Collects the contracts that touch what is found. */
class Covering {
  readonly #context: CellContext;
  readonly #names: ReadonlyMap<number, string>;
  readonly #enforcing: boolean;
  readonly #found: Map<string, Contract> = new Map();

  constructor(context: CellContext, names: ReadonlyMap<number, string>, enforcing: boolean) {
    this.#context = context;
    this.#names = names;
    this.#enforcing = enforcing;
  }

  look(subjectId: number, check: CheckText, field: string): void {
    const stored = this.#context.facts.bodies.get(subjectId);
    if (stored === undefined) return;
    const found = {
      subject: this.#names.get(subjectId) as string,
      policy: check.text,
      field,
      engine: check.engine,
      policyName: check.policy,
      rule: check.rule,
    };
    const object = specObject(stored.body, stored);
    for (const contract of this.#context.cover.contractsFor(
      found,
      object,
      this.#enforcing,
      this.#context.form.contracts,
    ))
      this.#found.set(contract.id, contract);
  }

  contracts(): Contract[] {
    return [...this.#found.values()];
  }
}

function findingsOf(
  { judged, facts, state, namespace }: CellContext,
  names: ReadonlyMap<number, string>,
  covering: Covering,
): Finding[] {
  const findings: Finding[] = [];
  for (const { id } of facts.subjects.get(namespace.id) ?? [])
    for (const { check_id, field, verdict, last_seen, closed_at } of facts.findings.get(id) ?? []) {
      const check = judged.checks.get(check_id);
      // What was over before the stage began has nothing to say.
      if (check === undefined || (closed_at !== null && closed_at <= state.since)) continue;
      covering.look(id, check, field);
      findings.push({
        subject: names.get(id) as string,
        policy: check.text,
        field,
        verdict: verdict as 'fail' | 'error',
        lastSeen: last_seen,
        closedAt: closed_at,
      });
    }
  return findings;
}

function rejectionsOf(
  { judged, facts, namespace, now, cover }: CellContext,
  names: ReadonlyMap<number, string>,
  covering: Covering,
): Rejection[] {
  const since = now - lookBack;
  const rejections: Rejection[] = [];
  for (const rejection of facts.rejections.get(namespace.id) ?? []) {
    const check = judged.checks.get(rejection.check_id);
    const subject = names.get(rejection.subject_id);
    if (check === undefined || subject === undefined || rejection.at <= since) continue;
    covering.look(rejection.subject_id, check, rejection.field);
    rejections.push({
      id: rejection.id,
      subject,
      hash: rejection.template_hash,
      policy: check.text,
      field: rejection.field,
      at: rejection.at,
      // Which check refused is not known: where there are contracts, one of them may cover it.
      confirmed: rejection.confirmed === 1 && (check.rule !== '' || !cover.concerns(namespace.name)),
      // A check that is not known may be a critical one, and could not be excused by name.
      critical: rejection.critical === 1 || check.rule === '',
    });
  }
  return rejections;
}

/**
 * One refusal may name several checks and fields, and counts once. What a contract covers of it stands for the whole,
 * since a refusal that any contract ever covered is no regression; and what is critical in it makes it critical.
 */
function oncePerRefusal(rejections: readonly Rejection[], contracts: readonly Contract[]): Rejection[] {
  const covered = ({ subject, policy, field }: Rejection): boolean =>
    contracts.some((one) => one.subject === subject && one.policy === policy && one.field === field);
  const order = ({ policy, field }: Rejection): string => `${policy} ${field}`;
  const byId = new Map<string, Rejection>();
  for (const rejection of rejections.toSorted((a, b) => (order(a) < order(b) ? -1 : 1))) {
    const known = byId.get(rejection.id);
    const stands = known === undefined || (covered(rejection) && !covered(known)) ? rejection : known;
    byId.set(rejection.id, { ...stands, critical: rejection.critical || known?.critical === true });
  }
  return [...byId.values()];
}
