import type { EvidenceStore } from '../../evidence/open-store.ts';
import { ContractCover } from '../../rollout/contract-cover.ts';
import type { GatherContext } from '../../rollout/gather.ts';
import type { Overview } from '../overview/overview.ts';
import { controlsTable } from './controls.ts';
import { findingsTable } from './findings-table.ts';
import type { Period } from './period.ts';
import { type ContractApproval, standingTables } from './standing-tables.ts';
import { storeTables } from './store-tables.ts';
import type { Pack } from './write-pack.ts';

export interface PackSources {
  readonly store: EvidenceStore;
  readonly context: GatherContext;
  /** With the proof, and without a bound on anything that tables show. */
  readonly overview: Overview;
  readonly approvals: readonly ContractApproval[];
  readonly period: Period;
}

/** Puts together what an auditor gets. */
export async function packOf({ store, context, overview, approvals, period }: PackSources): Promise<Pack> {
  const { scope, contracts, now, podKinds } = context;
  const namespaces = await store.db
    .selectFrom('namespace')
    .selectAll()
    .where('scope', '=', scope)
    .orderBy('name')
    .orderBy('id')
    .execute();
  const enforced = new Set(
    overview.histories
      .filter((one) => one.gone === null && one.history.at(-1)?.stage === 'Enforce')
      .map((one) => one.namespace),
  );
  const names = new Map(namespaces.map((row) => [row.id, row.name]));
  const common = { store, namespaces, period };
  const findings = findingsTable({
    ...common,
    now,
    cover: new ContractCover(contracts, new Date(now), podKinds),
    enforcing: (id) => enforced.has(names.get(id) ?? ''),
  });
  const tables = storeTables({ ...common, scope, approvals, problems: problemsById(overview) });
  return {
    store,
    overview,
    period,
    tables: [
      ...standingTables(overview, approvals),
      controlsTable(overview, period),
      findings,
      ...tables,
    ].sort((a, b) => (a.file < b.file ? -1 : 1)),
  };
}

function problemsById({ proof }: Overview): Map<string, string> {
  const found = new Map<string, string>();
  for (const problem of proof?.problems ?? []) {
    const [, id, text] = /^decision (\S+): (.*)$/s.exec(problem) ?? [];
    if (id !== undefined && text !== undefined) found.set(id, text);
  }
  return found;
}
