import type { EvidenceStore } from '../evidence/open-store.ts';
import { chunks } from '../evidence/rows.ts';
import type { CellRow, NamespaceRow } from '../evidence/tables.ts';
import type { StandingContract } from '../exception/excuser.ts';
import { namespaceNameLabel } from '../kube/labels.ts';
import type { PodKinds } from '../kube/pod-template.ts';
import { cellInputs } from './cell-inputs.ts';
import { type CellState, cellState, contestedLimit } from './cell-state.ts';
import { type CompiledForm, CompiledForms, noForm } from './compiled-form.ts';
import { ContractCover } from './contract-cover.ts';
import type { CheckAnswer, Gate, Replay } from './inputs.ts';
import { Judged } from './judged.ts';
import { type NamespaceFacts, namespaceFacts } from './namespace-facts.ts';
import type { Aside, PlanCell, PlanInputs } from './plan.ts';
import { asStrict, enforcesLevel, type Labels, obstacleTo, type Pin, stageOf } from './pod-security-stage.ts';
import type { RefusedCheck } from './quarantine.ts';
import type { RolloutPlan, Wave } from './rollout-plan.ts';
import { type ScopeFacts, scopeFacts } from './scope-facts.ts';
import { type RolloutStage, stageAfter } from './stage.ts';
import { labelledStage, stageLabel } from './stage-label.ts';
import { subjectText } from './subject-text.ts';
import { waveOf } from './waves.ts';

/** What decisions follow from beside what the store holds. */
export interface GatherContext {
  readonly scope: string;
  readonly plans: readonly RolloutPlan[];
  readonly now: number;
  readonly contracts: readonly StandingContract[];
  /** The contract files that cannot be read, and why: they excuse nothing, and their contracts are not gone. */
  readonly unreadable?: readonly string[];
  readonly podKinds?: PodKinds;
  /** Why a namespace is exempt from admission control; undefined when it is not. */
  exempt?(namespace: string): string | undefined;
  /** The labels as they are now, where something newer than the last scan is known. */
  labels?(namespace: string): Labels | undefined;
  /** By rollout, what outside opinions answered. */
  readonly checks?: ReadonlyMap<string, readonly CheckAnswer[]>;
  /** Judges what is recorded of a namespace by an old and a new revision. */
  replay?(plan: RolloutPlan, namespace: NamespaceRow, from: string, to: string): Promise<Replay | null>;
}

export interface Gathered {
  readonly plan: RolloutPlan;
  readonly inputs: PlanInputs;
  /** By the uid of the namespace. */
  readonly cells: ReadonlyMap<string, GatheredCell>;
  /** Why no decision can be made at all; empty when one can. */
  readonly problem: string;
  /** The minor version of the cluster, when it is known. */
  readonly cluster: number | null;
}

/** A namespace with its cell, and how that came to be what it is. */
export interface GatheredCell {
  readonly namespace: NamespaceRow;
  readonly labels: Labels;
  readonly stored: CellRow | undefined;
  readonly state: CellState;
  /** What holds the level here in place of the label `enforce`. */
  readonly form: CompiledForm;
  /** The checks that refused pods here, where the stage enforces. */
  readonly refused: readonly RefusedCheck[];
}

/** Reads everything that the decisions of `plans` follow from. */
export async function gather(store: EvidenceStore, context: GatherContext): Promise<Gathered[]> {
  const { scope, plans, now, contracts, podKinds } = context;
  const facts = await scopeFacts(store, scope);
  const judged: Judged[] = [];
  for (const plan of plans) judged.push(await Judged.load(store, plan, facts, now));
  const cover = new ContractCover(contracts, new Date(now), podKinds);
  const gatherer = new Gatherer(context, facts, judged, cover);
  const checkIds = [...new Set(judged.flatMap((one) => [...one.checks.keys()]))];
  const namespaces = await store.db
    .selectFrom('namespace')
    .selectAll()
    .where('scope', '=', scope)
    .where('gone_at', 'is', null)
    .orderBy('name')
    .execute();
  for (const some of chunks(namespaces)) {
    const known = await namespaceFacts(store, some, checkIds, (name) => cover.concerns(name));
    for (const namespace of some) await gatherer.add(namespace, known);
  }
  return gatherer.gathered();
}

class Gatherer {
  readonly #context: GatherContext;
  readonly #scope: ScopeFacts;
  readonly #judged: readonly Judged[];
  readonly #cover: ContractCover;
  readonly #forms: CompiledForms;
  readonly #cells: Map<string, GatheredCell>[];
  readonly #planCells: PlanCell[][];

  constructor(context: GatherContext, scope: ScopeFacts, judged: readonly Judged[], cover: ContractCover) {
    this.#context = context;
    this.#scope = scope;
    this.#judged = judged;
    this.#cover = cover;
    this.#forms = new CompiledForms(scope.guard, context.contracts);
    this.#cells = judged.map(() => new Map());
    this.#planCells = judged.map(() => []);
  }

  async add(namespace: NamespaceRow, facts: NamespaceFacts): Promise<void> {
    const labels = this.#labelsOf(namespace);
    const forms = this.#judged.map((one) => this.#formOf(one, namespace));
    const states = this.#judged.map((one, index) =>
      this.#stateOf(one, namespace, labels, forms[index] as CompiledForm),
    );
    const stages = new Map(
      this.#judged.map(({ plan }, index) => [
        plan.name,
        reachedStage(plan, labels, (states[index] as CellState).stage),
      ]),
    );
    for (const [index, judged] of this.#judged.entries()) {
      if (!judged.plan.selector.matches(labels)) continue;
      const state = states[index] as CellState;
      const form = forms[index] as CompiledForm;
      const stored = judged.cells.get(namespace.id);
      const refused = state.stage === 'Enforce' ? refusedChecks(judged, facts, namespace) : [];
      this.#cells[index]?.set(namespace.uid, { namespace, labels, stored, state, form, refused });
      this.#planCells[index]?.push(
        await this.#planCell(judged, facts, stages, { namespace, labels, state, form }),
      );
    }
  }

  gathered(): Gathered[] {
    return this.#judged.map(({ plan, startedAt, steps, problem }, index) => ({
      plan,
      inputs: { now: this.#context.now, plan, startedAt, cells: this.#planCells[index] ?? [], steps },
      cells: this.#cells[index] ?? new Map(),
      problem,
      cluster: this.#scope.cluster,
    }));
  }

  #labelsOf(namespace: NamespaceRow): Labels {
    const labels = this.#context.labels?.(namespace.name) ?? (JSON.parse(namespace.labels) as Labels);
    return { ...labels, [namespaceNameLabel]: namespace.name };
  }

  /** A form that holds a stricter level of another rollout holds this one too. */
  #formOf({ plan: { pin } }: Judged, { name }: NamespaceRow): CompiledForm {
    if (pin === null) return noForm;
    const others = this.#judged
      .flatMap(({ plan }) => (plan.pin === null ? [] : [plan.pin]))
      .filter((other: Pin) => asStrict(other, pin, this.#scope.cluster));
    return this.#forms.of(name, [pin, ...others]);
  }

  #stateOf(judged: Judged, namespace: NamespaceRow, labels: Labels, form: CompiledForm): CellState {
    const { plan, state, cells } = judged;
    const row = cells.get(namespace.id);
    const { cluster, loosenedAt } = this.#scope;
    // What was enforced stays so while a compiled form holds it, whatever the label enforce was lowered to.
    const held = form !== noForm && row?.stage === 'Enforce';
    const labelled =
      plan.pin === null ? (labelledStage(labels, plan.name) ?? 'Audit') : stageOf(labels, plan.pin, cluster);
    const stage = held ? 'Enforce' : labelled;
    const recorded = { ...(JSON.parse(namespace.labels) as Labels), [namespaceNameLabel]: namespace.name };
    // What is newer than the last scan was seen just now.
    const at = sameLabels(labels, recorded) ? namespace.labels_at : this.#context.now;
    const result = cellState(
      row,
      {
        stage,
        at,
        loosenedAt: loosenedAt.get(namespace.id) ?? 0,
        formerly: () => {
          const pin = row === undefined ? undefined : judged.pinOf(row.revision);
          return pin === undefined ? undefined : stageOf(labels, pin, cluster);
        },
      },
      state.revision,
    );
    // Pod Security holds both: the labels themselves say what of the new pin is reached.
    return plan.pin === null ? result : { ...result, revision: state.revision };
  }

  async #planCell(
    judged: Judged,
    facts: NamespaceFacts,
    stages: ReadonlyMap<string, RolloutStage>,
    cell: Pick<GatheredCell, 'namespace' | 'labels' | 'state' | 'form'>,
  ): Promise<PlanCell> {
    const { namespace, labels, state, form } = cell;
    const { plan } = judged;
    const subjects = facts.subjects.get(namespace.id) ?? [];
    const inputs = cellInputs({
      judged,
      scope: this.#scope,
      facts,
      cover: this.#cover,
      namespace,
      state,
      gate: gateAt(plan.waves, labels, state.stage),
      checks: this.#context.checks?.get(plan.name) ?? [],
      replay: await this.#replay(judged, namespace, state),
      obstacle: this.#obstacle(plan, cell),
      form,
      now: this.#context.now,
    });
    return {
      labels,
      firstSeen: namespace.first_seen,
      pods: subjects.reduce((sum, subject) => sum + subject.pods, 0),
      lastPodAt: namespace.last_pod_at,
      aside: this.#aside(judged, namespace, labels, state),
      after: plan.after
        .filter((rollout) => this.#selects(rollout, labels))
        .map((rollout) => ({ rollout, stage: stages.get(rollout) ?? 'None' })),
      quarantine: plan.pin === null || this.#scope.guarded(labels),
      inputs,
    };
  }

  /** A rollout that is not for the namespace is none to wait for there. */
  #selects(rollout: string, labels: Labels): boolean {
    return this.#judged.some(({ plan }) => plan.name === rollout && plan.selector.matches(labels));
  }

  #obstacle(
    { pin }: RolloutPlan,
    { labels, state, form }: Pick<GatheredCell, 'labels' | 'state' | 'form'>,
  ): string {
    const to = stageAfter(state.stage);
    if (pin === null || to === undefined) return '';
    // Where a compiled form holds the level, the step leaves the label enforce alone.
    return obstacleTo(form === noForm ? to : 'Warn', labels, pin, this.#scope.cluster);
  }

  async #replay(
    { plan, state: policy }: Judged,
    namespace: NamespaceRow,
    state: CellState,
  ): Promise<Replay | null> {
    if (policy.holdsBoth || state.revision === policy.revision) return null;
    return (await this.#context.replay?.(plan, namespace, state.revision, policy.revision)) ?? null;
  }

  #aside({ plan, problem }: Judged, { name }: NamespaceRow, labels: Labels, state: CellState): Aside | null {
    if (problem !== '') return { state: 'Invalid', reason: problem, next: 'portcullis evidence status' };
    const exempt = this.#context.exempt?.(name);
    if (exempt !== undefined)
      return {
        state: 'Exempt',
        reason: exempt,
        next: 'take it out of the exemptions, or out of the selector',
      };
    if (state.contested >= contestedLimit)
      return {
        state: 'Conflict',
        reason: `somebody else lowered the stage ${state.contested} times after it was raised`,
        next: `find out who writes the labels of ${name}, then: portcullis rollout promote ${plan.name} ${name}`,
      };
    if (plan.pin !== null || labelledStage(labels, plan.name) !== undefined) return null;
    const key = stageLabel(plan.name);
    return {
      state: 'Invalid',
      reason: `label ${key}: expected audit, warn or enforce, found "${labels[key]}"`,
      next: 'set the label right, or remove it',
    };
  }
}

function refusedChecks(
  { checks, plan }: Judged,
  facts: NamespaceFacts,
  { id: namespaceId }: NamespaceRow,
): RefusedCheck[] {
  const subjects = new Map((facts.subjects.get(namespaceId) ?? []).map((row) => [row.id, row]));
  return (facts.rejections.get(namespaceId) ?? []).flatMap(({ id, subject_id, check_id, field }) => {
    const row = subjects.get(subject_id);
    const check = checks.get(check_id);
    if (row === undefined || check === undefined) return [];
    const { engine, policy, rule } = check;
    const kind = plan.policies.find((one) => one.name === policy)?.kind ?? null;
    return [
      {
        id,
        subject: subjectText(row),
        group: row.api_group,
        kind: row.kind,
        name: row.name,
        violation: { engine, policy, kind, rule, field },
      },
    ];
  });
}

/**
 * How far a rollout has come for those that follow it. A level that is enforced at an older pin has been reached: its new
 * pin and the next level are raised together, since each alone would have to lower the other.
 */
function reachedStage({ pin }: RolloutPlan, labels: Labels, stage: RolloutStage): RolloutStage {
  if (pin === null || stage === 'Enforce') return stage;
  return enforcesLevel(labels, pin.level) ? 'Enforce' : stage;
}

/** The gate of the next step, in the wave of the namespace. */
function gateAt(waves: readonly Wave[], labels: Labels, stage: RolloutStage): Gate {
  const index = waveOf(waves, labels);
  const { gates } = waves[typeof index === 'number' ? index : 0] as Wave;
  return stage === 'Warn' ? gates.enforce : gates.warn;
}

function sameLabels(a: Labels, b: Labels): boolean {
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => a[key] === b[key]);
}
