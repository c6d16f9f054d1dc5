import { minorOf, type Version } from '../engine/pod-security/index.ts';
import type { EvidenceStore } from '../evidence/open-store.ts';
import type { CheckRow, PolicySetRow, ScanRow, UptimeRow } from '../evidence/tables.ts';
import type { SourceInterval } from './observed.ts';
import type { Labels } from './pod-security-stage.ts';
import { guardInForce } from './staged/guard-in-force.ts';

/** What all namespaces of a scope have in common. */
export interface ScopeFacts {
  readonly scope: string;
  readonly scans: readonly ScanRow[];
  readonly sets: readonly PolicySetRow[];
  readonly checks: readonly CheckRow[];
  readonly uptime: readonly SourceInterval[];
  readonly blind: readonly SourceInterval[];
  /** The sources beside scans that ever reported: time counts only while all of them are up. */
  readonly live: readonly string[];
  /** Whether anything that sees running pods has ever reported. */
  readonly seesPods: boolean;
  /** The minor version of the cluster, when a scan was told. */
  readonly cluster: number | null;
  /** Whether only named accounts may loosen a stage where a namespace has these labels. */
  readonly guarded: (labels: Labels) => boolean;
  /** What the last complete scan saw of what guards stages. */
  readonly guard: string;
  /** By namespace, when a step of ours last lowered its labels. */
  readonly loosenedAt: ReadonlyMap<number, number>;
}

export async function scopeFacts({ db }: EvidenceStore, scope: string): Promise<ScopeFacts> {
  const scans = await db
    .selectFrom('scan')
    .selectAll()
    .where('scope', '=', scope)
    .orderBy('started_at')
    .execute();
  const uptime = await db.selectFrom('uptime').selectAll().where('scope', '=', scope).execute();
  const blind = await db.selectFrom('blind').selectAll().where('scope', '=', scope).execute();
  const loosened = await db
    .selectFrom('step')
    .select(['namespace_id', 'finished_at'])
    .where('kind', 'in', ['Demote', 'Restage'])
    .where('state', '=', 'done')
    .orderBy('finished_at')
    .execute();
  const guard = scans.findLast((scan) => scan.complete === 1)?.guard ?? '';
  const said = scans.findLast((scan) => scan.kubernetes !== '');
  return {
    scope,
    scans,
    sets: await db.selectFrom('policy_set').selectAll().execute(),
    checks: await db.selectFrom('check').selectAll().execute(),
    uptime: uptime.map(intervalOf),
    blind: blind.map(intervalOf),
    live: [...new Set(uptime.map((row) => row.component))].sort(),
    seesPods: uptime.length > 0 || scans.some((scan) => scan.source === 'live'),
    cluster: said === undefined ? null : minorOf(said.kubernetes as Version),
    guarded: guardInForce(guard),
    guard,
    loosenedAt: new Map(loosened.map((step) => [step.namespace_id, step.finished_at ?? 0])),
  };
}

function intervalOf({ component, from_ms, to_ms }: UptimeRow): SourceInterval {
  return { source: component, from: from_ms, to: to_ms };
}
