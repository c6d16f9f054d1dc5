import { canonical, digest } from '../evidence/canonical.ts';
import { type ChainReport, verifyJournal } from '../evidence/journal.ts';
import type { EvidenceStore } from '../evidence/open-store.ts';
import type { DecisionRow } from '../evidence/tables.ts';
import { type Decision, decideBy } from './decide.ts';
import { unpacked } from './decisions.ts';
import { algorithm } from './inputs.ts';

export interface VerifyReport {
  readonly ok: boolean;
  readonly journal: ChainReport;
  readonly decisions: number;
  /** What does not hold, one line each. */
  readonly problems: readonly string[];
}

/** Makes every stored decision again from its inputs, and follows the journal. Needs nothing but the store. */
export async function verify(store: EvidenceStore, ids?: readonly string[]): Promise<VerifyReport> {
  const journal = await verifyJournal(store.db);
  const problems: string[] = journal.ok ? [] : [`journal: ${journal.problem}`];
  const recorded = new Map<string, string>();
  for (const { payload } of await store.db
    .selectFrom('journal')
    .select('payload')
    .where('kind', '=', 'decision')
    .execute()) {
    const { id, result } = JSON.parse(payload) as { id: string; result: string };
    recorded.set(id, result);
  }
  let count = 0;
  const seen = new Set<string>();
  for (let last = ''; ; ) {
    let query = store.db.selectFrom('decision').selectAll().where('id', '>', last).orderBy('id').limit(500);
    if (ids !== undefined) query = query.where('id', 'in', ids);
    const rows = await query.execute();
    for (const row of rows) {
      count++;
      seen.add(row.id);
      const problem = problemOf(row, recorded.get(row.id));
      if (problem !== '') problems.push(`decision ${row.id}: ${problem}`);
      last = row.id;
    }
    if (rows.length < 500) break;
  }
  for (const id of ids ?? recorded.keys())
    if (!seen.has(id))
      problems.push(
        `decision ${id}: ${recorded.has(id) ? 'is in the journal, but its inputs are gone' : 'is not in this store'}`,
      );
  return { ok: problems.length === 0, journal, decisions: count, problems };
}

function problemOf(row: DecisionRow, recorded: string | undefined): string {
  if (!Number.isInteger(row.algorithm) || row.algorithm < 1 || row.algorithm > algorithm)
    return `was made by algorithm ${row.algorithm}, which this version does not know`;
  let again: Decision;
  try {
    again = decideBy(row.algorithm, unpacked(row.inputs));
  } catch (error) {
    return `its inputs cannot be read: ${(error as Error).message}`;
  }
  if (again.id !== row.id) return `its inputs were changed: they give ${again.id}`;
  if (canonical(again) !== row.result) return 'its result was changed';
  if (recorded === undefined) return 'the journal does not know it';
  if (recorded !== digest(again)) return 'the journal has another result';
  return again.action === row.action ? '' : 'its action was changed';
}
