import { hash } from 'node:crypto';
import { sql, type Transaction } from 'kysely';
import { insertAll } from './bulk.ts';
import { canonical, digest } from './canonical.ts';
import { type Writer, write } from './journal.ts';
import type { EvidenceStore } from './open-store.ts';
import { type JudgedPolicy, policySetId } from './policy-set.ts';
import { chunks, Ids } from './rows.ts';
import type { ScanRecorder, SeenNamespace, SeenSubject } from './scan-recorder.ts';
import { sourceBit } from './source-bit.ts';
import { guardText } from './stage-guard.ts';
import type { NamespaceRow, SubjectRow, Tables, WatermarkRow } from './tables.ts';
import { type Compared, FindingWriter } from './write-findings.ts';
import { writeRollups } from './write-rollups.ts';

export interface ScanFacts {
  /** What the scan was of: its scans are compared with one another, and with no other scope's. */
  readonly scope: string;
  readonly source: 'template' | 'live';
  readonly startedAt: number;
  readonly endedAt: number;
  /** All that it judged by. */
  readonly policies: readonly JudgedPolicy[];
  /** The cluster's version when the user said it, `v1.34`; else empty. */
  readonly kubernetes: string;
  /** Why not everything was seen: unreadable files, kinds that could not be listed. */
  readonly gaps: readonly string[];
  readonly actor: string;
}

export interface ScanSummary {
  readonly id: string;
  readonly complete: boolean;
  readonly gaps: readonly string[];
  readonly namespaces: number;
  readonly subjects: number;
  readonly findings: { readonly opened: number; readonly closed: number; readonly open: number };
  readonly gone: number;
}

/**
 * Writes down what a scan saw. Findings it did not see again are closed, and workloads it did not see are gone, only
 * when it was complete: then absence means something.
 */
export async function recordScan(
  store: EvidenceStore,
  facts: ScanFacts,
  recorder: ScanRecorder,
): Promise<ScanSummary> {
  const summary = await write(store, facts.endedAt, (writer) =>
    new ScanWriter(writer, facts, recorder).run(),
  );
  // Postgres plans by statistics, and those of before a large scan would have it read whole tables for one gate.
  if (store.dialect === 'postgres' && summary.findings.opened + summary.findings.closed > manyRows)
    await sql`analyze finding, subject, watermark, spec`.execute(store.db);
  return summary;
}

const manyRows = 10_000;

/** Workloads that only admissions have seen are taken for gone when no pod of theirs came for so long. */
const unseenFor = 30 * 86_400_000;

class ScanWriter {
  readonly #writer: Writer;
  readonly #tx: Transaction<Tables>;
  readonly #facts: ScanFacts;
  readonly #recorder: ScanRecorder;
  readonly #gaps: readonly string[];
  readonly #complete: boolean;
  /** Workloads in which a complete scan before this one, by the same policies, found the very same. */
  readonly #unchanged: Set<SeenSubject> = new Set();
  readonly #fresh: Set<number> = new Set();
  #opened = 0;
  #closed = 0;
  #open = 0;
  #gone = 0;

  constructor(writer: Writer, facts: ScanFacts, recorder: ScanRecorder) {
    this.#writer = writer;
    this.#tx = writer.tx;
    this.#facts = facts;
    this.#recorder = recorder;
    this.#gaps = [...facts.gaps, ...recorder.gaps];
    this.#complete = this.#gaps.length === 0;
  }

  async run(): Promise<ScanSummary> {
    const { scope, source, startedAt, endedAt, policies, kubernetes, actor } = this.#facts;
    const setId = await policySetId(this.#tx, policies, startedAt);
    const namespaces = await this.#namespaces();
    const subjects = await this.#subjects(namespaces, setId);
    await this.#watermarks(subjects, setId);
    await this.#findings(subjects);
    if (this.#complete)
      await writeRollups(this.#writer, scope, startedAt, namespaces, this.#recorder.subjects.values());
    const summary = {
      complete: this.#complete,
      gaps: this.#gaps,
      namespaces: this.#recorder.namespaces.size,
      subjects: this.#recorder.subjects.size,
      findings: { opened: this.#opened, closed: this.#closed, open: this.#open },
      gone: this.#gone,
    };
    const id = digest({ scope, source, startedAt, endedAt, setId, ...summary });
    await this.#tx
      .insertInto('scan')
      .values({
        id,
        scope,
        source,
        started_at: startedAt,
        ended_at: endedAt,
        complete: this.#complete ? 1 : 0,
        gaps: JSON.stringify(this.#gaps.slice(0, 100)),
        set_id: setId,
        kubernetes,
        guard: guardText(this.#recorder.guard),
        workloads: summary.subjects,
        findings: this.#open,
      })
      .onConflict((conflict) => conflict.column('id').doNothing())
      .execute();
    this.#writer.append({
      kind: 'scan',
      actor,
      payload: { id, scope, source, startedAt, endedAt, ...summary },
    });
    return { id, ...summary };
  }

  /** The rows of the namespaces seen, by name. One that was gone and is back is a new one. */
  async #namespaces(): Promise<Map<string, NamespaceRow>> {
    const { scope, startedAt, endedAt } = this.#facts;
    const known = await this.#tx
      .selectFrom('namespace')
      .selectAll()
      .where('scope', '=', scope)
      .where('gone_at', 'is', null)
      .execute();
    const byName = new Map(known.map((row) => [row.name, row]));
    const found = new Map<string, NamespaceRow>();
    const ids = await Ids.of(this.#tx, 'namespace');
    const inserted: NamespaceRow[] = [];
    const renewed: number[] = [];
    for (const seen of this.#recorder.namespaces.values()) {
      const row = byName.get(seen.name);
      if (row !== undefined && sameNamespace(row, seen)) {
        const next = this.#renewed(row, seen);
        found.set(seen.name, next);
        byName.delete(seen.name);
        if (next.labels !== row.labels || next.owner !== row.owner || next.uid !== row.uid)
          await this.#tx.updateTable('namespace').set(next).where('id', '=', row.id).execute();
        else renewed.push(row.id);
        continue;
      }
      const id = ids.take();
      const fresh: NamespaceRow = {
        id,
        scope,
        name: seen.name,
        uid: seen.uid === '' ? `${scope}/${seen.name}#${id}` : seen.uid,
        labels: canonical(seen.labels),
        labels_at: startedAt,
        owner: seen.owner,
        first_seen: startedAt,
        last_seen: endedAt,
        listed_at: this.#complete ? startedAt : null,
        last_pod_at: null,
        gone_at: null,
      };
      found.set(seen.name, fresh);
      inserted.push(fresh);
    }
    await insertAll(this.#writer, 'namespace', inserted);
    const times = { last_seen: endedAt, ...(this.#complete ? { listed_at: startedAt } : {}) };
    for (const some of chunks(renewed))
      await this.#tx.updateTable('namespace').set(times).where('id', 'in', some).execute();
    // Another uid under the same name: the old namespace is gone whatever else was not seen.
    const gone = [...byName.values()]
      .filter((row) => this.#complete || found.has(row.name))
      .map((row) => row.id);
    for (const some of chunks(gone)) {
      await this.#tx.updateTable('namespace').set({ gone_at: endedAt }).where('id', 'in', some).execute();
      await this.#closeSubjects(
        (
          await this.#tx
            .selectFrom('subject')
            .select('id')
            .where('namespace_id', 'in', some)
            .where('gone_at', 'is', null)
            .execute()
        ).map((row) => row.id),
      );
    }
    return found;
  }

  #renewed(row: NamespaceRow, seen: SeenNamespace): NamespaceRow {
    const { startedAt, endedAt } = this.#facts;
    // A workload alone says nothing of its namespace's labels.
    const labels = seen.declared ? canonical(seen.labels) : row.labels;
    return {
      ...row,
      labels,
      labels_at: labels === row.labels ? row.labels_at : startedAt,
      owner: seen.owner === '' ? row.owner : seen.owner,
      uid: seen.uid === '' ? row.uid : seen.uid,
      last_seen: Math.max(row.last_seen, endedAt),
      listed_at: this.#complete ? Math.max(row.listed_at ?? 0, startedAt) : row.listed_at,
    };
  }

  async #subjects(
    namespaces: ReadonlyMap<string, NamespaceRow>,
    setId: number,
  ): Promise<Map<SeenSubject, SubjectRow>> {
    const rows = new Map<SeenSubject, SubjectRow>();
    const byNamespace = new Map<number, SeenSubject[]>();
    for (const seen of this.#recorder.subjects.values()) {
      const id = (namespaces.get(seen.namespace) as NamespaceRow).id;
      const list = byNamespace.get(id);
      if (list === undefined) byNamespace.set(id, [seen]);
      else list.push(seen);
    }
    const ids = await Ids.of(this.#tx, 'subject');
    const all = [...namespaces.values()].map((row) => row.id);
    const written: SubjectRow[] = [];
    for (const some of chunks(all)) {
      const known = new Map<string, SubjectRow>();
      for (const row of await this.#tx
        .selectFrom('subject')
        .selectAll()
        .where('namespace_id', 'in', some)
        .execute())
        known.set(keyOf(row.namespace_id, row.api_group, row.kind, row.name), row);
      for (const namespaceId of some)
        for (const seen of byNamespace.get(namespaceId) ?? []) {
          const key = keyOf(namespaceId, seen.group, seen.kind, seen.name);
          const row = known.get(key);
          known.delete(key);
          const next = this.#subjectRow(row, seen, namespaceId, ids, setId);
          if (next.found !== '' && next.found === row?.found) this.#unchanged.add(seen);
          rows.set(seen, next);
          if (row === undefined || changedSubject(row, next)) written.push(next);
        }
      const missing = [...known.values()].filter((row) => this.#isGone(row)).map((row) => row.id);
      await this.#closeSubjects(missing);
    }
    await insertAll(
      this.#writer,
      'subject',
      written.filter((row) => this.#fresh.has(row.id)),
    );
    await insertAll(
      this.#writer,
      'subject',
      written.filter((row) => !this.#fresh.has(row.id)),
      {
        replace: [
          'template_hash',
          'spec_hash',
          'wants_pods',
          'pods',
          'owner',
          'file',
          'sources',
          'found',
          'first_seen',
          'changed_at',
          'gone_at',
        ],
      },
    );
    await this.#specs([...rows.keys()]);
    return rows;
  }

  /** Absence means something in a complete scan, and of what such scans see at all. */
  #isGone({ gone_at, sources, last_ran_at }: SubjectRow): boolean {
    if (!this.#complete || gone_at !== null) return false;
    if ((sources & sourceBit[this.#facts.source]) !== 0) return true;
    return (last_ran_at ?? 0) < this.#facts.startedAt - unseenFor;
  }

  #subjectRow(
    row: SubjectRow | undefined,
    seen: SeenSubject,
    namespaceId: number,
    ids: Ids,
    setId: number,
  ): SubjectRow {
    const { startedAt } = this.#facts;
    const back = row !== undefined && row.gone_at !== null;
    const id = row?.id ?? ids.take();
    if (row === undefined) this.#fresh.add(id);
    return {
      id,
      namespace_id: namespaceId,
      api_group: seen.group,
      kind: seen.kind,
      name: seen.name,
      template_hash: seen.templateHash,
      spec_hash: seen.specHash,
      wants_pods: seen.wantsPods ? 1 : 0,
      pods: seen.pods,
      owner: seen.owner,
      file: seen.file,
      found: this.#complete ? foundHash(this.#facts.source, setId, seen) : '',
      sources: (row?.sources ?? 0) | sourceBit[this.#facts.source],
      first_seen: row === undefined || back ? startedAt : row.first_seen,
      changed_at: row === undefined || row.template_hash !== seen.templateHash ? startedAt : row.changed_at,
      last_ran_at: row?.last_ran_at ?? null,
      gone_at: null,
    };
  }

  /** Objects as they were judged, once each, for replay. */
  async #specs(seen: readonly SeenSubject[]): Promise<void> {
    const at = this.#facts.startedAt;
    const bodies = new Map(seen.map((subject) => [subject.specHash, subject.body]));
    for (const hashes of chunks([...bodies.keys()].sort())) {
      const known = new Set(
        (await this.#tx.selectFrom('spec').select('hash').where('hash', 'in', hashes).execute()).map(
          (row) => row.hash,
        ),
      );
      const fresh = hashes.filter((hash) => !known.has(hash));
      if (fresh.length > 0)
        await insertAll(
          this.#writer,
          'spec',
          fresh.map((hash) => ({ hash, body: bodies.get(hash) as string, first_seen: at, last_seen: at })),
        );
      if (known.size > 0)
        await this.#tx
          .updateTable('spec')
          .set({ last_seen: at })
          .where('hash', 'in', [...known])
          .execute();
    }
  }

  async #watermarks(subjects: ReadonlyMap<SeenSubject, SubjectRow>, setId: number): Promise<void> {
    const { source, startedAt } = this.#facts;
    const rows: WatermarkRow[] = [];
    for (const { id, template_hash } of subjects.values())
      rows.push({ subject_id: id, source, set_id: setId, template_hash, at: startedAt });
    rows.sort((a, b) => a.subject_id - b.subject_id);
    await upsertWatermarks(this.#writer, rows);
  }

  async #findings(subjects: ReadonlyMap<SeenSubject, SubjectRow>): Promise<void> {
    const { source, startedAt, policies } = this.#facts;
    const findings = new FindingWriter(this.#writer, {
      source,
      startedAt,
      policies,
      complete: this.#complete,
    });
    const changed: Compared[] = [];
    for (const [seen, row] of subjects)
      if (this.#unchanged.has(seen)) this.#open += seen.findings.length;
      else changed.push({ seen, row, fresh: this.#fresh.has(row.id) });
    await findings.compare(changed);
    const { opened, closed, open } = findings.counts;
    this.#opened += opened;
    this.#closed += closed;
    this.#open += open;
  }

  /** The workloads are gone, and with them what was found in them. */
  async #closeSubjects(ids: readonly number[]): Promise<void> {
    const at = this.#facts.startedAt;
    this.#gone += ids.length;
    for (const some of chunks(ids)) {
      await this.#tx.updateTable('subject').set({ gone_at: at, found: '' }).where('id', 'in', some).execute();
      const { numUpdatedRows } = await this.#tx
        .updateTable('finding')
        .set({ closed_at: at })
        .where('subject_id', 'in', some)
        .where('closed_at', 'is', null)
        .executeTakeFirst();
      this.#closed += Number(numUpdatedRows);
    }
  }
}

/** Two writers may come in any order: the later evidence stays. */
export function upsertWatermarks(writer: Writer, rows: readonly WatermarkRow[]): Promise<void> {
  return insertAll(writer, 'watermark', rows, { replace: ['template_hash', 'at'], notOlderBy: 'at' });
}

function sameNamespace(row: NamespaceRow, seen: SeenNamespace): boolean {
  return seen.uid === '' || row.uid === seen.uid || row.uid.includes('#');
}

function foundHash(source: string, setId: number, { findings }: SeenSubject): string {
  const texts = findings.map(({ engine, policy, rule, field, verdict, message }) =>
    [engine, policy, rule, field, verdict, message].join('\n'),
  );
  return hash('sha256', [source, setId, ...texts.sort()].join('\n\n'), 'hex').slice(0, 32);
}

function changedSubject(a: SubjectRow, b: SubjectRow): boolean {
  return (
    a.template_hash !== b.template_hash ||
    a.spec_hash !== b.spec_hash ||
    a.wants_pods !== b.wants_pods ||
    a.pods !== b.pods ||
    a.owner !== b.owner ||
    a.file !== b.file ||
    a.sources !== b.sources ||
    a.found !== b.found ||
    a.gone_at !== b.gone_at
  );
}

function keyOf(namespaceId: number, group: string, kind: string, name: string): string {
  return `${namespaceId}\n${group}\n${kind}\n${name}`;
}
