import { type Writer, write } from '../evidence/journal.ts';
import type { EvidenceStore } from '../evidence/open-store.ts';
import type { NamespaceRow } from '../evidence/tables.ts';
import type { ExceptionContract } from '../exception/contract.ts';
import type { Actuator, PlannedStep, Taken } from './actuate/actuator.ts';
import { noForm } from './compiled-form.ts';
import type { Decision, Step } from './decide.ts';
import type { Gathered, GatheredCell } from './gather.ts';
import { type LabelPatch, type Labels, type Pin, patched } from './pod-security-stage.ts';
import { quarantineContracts } from './quarantine.ts';
import type { RolloutPlan } from './rollout-plan.ts';
import { labelsForStep } from './step-labels.ts';
import { finish, intend, type StepChange, type StoredStep, setState } from './steps.ts';

export interface TakeOptions {
  readonly store: EvidenceStore;
  readonly actor: string;
  readonly actuatorOf: (plan: RolloutPlan) => Actuator;
  readonly now: () => number;
}

/** A step on its way: what it changes, and who is to take it. */
export interface Intended {
  readonly plan: RolloutPlan;
  readonly namespace: NamespaceRow;
  readonly step: PlannedStep;
  readonly change: StepChange;
  readonly why: string;
  /** To be proposed, and not taken. */
  readonly propose: boolean;
  readonly pods: number;
}

export interface TakenStep {
  readonly step: PlannedStep;
  readonly taken: Taken;
  readonly why: string;
}

/** Takes steps one after another; each sees the labels that those before it leave. */
export class StepTaker {
  readonly #options: TakeOptions;
  /** The Pod Security rollouts, which share the labels of a namespace. */
  readonly #levels: readonly RolloutPlan[];
  readonly #labels: Map<string, Labels> = new Map();

  constructor(options: TakeOptions, plans: readonly RolloutPlan[]) {
    this.#options = options;
    this.#levels = plans.filter((plan) => plan.pin !== null);
  }

  /** What a decided step changes; undefined when it changes nothing. */
  planned(
    { plan, cluster }: Gathered,
    { namespace, labels, stored, refused, form }: GatheredCell,
    decision: Pick<Decision, 'id' | 'action' | 'promised' | 'broken' | 'reasons'> & { readonly step: Step },
    more: { readonly revision: string; readonly pods: number; readonly former?: LabelPatch },
  ): Intended | undefined {
    const { step } = decision;
    if (step.kind === 'Pause') return undefined;
    const contracts = step.kind === 'Quarantine' ? this.#quarantine(plan, namespace, refused, decision) : [];
    const before = this.#labels.get(namespace.name) ?? labels;
    const others = this.#levels
      .filter((other) => other !== plan && other.selector.matches(labels))
      .map((other) => other.pin as Pin);
    const recorded = more.former ?? (JSON.parse(stored?.former || '{}') as LabelPatch);
    const { patch, former } =
      step.kind === 'Quarantine'
        ? { patch: {}, former: {} }
        : labelsForStep(plan, step, before, recorded, others, cluster, form !== noForm);
    // What a compiled form holds already is enforced without another label.
    const isHeld = form !== noForm && step.kind === 'Promote' && step.to === 'Enforce';
    if (Object.keys(patch).length === 0 && contracts.length === 0 && !isHeld) return undefined;
    const propose = decision.action === 'Propose';
    if (!propose) this.#labels.set(namespace.name, patched(before, patch));
    const { id, kind, from, to } = step;
    return {
      plan,
      namespace,
      step: {
        id,
        rollout: plan.name,
        namespace: namespace.name,
        kind,
        from,
        to,
        decision: decision.id,
        patch,
        former,
        contracts,
      },
      change: {
        patch,
        former,
        contracts,
        revision: more.revision,
        promised: decision.promised,
        broken: decision.broken,
        note: {},
      },
      why: decision.reasons.map((reason) => reason.message).join('; '),
      propose,
      pods: more.pods,
    };
  }

  #quarantine(
    { name: rollout }: RolloutPlan,
    namespace: NamespaceRow,
    refused: GatheredCell['refused'],
    { id: decision, step, broken }: Pick<Decision, 'id' | 'broken'> & { readonly step: Step },
  ): ExceptionContract[] {
    const { name, owner } = namespace;
    const now = this.#options.now();
    const facts = { step: step.id, rollout, decision, namespace: name, owner, now };
    return quarantineContracts(facts, refused, broken);
  }

  /** Writes the step down; false when it is known and waits for somebody, or was taken. */
  async intend(writer: Writer, { plan, namespace, step, change, propose, pods }: Intended): Promise<boolean> {
    const { actor, actuatorOf } = this.#options;
    const actuator = actuatorOf(plan).name;
    return intend(writer, namespace, step, change, {
      actor,
      actuator,
      pods,
      // What a file was only proposed to say may be written later; a branch waits to be merged.
      takesOver: (actuator === 'Files' || (actuator === 'Labels' && step.kind === 'Quarantine')) && !propose,
    });
  }

  async take({ plan, namespace, step, change, why, propose }: Intended): Promise<TakenStep> {
    const { store, actor, actuatorOf, now } = this.#options;
    const actuator = actuatorOf(plan);
    const taken: Taken = changesNothing(step)
      ? { state: 'done', wrote: 'nothing to write: the compiled form is in force', undo: '' }
      : propose && (actuator.name === 'Files' || (actuator.name === 'Labels' && step.kind === 'Quarantine'))
        ? { state: 'proposed', wrote: '', undo: '', diff: actuator.preview(step) }
        : await actuator.take(step, plan, why);
    const row = await store.db
      .selectFrom('step')
      .selectAll()
      .where('id', '=', step.id)
      .executeTakeFirstOrThrow();
    const stored: StoredStep = { row, namespace, step, change: { ...change, note: taken.note ?? {} } };
    const at = now();
    await write(store, at, (writer) =>
      taken.state === 'done'
        ? finish(writer, stored, at, actor)
        : setState(writer, stored, 'proposed', why, actor),
    );
    return { step, taken, why };
  }
}

/** A step to enforce where a compiled form enforces already. */
export function changesNothing({ patch, contracts }: PlannedStep): boolean {
  return Object.keys(patch).length === 0 && contracts.length === 0;
}
