import { write } from './journal.ts';
import type { EvidenceStore } from './open-store.ts';

/** How long what is kept, in whole days. */
export interface Retention {
  /** Findings that are closed, and workloads and namespaces that are gone. */
  readonly closed: number;
  readonly rollups: number;
  /** Judged objects that nothing refers to any more. */
  readonly specs: number;
  /** The journal and the decisions: what an auditor asks for. */
  readonly journal: number;
}

export const defaultRetention: Retention = { closed: 400, rollups: 400, specs: 90, journal: 7 * 365 };

export interface PruneSummary {
  readonly findings: number;
  readonly subjects: number;
  readonly rollups: number;
  readonly specs: number;
  readonly decisions: number;
  readonly journal: number;
}

const day = 86_400_000;

/**
 * Forgets what is older than its retention. The journal is cut at a day's end, and the hash of its last forgotten entry
 * stays as a checkpoint: the chain is followed from there.
 */
export function prune(
  store: EvidenceStore,
  retention: Retention,
  actor: string,
  now: number,
): Promise<PruneSummary> {
  const before = (days: number): number => Math.floor(now / day - days) * day;
  return write(store, now, async ({ tx, append }) => {
    const closed = before(retention.closed);
    const findings = await tx.deleteFrom('finding').where('closed_at', '<', closed).executeTakeFirst();
    const goneSubjects = tx.selectFrom('subject').select('id').where('gone_at', '<', closed);
    await tx.deleteFrom('watermark').where('subject_id', 'in', goneSubjects).execute();
    await tx.deleteFrom('promise').where('subject_id', 'in', goneSubjects).execute();
    await tx.deleteFrom('finding').where('subject_id', 'in', goneSubjects).execute();
    const subjects = await tx.deleteFrom('subject').where('gone_at', '<', closed).executeTakeFirst();
    const rollups = await tx
      .deleteFrom('rollup')
      .where('day', '<', before(retention.rollups) / day)
      .executeTakeFirst();
    const specs = await tx
      .deleteFrom('spec')
      .where('last_seen', '<', before(retention.specs))
      .where('hash', 'not in', tx.selectFrom('subject').select('spec_hash').where('gone_at', 'is', null))
      .executeTakeFirst();
    const cut = before(retention.journal);
    const decisions = await tx.deleteFrom('decision').where('at', '<', cut).executeTakeFirst();
    const last = await tx
      .selectFrom('journal')
      .select(['seq', 'hash'])
      .where('at', '<', cut)
      .orderBy('seq', 'desc')
      .limit(1)
      .executeTakeFirst();
    let journal = 0n;
    if (last !== undefined) {
      const value = `${last.seq} ${last.hash}`;
      journal = (await tx.deleteFrom('journal').where('seq', '<=', last.seq).executeTakeFirst())
        .numDeletedRows;
      await tx
        .insertInto('meta')
        .values({ key: 'checkpoint', value })
        .onConflict((conflict) => conflict.column('key').doUpdateSet({ value }))
        .execute();
    }
    const summary = {
      findings: Number(findings.numDeletedRows),
      subjects: Number(subjects.numDeletedRows),
      rollups: Number(rollups.numDeletedRows),
      specs: Number(specs.numDeletedRows),
      decisions: Number(decisions.numDeletedRows),
      journal: Number(journal),
    };
    append({ kind: 'checkpoint', actor, payload: { retention, cut, after: last ?? null, ...summary } });
    return summary;
  });
}

/** Forgets a source that does not exist any more: time no longer waits for its reports. */
export function retireSource(
  store: EvidenceStore,
  scope: string,
  component: string,
  actor: string,
  now: number,
): Promise<boolean> {
  return write(store, now, async ({ tx, append }) => {
    const { numDeletedRows } = await tx
      .deleteFrom('uptime')
      .where('scope', '=', scope)
      .where('component', '=', component)
      .executeTakeFirst();
    if (numDeletedRows === 0n) return false;
    await tx.deleteFrom('blind').where('scope', '=', scope).where('component', '=', component).execute();
    append({ kind: 'source', actor, payload: { scope, component, retired: true } });
    return true;
  });
}
