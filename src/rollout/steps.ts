import type { Writer } from '../evidence/journal.ts';
import type { EvidenceStore } from '../evidence/open-store.ts';
import { chunks } from '../evidence/rows.ts';
import type { NamespaceRow, StepRow } from '../evidence/tables.ts';
import type { ExceptionContract } from '../exception/contract.ts';
import type { PlannedStep } from './actuate/actuator.ts';
import { rememberIssued } from './contract-history.ts';
import type { Promised } from './inputs.ts';
import type { RolloutStage } from './stage.ts';
import { subjectText } from './subject-text.ts';

/** intended: about to be taken. proposed: waits for somebody. done, dropped, withdrawn: over. */
export type StepState = 'intended' | 'proposed' | 'done' | 'dropped' | 'withdrawn';

/** What the store keeps of a step beside its columns. */
export interface StepChange {
  readonly patch: PlannedStep['patch'];
  readonly former: PlannedStep['former'];
  readonly revision: string;
  readonly promised: readonly Promised[];
  readonly broken: readonly string[];
  readonly contracts: readonly ExceptionContract[];
  readonly note: Readonly<Record<string, string>>;
}

export interface StoredStep {
  readonly row: StepRow;
  readonly namespace: NamespaceRow;
  readonly step: PlannedStep;
  readonly change: StepChange;
}

/** The steps of the scope that are neither over nor done. */
export async function unfinishedSteps(store: EvidenceStore, scope: string): Promise<StoredStep[]> {
  const rows = await store.db
    .selectFrom('step')
    .selectAll('step')
    .where('state', 'in', ['intended', 'proposed'])
    .orderBy('created_at')
    .orderBy('id')
    .execute();
  if (rows.length === 0) return [];
  const namespaces = await store.db
    .selectFrom('namespace')
    .selectAll()
    .where('scope', '=', scope)
    .where('id', 'in', [...new Set(rows.map((row) => row.namespace_id))])
    .execute();
  const byId = new Map(namespaces.map((row) => [row.id, row]));
  return rows.flatMap((row) => {
    const namespace = byId.get(row.namespace_id);
    return namespace === undefined ? [] : [storedStep(row, namespace)];
  });
}

function storedStep(row: StepRow, namespace: NamespaceRow): StoredStep {
  const change = JSON.parse(row.change) as StepChange;
  return {
    row,
    namespace,
    change,
    step: {
      id: row.id,
      rollout: row.rollout,
      namespace: namespace.name,
      kind: row.kind as PlannedStep['kind'],
      from: row.from_stage as RolloutStage,
      to: row.to_stage as RolloutStage,
      decision: row.decision_id,
      patch: change.patch,
      former: change.former,
      contracts: change.contracts,
    },
  };
}

/**
 * Writes down that a step is about to be taken. False when it is known already: then it was taken, or waits for somebody.
 * What was only proposed may be taken by ourselves later.
 */
export async function intend(
  { tx, now, append }: Writer,
  namespace: NamespaceRow,
  step: PlannedStep,
  change: StepChange,
  more: {
    readonly actor: string;
    readonly actuator: string;
    readonly pods: number;
    /** Whether a proposal of before is now ours to take. */
    readonly takesOver: boolean;
  },
): Promise<boolean> {
  const known = await tx.selectFrom('step').select('state').where('id', '=', step.id).executeTakeFirst();
  if (known?.state === 'intended' || known?.state === 'done') return false;
  if (known?.state === 'proposed' && !more.takesOver) return false;
  const row: StepRow = {
    id: step.id,
    rollout: step.rollout,
    namespace_id: namespace.id,
    kind: step.kind,
    from_stage: step.from,
    to_stage: step.to,
    decision_id: step.decision,
    state: 'intended',
    actuator: more.actuator,
    change: JSON.stringify(change),
    pods: more.pods,
    created_at: now,
    finished_at: null,
  };
  if (known !== undefined) await tx.deleteFrom('step').where('id', '=', step.id).execute();
  await tx.insertInto('step').values(row).execute();
  append({
    kind: 'step',
    actor: more.actor,
    rollout: step.rollout,
    namespace: step.namespace,
    payload: {
      state: 'intended',
      id: step.id,
      kind: step.kind,
      from: step.from,
      to: step.to,
      decision: step.decision,
      patch: step.patch,
      former: step.former,
    },
  });
  return true;
}

/** Marks a step done, and takes the cell to where the step leads. */
export async function finish(
  writer: Writer,
  { row, namespace, step, change }: StoredStep,
  at: number,
  actor: string,
): Promise<void> {
  const { tx, now, append } = writer;
  await tx
    .updateTable('step')
    .set({ state: 'done', finished_at: at, change: JSON.stringify(change) })
    .where('id', '=', row.id)
    .execute();
  append({
    kind: 'step',
    actor,
    rollout: row.rollout,
    namespace: namespace.name,
    payload: {
      state: 'done',
      id: row.id,
      kind: row.kind,
      from: row.from_stage,
      to: row.to_stage,
      decision: row.decision_id,
      note: change.note,
      undo: step.former,
    },
  });
  // It leaves the stage where it is, and every other promise of it in force.
  if (row.kind === 'Quarantine')
    return rememberIssued(writer, namespace.scope, change.contracts, true, actor);
  const key = { rollout: row.rollout, namespace_id: row.namespace_id };
  const before = await tx
    .selectFrom('cell')
    .selectAll()
    .where('rollout', '=', key.rollout)
    .where('namespace_id', '=', key.namespace_id)
    .executeTakeFirst();
  const back = row.kind === 'Demote';
  const next = {
    stage: row.to_stage,
    since: at,
    revision: change.revision,
    demotions: (before?.demotions ?? 0) + (back ? 1 : 0),
    last_demoted_at: back ? now : (before?.last_demoted_at ?? null),
    former: row.kind === 'Promote' ? JSON.stringify(change.former) : (before?.former ?? ''),
    contested: before?.contested ?? 0,
  };
  await tx
    .insertInto('cell')
    .values({ ...key, ...next, decision_id: row.decision_id, signature: '' })
    .onConflict((conflict) => conflict.columns(['rollout', 'namespace_id']).doUpdateSet(next))
    .execute();
  await replacePromises(writer, row, change);
}

/** The promise belongs to the stage: a new stage makes a new one, or none. */
async function replacePromises({ tx }: Writer, row: StepRow, { promised }: StepChange): Promise<void> {
  const subjects = await tx
    .selectFrom('subject')
    .select(['id', 'api_group', 'kind', 'name'])
    .where('namespace_id', '=', row.namespace_id)
    .execute();
  const ids = new Map(subjects.map((subject) => [subjectText(subject), subject.id]));
  for (const some of chunks(subjects))
    await tx
      .deleteFrom('promise')
      .where('rollout', '=', row.rollout)
      .where(
        'subject_id',
        'in',
        some.map((subject) => subject.id),
      )
      .execute();
  const rows = promised.flatMap(({ subject, hash }) => {
    const id = ids.get(subject);
    return id === undefined ? [] : [{ rollout: row.rollout, subject_id: id, template_hash: hash }];
  });
  for (const some of chunks(rows)) await tx.insertInto('promise').values(some).execute();
}

/** Ends a step in another way than by doing it, or marks it proposed. */
export async function setState(
  writer: Writer,
  { row, namespace, change }: StoredStep,
  state: Exclude<StepState, 'done' | 'intended'>,
  why: string,
  actor: string,
): Promise<void> {
  const { tx, now, append } = writer;
  await tx
    .updateTable('step')
    .set({ state, change: JSON.stringify(change), finished_at: state === 'proposed' ? null : now })
    .where('id', '=', row.id)
    .execute();
  append({
    kind: 'step',
    actor,
    rollout: row.rollout,
    namespace: namespace.name,
    payload: { state, id: row.id, to: row.to_stage, why, note: change.note },
  });
  if (row.kind === 'Quarantine' && state === 'proposed')
    await rememberIssued(writer, namespace.scope, change.contracts, false, actor);
}
