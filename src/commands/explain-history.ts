import type { LoadedConfig } from '../config/load.ts';
import { CodedError } from '../error.ts';
import type { EvidenceStore } from '../evidence/open-store.ts';
import type { Explanation } from '../explain/explanation.ts';
import { type PolicyHistory, withHistory } from '../explain/history.ts';
import { ruleName } from '../explain/suspicion.ts';
import type { PlannedPolicy } from '../rollout/rollout-plan.ts';
import type { Stage } from '../verdict.ts';
import type { Io } from './command.ts';
import { type StoreFlags, scopeOf, storeOf } from './rollout-store.ts';

/** The explanations with what the store knows of them. A store that cannot be read is said, and no reason to say nothing. */
export async function withHistories(
  explanations: readonly Explanation[],
  flags: StoreFlags,
  config: LoadedConfig,
  io: Io,
): Promise<readonly Explanation[]> {
  try {
    const store = await storeOf(flags, config, io, true);
    try {
      const planned = await plannedIn(config.folder);
      const scope = scopeOf(flags, config, io);
      return await Promise.all(
        explanations.map(async (one) => withHistory(one, await historyOf(one, store, scope, planned))),
      );
    } finally {
      await store.close();
    }
  } catch (error) {
    if (!(error instanceof CodedError)) throw error;
    io.stderr.write(`No history: ${error.message}\n`);
    return explanations;
  }
}

/** What each rollout of the repository is about; nothing is known where the plans cannot be read. */
async function plannedIn(folder: string): Promise<ReadonlyMap<string, readonly PlannedPolicy[]>> {
  const { planPath, readPlans } = await import('../rollout/read-plans.ts');
  const path = planPath(folder);
  if (path === undefined) return new Map();
  try {
    return new Map((await readPlans(folder, path)).map(({ plan }) => [plan.name, plan.policies]));
  } catch (error) {
    if (error instanceof CodedError) return new Map();
    throw error;
  }
}

async function historyOf(
  explanation: Explanation,
  { db }: EvidenceStore,
  scope: string,
  planned: ReadonlyMap<string, readonly PlannedPolicy[]>,
): Promise<PolicyHistory> {
  const { where, subject, refuser, policy, violations } = explanation;
  const namespaces = await db
    .selectFrom('namespace')
    .select(['id', 'name'])
    .where('scope', '=', scope)
    .where('gone_at', 'is', null)
    .execute();
  const here = namespaces.find(({ name }) => name === where.namespace);
  const checks = (await db.selectFrom('check').selectAll().where('engine', '=', refuser).execute()).filter(
    (check) =>
      sameLevel(check.policy, policy) &&
      violations.some(({ rule }) => rule === '' || ruleName(rule) === ruleName(check.rule)),
  );
  const open =
    checks.length === 0
      ? []
      : await db
          .selectFrom('finding')
          .innerJoin('subject', 'subject.id', 'finding.subject_id')
          .select(['subject.namespace_id', 'subject.kind', 'subject.name', 'finding.first_seen'])
          .where(
            'finding.check_id',
            'in',
            checks.map(({ id }) => id),
          )
          .where('finding.closed_at', 'is', null)
          .execute();
  const own = open.filter(
    (one) => one.namespace_id === here?.id && one.kind === subject.kind && one.name === subject.name,
  );
  const hit = new Set(open.map((one) => one.namespace_id));
  return {
    ...(here === undefined ? unknownStage : await stageOf(here, explanation, db, planned)),
    firstSeen: own.length === 0 ? null : timeText(Math.min(...own.map((one) => one.first_seen))),
    share:
      namespaces.length === 0
        ? null
        : { hit: namespaces.filter(({ id }) => hit.has(id)).length, of: namespaces.length },
  };
}

const unknownStage: Pick<PolicyHistory, 'stage' | 'since' | 'because'> = {
  stage: null,
  since: null,
  because: null,
};

async function stageOf(
  { id, name }: { readonly id: number; readonly name: string },
  { refuser, policy }: Explanation,
  db: EvidenceStore['db'],
  planned: ReadonlyMap<string, readonly PlannedPolicy[]>,
): Promise<Pick<PolicyHistory, 'stage' | 'since' | 'because'>> {
  const cells = await db.selectFrom('cell').selectAll().where('namespace_id', '=', id).execute();
  const about = cells.filter(({ rollout }) =>
    planned.get(rollout)?.some((one) => one.engine === refuser && sameLevel(one.name, policy)),
  );
  const [cell] = about;
  if (cell === undefined || about.length > 1) return unknownStage;
  const step = await db
    .selectFrom('journal')
    .select(['actor', 'payload'])
    .where('kind', 'in', ['step', 'stage'])
    .where('rollout', '=', cell.rollout)
    .where('namespace', '=', name)
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();
  return {
    stage: stages.get(cell.stage) ?? null,
    since: timeText(cell.since),
    because: {
      rollout: cell.rollout,
      decision: cell.decision_id === '' ? null : cell.decision_id,
      by: step?.actor ?? null,
    },
  };
}

const stages = new Map<string, Stage>([
  ['Audit', 'audit'],
  ['Warn', 'warn'],
  ['Enforce', 'enforce'],
]);

/** Pod Security's levels are the same at another version for what is asked here: who came to it, and when. */
function sameLevel(recorded: string, policy: string | null): boolean {
  if (policy === null) return false;
  const level = /^(baseline|restricted)@/;
  const [one, other] = [level.exec(recorded)?.[1], level.exec(policy)?.[1]];
  return one === undefined || other === undefined ? recorded === policy : one === other;
}

function timeText(time: number): string {
  return new Date(time).toISOString().replace(/\.\d+Z$/, 'Z');
}
