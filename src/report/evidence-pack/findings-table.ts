import { checkById } from '../../engine/pod-security/index.ts';
import type { EvidenceStore } from '../../evidence/open-store.ts';
import { specObject } from '../../evidence/spec-body.ts';
import type { NamespaceRow } from '../../evidence/tables.ts';
import { subjectText } from '../../rollout/subject-text.ts';
import { type Excusing, excusedBy } from '../overview/excused-by.ts';
import { sourceNames } from '../overview/open-findings.ts';
import { type Cell, csvTime } from './csv.ts';
import type { Period } from './period.ts';
import type { PackTable } from './table.ts';

export interface FindingsTable extends Excusing {
  readonly store: EvidenceStore;
  readonly namespaces: readonly NamespaceRow[];
  readonly period: Period;
}

/** What was open at some time of the period, by every policy that was judged by. */
export function findingsTable(sources: FindingsTable): PackTable {
  return {
    file: 'findings.csv',
    about: 'a fail or an error that was open at some time of the period, once for each field',
    header: [
      'namespace',
      'workload',
      'engine',
      'policy',
      'check',
      'verdict',
      'field',
      'message',
      'first_seen',
      'last_seen',
      'closed_at',
      'came_back',
      'seen_by',
      'severity',
      'cis',
      'nist',
      'excused_by',
    ],
    async *rows() {
      for (const namespace of sources.namespaces) yield* findingsIn(sources, namespace);
    },
  };
}

async function* findingsIn(sources: FindingsTable, namespace: NamespaceRow): AsyncGenerator<Cell[]> {
  const { store, period } = sources;
  const rows = await store.db
    .selectFrom('finding')
    .innerJoin('subject', 'subject.id', 'finding.subject_id')
    .innerJoin('check', 'check.id', 'finding.check_id')
    .innerJoin('message', 'message.id', 'finding.message_id')
    .leftJoin('spec', 'spec.hash', 'subject.spec_hash')
    .selectAll('finding')
    .select(['api_group', 'kind', 'name', 'engine', 'policy', 'rule', 'text', 'body', 'gone_at'])
    .where('namespace_id', '=', namespace.id)
    .where('finding.first_seen', '<', period.until)
    .where((eb) => eb.or([eb('closed_at', 'is', null), eb('closed_at', '>=', period.from)]))
    .orderBy('kind')
    .orderBy('api_group')
    .orderBy('name')
    .orderBy('engine')
    .orderBy('policy')
    .orderBy('rule')
    .orderBy('field')
    .execute();
  for (const row of rows) {
    const check = row.engine === 'PodSecurity' ? checkById(row.rule) : undefined;
    const open = row.closed_at === null && row.gone_at === null && row.verdict === 'fail';
    const subject = subjectText(row);
    const excuses =
      open && row.body !== null
        ? excusedBy(
            sources,
            namespace,
            row,
            subject,
            specObject(row.body, { namespace: namespace.name, name: row.name }),
          )
        : [];
    yield [
      namespace.name,
      subject,
      row.engine,
      row.policy,
      row.rule,
      row.verdict,
      row.field,
      row.text,
      csvTime(row.first_seen),
      csvTime(row.last_seen),
      csvTime(row.closed_at),
      row.reopened,
      sourceNames(row.sources).join(' '),
      check?.severity ?? '',
      check?.cis.join(' ') ?? '',
      check?.nist.join(' ') ?? '',
      excuses.join(' '),
    ];
  }
}
