import type { EvidenceStore } from '../evidence/open-store.ts';
import type { NamespaceRow } from '../evidence/tables.ts';

type Grouped<T> = ReadonlyMap<number, readonly T[]>;

/** What is known of some namespaces, read in few queries. Keyed by namespace, but for marks and findings: by subject. */
export interface NamespaceFacts {
  readonly subjects: Grouped<SubjectFact>;
  readonly marks: Grouped<{ source: string; set_id: number; template_hash: string; at: number }>;
  readonly findings: Grouped<FindingFact>;
  readonly rejections: Grouped<RejectionFact>;
  readonly approvals: Grouped<{
    rollout: string;
    by: string;
    to_stage: string;
    since: number;
    revision: string;
    at: number;
  }>;
  readonly promises: Grouped<{ rollout: string; subject_id: number; template_hash: string }>;
  readonly ephemeral: Grouped<{ day: number; ephemeral: number }>;
  /** By subject, the judged object as it is stored: only of namespaces that contracts are about. */
  readonly bodies: ReadonlyMap<number, StoredObject>;
}

export interface StoredObject {
  readonly namespace: string;
  readonly name: string;
  readonly body: string;
}

export interface SubjectFact {
  readonly id: number;
  readonly api_group: string;
  readonly kind: string;
  readonly name: string;
  readonly template_hash: string;
  readonly wants_pods: number;
  readonly pods: number;
  readonly last_ran_at: number | null;
}

export interface FindingFact {
  readonly check_id: number;
  readonly field: string;
  readonly verdict: string;
  readonly last_seen: number;
  readonly closed_at: number | null;
}

export interface RejectionFact {
  readonly id: string;
  readonly subject_id: number;
  readonly template_hash: string;
  readonly check_id: number;
  readonly field: string;
  readonly at: number;
  readonly confirmed: number;
  readonly critical: number;
}

export async function namespaceFacts(
  { db }: EvidenceStore,
  namespaces: readonly NamespaceRow[],
  checkIds: readonly number[],
  hasContracts: (namespace: string) => boolean,
): Promise<NamespaceFacts> {
  const ids = namespaces.map((row) => row.id);
  const subjects = await db
    .selectFrom('subject')
    .select([
      'id',
      'namespace_id',
      'api_group',
      'kind',
      'name',
      'template_hash',
      'wants_pods',
      'pods',
      'last_ran_at',
    ])
    .where('namespace_id', 'in', ids)
    .where('gone_at', 'is', null)
    .orderBy('id')
    .execute();
  const marks = await db
    .selectFrom('watermark')
    .innerJoin('subject', 'subject.id', 'watermark.subject_id')
    .select(['subject_id', 'source', 'set_id', 'watermark.template_hash', 'at'])
    .where('namespace_id', 'in', ids)
    .where('gone_at', 'is', null)
    .execute();
  const findings =
    checkIds.length === 0
      ? []
      : await db
          .selectFrom('finding')
          .innerJoin('subject', 'subject.id', 'finding.subject_id')
          .select(['subject_id', 'check_id', 'field', 'verdict', 'finding.last_seen', 'closed_at'])
          .where('namespace_id', 'in', ids)
          .where('check_id', 'in', checkIds)
          .execute();
  const rejections = await db.selectFrom('rejection').selectAll().where('namespace_id', 'in', ids).execute();
  const approvals = await db.selectFrom('approval').selectAll().where('namespace_id', 'in', ids).execute();
  const promises = await db
    .selectFrom('promise')
    .innerJoin('subject', 'subject.id', 'promise.subject_id')
    .select(['rollout', 'subject_id', 'promise.template_hash', 'namespace_id'])
    .where('namespace_id', 'in', ids)
    .execute();
  const ephemeral = await db
    .selectFrom('rollup')
    .select(['namespace_id', 'day', 'ephemeral'])
    .where('namespace_id', 'in', ids)
    .where('ephemeral', '>', 0)
    .execute();
  const withContracts = namespaces.filter((row) => hasContracts(row.name)).map((row) => row.id);
  const bodies =
    withContracts.length === 0
      ? []
      : await db
          .selectFrom('subject')
          .innerJoin('namespace', 'namespace.id', 'subject.namespace_id')
          .innerJoin('spec', 'spec.hash', 'subject.spec_hash')
          .select(['subject.id', 'subject.name', 'namespace.name as namespace', 'body'])
          .where('namespace_id', 'in', withContracts)
          .execute();
  return {
    subjects: grouped(subjects, (row) => row.namespace_id),
    marks: grouped(marks, (row) => row.subject_id),
    findings: grouped(findings, (row) => row.subject_id),
    rejections: grouped(rejections, (row) => row.namespace_id),
    approvals: grouped(approvals, (row) => row.namespace_id),
    promises: grouped(promises, (row) => row.namespace_id),
    ephemeral: grouped(ephemeral, (row) => row.namespace_id),
    bodies: new Map(bodies.map((row) => [row.id, row])),
  };
}

function grouped<T>(rows: readonly T[], keyOf: (row: T) => number): Map<number, T[]> {
  const groups = new Map<number, T[]>();
  for (const row of rows) {
    const key = keyOf(row);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  return groups;
}
