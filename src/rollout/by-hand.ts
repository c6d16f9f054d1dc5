import { digest } from '../evidence/canonical.ts';
import { write } from '../evidence/journal.ts';
import type { EvidenceStore } from '../evidence/open-store.ts';
import type { NamespaceRow } from '../evidence/tables.ts';
import { noForm } from './compiled-form.ts';
import type { Decision, Step, StepKind } from './decide.ts';
import { type Evaluated, evaluate, rolloutNamed } from './evaluate.ts';
import type { GatheredCell } from './gather.ts';
import { keepDecisions } from './keep-decision.ts';
import { exclusively, type NextOptions } from './next.ts';
import type { PlannedCell } from './plan.ts';
import { type LabelPatch, stageOf } from './pod-security-stage.ts';
import { RolloutError } from './rollout-error.ts';
import { settle } from './settle.ts';
import { type RolloutStage, stageAfter, stages } from './stage.ts';
import { StepTaker, type TakenStep } from './take-steps.ts';

/** A step that a person takes. `force` goes against the gate, and then says why. */
export interface PromoteRequest {
  readonly rollout: string;
  readonly namespace: string;
  readonly force: boolean;
  readonly reason: string;
}

/** Takes the next step of one namespace, when its gate passes: what a person wants done need not wait for `next`. */
export function promote(options: NextOptions, request: PromoteRequest): Promise<TakenStep> {
  return exclusively(options, async (labels) => {
    const { evaluated, one, line, cell } = await found(options, labels, request);
    const step = line.decision?.step?.kind === 'Promote' ? line.decision.step : null;
    if (step === null && !request.force) throw refused(line, request);
    const decision = line.decision ?? undecided;
    return byHand(
      options,
      evaluated,
      one,
      line,
      cell,
      {
        ...decision,
        action: 'Promote',
        step: step ?? forced(line, request, options),
        reasons: [
          ...decision.reasons,
          {
            code: 'GatePassed',
            message: `promoted by ${options.actor}${request.force ? `: ${request.reason}` : ''}`,
          },
        ],
      },
      request.force ? request.reason : '',
    );
  });
}

export interface DemoteRequest {
  readonly rollout: string;
  /** Null for all namespaces that stand higher. */
  readonly namespaces: readonly string[] | null;
  readonly to: 'Audit' | 'Warn';
  readonly reason: string;
}

export interface DemoteReport {
  readonly taken: readonly TakenStep[];
  /** Namespaces that no step of this rollout brought to where they are, so that nobody knows what was before. */
  readonly unknown: readonly string[];
  /** Namespaces where a compiled form enforces, which no label takes back; with its name. */
  readonly held: readonly { readonly namespace: string; readonly policy: string }[];
}

/** Takes namespaces back: the runbook's "the policy is wrong". */
export function demote(options: NextOptions, request: DemoteRequest): Promise<DemoteReport> {
  return exclusively(options, async (labels) => {
    const evaluated = await current(options, labels);
    const one = rolloutNamed(evaluated, request.rollout);
    const taken: TakenStep[] = [];
    const unknown: string[] = [];
    const held: { namespace: string; policy: string }[] = [];
    for (const line of one.plan.cells) {
      const cell = one.gathered.cells.get(line.cell.inputs.namespace.uid) as GatheredCell;
      const { namespace } = cell;
      if (request.namespaces !== null && !request.namespaces.includes(namespace.name)) continue;
      const from = line.cell.inputs.cell.stage;
      if (stages.indexOf(from) <= stages.indexOf(request.to)) continue;
      if (from === 'Enforce' && heldByForm(one, cell)) {
        held.push({ namespace: namespace.name, policy: cell.form.policy });
        continue;
      }
      const former = await labelsBefore(options.store, one.gathered.plan.name, namespace, request.to);
      if (former === undefined && one.gathered.plan.pin !== null) {
        unknown.push(namespace.name);
        continue;
      }
      taken.push(
        await byHand(
          options,
          evaluated,
          one,
          line,
          cell,
          {
            ...(line.decision ?? undecided),
            action: 'Demote',
            promised: [],
            step: handStep(line, 'Demote', request.to, options, request),
            reasons: [{ code: 'Regressions', message: `taken back by ${options.actor}: ${request.reason}` }],
          },
          request.reason,
          former,
        ),
      );
    }
    return { taken, unknown, held };
  });
}

/** Whether the labels alone would not enforce. */
function heldByForm({ gathered }: Evaluated, { form, labels }: GatheredCell): boolean {
  const { pin } = gathered.plan;
  return form !== noForm && pin !== null && stageOf(labels, pin, gathered.cluster) !== 'Enforce';
}

async function current(
  options: NextOptions,
  labels: Parameters<Parameters<typeof exclusively>[1]>[0],
): Promise<Evaluated[]> {
  const { store, context, now } = options;
  await settle({
    ...options,
    scope: context.scope,
    contracts: context.contracts,
    unreadable: context.unreadable ?? [],
    labels,
  });
  return evaluate(store, { ...context, now: now(), labels });
}

async function found(
  options: NextOptions,
  labels: Parameters<Parameters<typeof exclusively>[1]>[0],
  { rollout, namespace }: PromoteRequest,
): Promise<{ evaluated: Evaluated[]; one: Evaluated; line: PlannedCell; cell: GatheredCell }> {
  const evaluated = await current(options, labels);
  const one = rolloutNamed(evaluated, rollout);
  const line = one.plan.cells.find(({ cell }) => cell.inputs.namespace.name === namespace);
  if (line === undefined)
    throw new RolloutError(
      'UNKNOWN_NAMESPACE',
      `rollout ${rollout} selects no namespace "${namespace}" of ${options.context.scope}; see portcullis rollout status ${rollout}`,
    );
  return {
    evaluated,
    one,
    line,
    cell: one.gathered.cells.get(line.cell.inputs.namespace.uid) as GatheredCell,
  };
}

function refused({ aside, decision }: PlannedCell, { rollout, namespace }: PromoteRequest): RolloutError {
  const lists =
    decision === null ? [] : [decision.blockers, decision.unknown, decision.waiting, decision.reasons];
  const reasons = [aside?.reason ?? '', ...lists.flat().map((reason) => reason.message)].filter(
    (text) => text !== '',
  );
  return new RolloutError(
    'REFUSED',
    `${rollout} ${namespace}: ${reasons.join('; ')}. To go against it: --force --reason TEXT`,
  );
}

async function byHand(
  options: NextOptions,
  evaluated: readonly Evaluated[],
  one: Evaluated,
  line: PlannedCell,
  cell: GatheredCell,
  decision: Pick<Decision, 'id' | 'action' | 'promised' | 'broken' | 'reasons'> & { readonly step: Step },
  override: string,
  former?: LabelPatch,
): Promise<TakenStep> {
  const taker = new StepTaker(
    options,
    evaluated.map(({ gathered }) => gathered.plan),
  );
  const more = {
    revision: line.cell.inputs.policy.revision,
    pods: line.cell.pods,
    ...(former === undefined ? {} : { former }),
  };
  const intended = taker.planned(one.gathered, cell, decision, more);
  if (intended === undefined)
    throw new RolloutError(
      'NO_STEP',
      `${one.gathered.plan.name} ${cell.namespace.name}: the labels say ${decision.step.to.toLowerCase()} already`,
    );
  await write(options.store, options.now(), async (writer) => {
    await keepDecisions(writer, one, options.actor);
    if (override !== '')
      writer.append({
        kind: 'override',
        actor: options.actor,
        rollout: one.gathered.plan.name,
        namespace: cell.namespace.name,
        payload: {
          step: decision.step.id,
          reason: override,
          against: line.decision?.blockers ?? [],
          unknown: line.decision?.unknown ?? [],
        },
      });
    // A person takes over what was only proposed.
    await writer.tx
      .deleteFrom('step')
      .where('id', '=', intended.step.id)
      .where('state', '!=', 'done')
      .execute();
    await taker.intend(writer, intended);
    await writer.tx
      .updateTable('cell')
      .set({ contested: 0 })
      .where('rollout', '=', one.gathered.plan.name)
      .where('namespace_id', '=', cell.namespace.id)
      .execute();
  });
  return taker.take(intended);
}

const undecided = { id: '', promised: [], broken: [], reasons: [] } as const;

function forced(line: PlannedCell, request: PromoteRequest, options: NextOptions): Step {
  const to = stageAfter(line.cell.inputs.cell.stage);
  if (to === undefined)
    throw new RolloutError('NO_STEP', `${request.rollout} ${request.namespace}: is at enforce already`);
  return handStep(line, 'Promote', to, options, request);
}

/** A step of a person's own: by its id it is another one each time it is wanted. */
function handStep(
  { cell }: PlannedCell,
  kind: StepKind,
  to: RolloutStage,
  { actor, now }: NextOptions,
  request: { readonly rollout: string; readonly reason: string },
): Step {
  const { namespace, cell: at } = cell.inputs;
  const { rollout, reason } = request;
  const id = digest({
    rollout,
    namespace: namespace.uid,
    kind,
    from: at.stage,
    to,
    since: at.since,
    actor,
    reason,
    now: now(),
  });
  return { id, kind, from: at.stage, to };
}

/** The labels as the steps beyond `to` had found them; undefined when no step of ours did. */
async function labelsBefore(
  { db }: EvidenceStore,
  rollout: string,
  namespace: NamespaceRow,
  to: RolloutStage,
): Promise<LabelPatch | undefined> {
  const steps = await db
    .selectFrom('step')
    .select(['to_stage', 'change'])
    .where('rollout', '=', rollout)
    .where('namespace_id', '=', namespace.id)
    .where('kind', '=', 'Promote')
    .where('state', '=', 'done')
    .orderBy('finished_at', 'desc')
    .execute();
  const beyond = steps.filter((step) => stages.indexOf(step.to_stage as RolloutStage) > stages.indexOf(to));
  // Of the last climb, the step nearest to where we go: what it found is what was there before all of it.
  const first = beyond.toSorted(
    (a, b) => stages.indexOf(a.to_stage as RolloutStage) - stages.indexOf(b.to_stage as RolloutStage),
  )[0];
  return first === undefined ? undefined : (JSON.parse(first.change) as { former: LabelPatch }).former;
}
