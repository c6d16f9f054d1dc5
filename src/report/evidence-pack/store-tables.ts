import type { EvidenceStore } from '../../evidence/open-store.ts';
import type { NamespaceRow } from '../../evidence/tables.ts';
import type { Decision } from '../../rollout/decide.ts';
import { readMoves } from '../overview/moves.ts';
import { type Cell, csvTime } from './csv.ts';
import type { Period } from './period.ts';
import type { ContractApproval } from './standing-tables.ts';
import type { PackTable } from './table.ts';

export interface StoreTables {
  readonly store: EvidenceStore;
  readonly scope: string;
  readonly namespaces: readonly NamespaceRow[];
  readonly period: Period;
  readonly approvals: readonly ContractApproval[];
  /** What does not hold, by the id of the decision. */
  readonly problems: ReadonlyMap<string, string>;
}

/** What was written down at the time. */
export function storeTables(sources: StoreTables): PackTable[] {
  return [decisions(sources), steps(sources), approvals(sources), scans(sources)];
}

function decisions({ store, namespaces, period, problems }: StoreTables): PackTable {
  const names = new Map(namespaces.map((row) => [row.id, row.name]));
  return {
    file: 'decisions.csv',
    about: 'a decision, with the hash of its inputs, and whether it was made again with the same result',
    header: [
      'decision',
      'at',
      'rollout',
      'namespace',
      'action',
      'to_stage',
      'gate',
      'because',
      'against',
      'not_known',
      'waits_for',
      'algorithm',
      'made_again',
    ],
    async *rows() {
      for (let at = period.from, last = ''; ; ) {
        const rows = await store.db
          .selectFrom('decision')
          .select(['id', 'at', 'rollout', 'namespace_id', 'action', 'to_stage', 'algorithm', 'result'])
          .where('at', '<', period.until)
          .where((eb) => eb.or([eb('at', '>', at), eb.and([eb('at', '=', at), eb('id', '>', last)])]))
          .orderBy('at')
          .orderBy('id')
          .limit(2000)
          .execute();
        for (const row of rows) {
          const namespace = names.get(row.namespace_id);
          at = row.at;
          last = row.id;
          if (namespace === undefined) continue;
          const { gate, reasons, blockers, unknown, waiting } = JSON.parse(row.result) as Partial<Decision>;
          const texts = (list: Decision['reasons'] | undefined): string =>
            (list ?? []).map((one) => one.message).join('; ');
          yield [
            row.id,
            csvTime(row.at),
            row.rollout,
            namespace,
            row.action,
            row.to_stage,
            gate ?? '',
            texts(reasons),
            texts(blockers),
            texts(unknown),
            texts(waiting),
            row.algorithm,
            problems.get(row.id) ?? 'the same',
          ];
        }
        if (rows.length < 2000) return;
      }
    },
  };
}

function steps({ store, namespaces, period }: StoreTables): PackTable {
  return {
    file: 'steps.csv',
    about: 'a step that was taken, proposed or withdrawn, or a stage that was seen to have changed',
    header: ['at', 'rollout', 'namespace', 'kind', 'from_stage', 'to_stage', 'state', 'by', 'decision'],
    async *rows() {
      for (const move of await readMoves(store, namespaces))
        if (move.at >= period.from && move.at < period.until)
          yield [
            csvTime(move.at),
            move.rollout,
            move.namespace,
            move.kind,
            move.from,
            move.to,
            move.state,
            move.actor,
            move.decision,
          ];
    },
  };
}

function approvals({ store, namespaces, approvals: contracts }: StoreTables): PackTable {
  const names = new Map(namespaces.map((row) => [row.id, row.name]));
  return {
    file: 'approvals.csv',
    about: 'a person who approved a step or a contract; contracts without one are listed with the reason',
    header: [
      'of',
      'name',
      'by',
      'via',
      'commit',
      'at',
      'to_stage',
      'stage_since',
      'bound_to',
      'counts',
      'because',
    ],
    async *rows() {
      for (const one of contracts) {
        const common: Cell[] = [one.specHash, one.approved, one.because];
        for (const { by, via, commit } of one.approvers)
          yield ['contract', one.contract, by, via, commit, '', '', '', ...common];
        if (one.approvers.length === 0) yield ['contract', one.contract, '', '', '', '', '', '', ...common];
      }
      const rows = await store.db
        .selectFrom('approval')
        .selectAll()
        .orderBy('at')
        .orderBy('rollout')
        .orderBy('by')
        .execute();
      for (const row of rows) {
        const namespace = names.get(row.namespace_id);
        if (namespace === undefined) continue;
        yield [
          'step',
          `${row.rollout} ${namespace}`,
          row.by,
          'rollout approve',
          '',
          csvTime(row.at),
          row.to_stage,
          csvTime(row.since),
          row.revision,
          '',
          '',
        ];
      }
    },
  };
}

function scans({ store, scope, period }: StoreTables): PackTable {
  return {
    file: 'scans.csv',
    about: 'a scan that was recorded: only complete ones close findings and vouch for time',
    header: [
      'scan',
      'source',
      'started_at',
      'ended_at',
      'complete',
      'gaps',
      'kubernetes',
      'workloads',
      'open_findings',
      'policies',
    ],
    async *rows() {
      const sets = new Map(
        (await store.db.selectFrom('policy_set').selectAll().execute()).map((row) => [row.id, row.hash]),
      );
      const rows = await store.db
        .selectFrom('scan')
        .selectAll()
        .where('scope', '=', scope)
        .where('started_at', '>=', period.from)
        .where('started_at', '<', period.until)
        .orderBy('started_at')
        .orderBy('id')
        .execute();
      for (const row of rows)
        yield [
          row.id,
          row.source,
          csvTime(row.started_at),
          csvTime(row.ended_at),
          row.complete === 1,
          (JSON.parse(row.gaps) as string[]).join('; '),
          row.kubernetes,
          row.workloads,
          row.findings,
          sets.get(row.set_id) ?? '',
        ];
    },
  };
}
