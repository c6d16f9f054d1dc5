import { sql, type Transaction } from 'kysely';
import { insertAll } from './bulk.ts';
import { Checks, Messages } from './dictionary.ts';
import { type Writer, write } from './journal.ts';
import type { EvidenceStore } from './open-store.ts';
import { type JudgedPolicy, policySetId } from './policy-set.ts';
import { upsertWatermarks } from './record-scan.ts';
import { chunks, Ids } from './rows.ts';
import { sourceBit } from './source-bit.ts';
import type { FindingRow, NamespaceRow, RollupRow, SubjectRow, Tables, WatermarkRow } from './tables.ts';
import { upsertFindings } from './write-findings.ts';
import { emptyRollup } from './write-rollups.ts';

/** Whom an admitted or refused pod counts as. */
export interface WorkloadName {
  readonly namespace: string;
  readonly group: string;
  readonly kind: string;
  readonly name: string;
}

export interface AdmissionFinding {
  readonly engine: string;
  readonly policy: string;
  readonly rule: string;
  readonly field: string;
  readonly message: string;
}

/** A pod that was let in, and what was found in it by the policies it was judged by. */
export interface Admitted {
  readonly id: string;
  readonly at: number;
  readonly workload: WorkloadName;
  /** Empty when the pod itself was not seen. */
  readonly templateHash: string;
  /** True for a pod that nothing known has a template for: of build systems and the like. */
  readonly ephemeral: boolean;
  /** By what it was judged as it is, after every webhook; empty when nobody did. */
  readonly judged: readonly JudgedPolicy[];
  readonly findings: readonly AdmissionFinding[];
}

export interface Refused {
  readonly id: string;
  readonly at: number;
  readonly workload: WorkloadName;
  readonly templateHash: string;
  /** Seen by something that no tenant can write, of a pod that a controller made. */
  readonly confirmed: boolean;
  readonly findings: readonly (AdmissionFinding & { readonly critical: boolean })[];
}

/** What one source saw from `from` to `to`. */
export interface AdmissionBatch {
  readonly scope: string;
  readonly component: string;
  readonly up: readonly { readonly from: number; readonly to: number }[];
  /** How long the source may be silent without having been down. */
  readonly silence: number;
  /** Times in which something was lost: they count as blind. */
  readonly blind: readonly { readonly from: number; readonly to: number }[];
  readonly admitted: readonly Admitted[];
  readonly refused: readonly Refused[];
  readonly actor: string;
}

export interface AdmissionSummary {
  readonly admitted: number;
  readonly refused: number;
  /** Of those, pods whose workload no scan has seen. */
  readonly unknown: number;
  readonly ephemeral: number;
  /** What an earlier import had brought already. */
  readonly known: number;
  /** Pods in namespaces that no scan of the scope has seen. */
  readonly elsewhere: number;
}

/** Writes down what was admitted and refused. What lies in a time that was imported before is passed over. */
export function recordAdmissions(
  store: EvidenceStore,
  batch: AdmissionBatch,
  now: number,
): Promise<AdmissionSummary> {
  return write(store, now, (writer) => new AdmissionWriter(writer, batch).run());
}

class AdmissionWriter {
  readonly #writer: Writer;
  readonly #tx: Transaction<Tables>;
  readonly #batch: AdmissionBatch;
  readonly #checks: Checks;
  readonly #messages: Messages;
  #namespaces: ReadonlyMap<string, NamespaceRow> = new Map();
  readonly #subjects: Map<string, SubjectRow> = new Map();
  readonly #counts = { admitted: 0, refused: 0, unknown: 0, ephemeral: 0, known: 0, elsewhere: 0 };

  constructor(writer: Writer, batch: AdmissionBatch) {
    this.#writer = writer;
    this.#tx = writer.tx;
    this.#batch = batch;
    this.#checks = new Checks(writer.tx);
    this.#messages = new Messages(writer.tx);
  }

  async run(): Promise<AdmissionSummary> {
    const { scope, component, actor, up, blind } = this.#batch;
    const before = await this.#intervals();
    const isKnown = (at: number): boolean => before.some((one) => one.from_ms <= at && at <= one.to_ms);
    await this.#loadNamespaces();
    const admitted = this.#batch.admitted.filter(
      (one) => !this.#passOver(isKnown(one.at)) && this.#isHere(one),
    );
    // A refusal has an id of its own, and is known by that.
    const refused = this.#batch.refused.filter((one) => this.#isHere(one));
    await this.#loadSubjects([...admitted, ...refused].map((one) => one.workload));
    await this.#admit(admitted);
    await this.#refuse(refused);
    await this.#rollups(
      admitted,
      refused.filter((one) => !isKnown(one.at)),
    );
    for (const { from, to } of up)
      await this.#extend('uptime', bridged(from, before, this.#batch.silence), to);
    for (const { from, to } of blind) await this.#extend('blind', from, to);
    const summary = { ...this.#counts, admitted: admitted.length, refused: refused.length };
    this.#writer.append({ kind: 'import', actor, payload: { scope, component, up, blind, ...summary } });
    return summary;
  }

  #passOver(known: boolean): boolean {
    if (known) this.#counts.known++;
    return known;
  }

  #isHere({ workload }: { readonly workload: WorkloadName }): boolean {
    const here = this.#namespaces.has(workload.namespace);
    if (!here) this.#counts.elsewhere++;
    return here;
  }

  async #intervals(): Promise<{ from_ms: number; to_ms: number }[]> {
    const { scope, component } = this.#batch;
    return this.#tx
      .selectFrom('uptime')
      .select(['from_ms', 'to_ms'])
      .where('scope', '=', scope)
      .where('component', '=', component)
      .execute();
  }

  async #loadNamespaces(): Promise<void> {
    const rows = await this.#tx
      .selectFrom('namespace')
      .selectAll()
      .where('scope', '=', this.#batch.scope)
      .where('gone_at', 'is', null)
      .execute();
    this.#namespaces = new Map(rows.map((row) => [row.name, row]));
  }

  async #loadSubjects(workloads: readonly WorkloadName[]): Promise<void> {
    const ids = [
      ...new Set(workloads.map((one) => (this.#namespaces.get(one.namespace) as NamespaceRow).id)),
    ];
    for (const some of chunks(ids))
      for (const row of await this.#tx
        .selectFrom('subject')
        .selectAll()
        .where('namespace_id', 'in', some)
        .execute())
        this.#subjects.set(`${row.namespace_id}\n${row.api_group}\n${row.kind}\n${row.name}`, row);
  }

  #subjectOf({ namespace, group, kind, name }: WorkloadName): SubjectRow | undefined {
    const { id } = this.#namespaces.get(namespace) as NamespaceRow;
    const row = this.#subjects.get(`${id}\n${group}\n${kind}\n${name}`);
    return row?.gone_at === null ? row : undefined;
  }

  async #admit(admitted: readonly Admitted[]): Promise<void> {
    await this.#addUnlisted(admitted);
    const sets = new Map<readonly JudgedPolicy[], number>();
    const marks = new Map<string, WatermarkRow>();
    const ran = new Map<number, number>();
    const latest = new Map<string, Admitted[]>();
    for (const one of admitted) {
      const subject = this.#subjectOf(one.workload);
      if (subject === undefined) continue;
      ran.set(subject.id, Math.max(ran.get(subject.id) ?? 0, one.at));
      if (one.judged.length === 0 || one.templateHash === '') continue;
      let set = sets.get(one.judged);
      if (set === undefined) {
        set = await policySetId(this.#tx, one.judged, one.at);
        sets.set(one.judged, set);
      }
      const key = `${subject.id} ${set}`;
      const known = marks.get(key);
      const same = (latest.get(key) ?? []).filter((other) => other.templateHash === one.templateHash);
      if (known !== undefined && known.at > one.at) {
        if (known.template_hash === one.templateHash) latest.set(key, [...same, one]);
        continue;
      }
      marks.set(key, {
        subject_id: subject.id,
        source: 'admission',
        set_id: set,
        template_hash: one.templateHash,
        at: one.at,
      });
      // All pods of the newest template are heard: what one of them shows, the next may show again.
      latest.set(key, [...same, one]);
    }
    await upsertWatermarks(this.#writer, [...marks.values()]);
    await this.#later('subject', 'last_ran_at', ran);
    await this.#compare(new Map([...latest].map(([key, pods]) => [Number(key.split(' ')[0]), pods])));
    await this.#podCreated(admitted);
  }

  /**
   * Holds what the newest pods of workloads showed against what admissions had found before: what they show no more is
   * closed, unless a scan sees it too.
   */
  async #compare(latest: ReadonlyMap<number, readonly Admitted[]>): Promise<void> {
    const all = [...latest.values()].flat().flatMap((one) => one.findings);
    await this.#checks.know(all);
    await this.#messages.know(all.map((finding) => finding.message));
    for (const some of chunks([...latest.keys()])) {
      const rows = await this.#tx.selectFrom('finding').selectAll().where('subject_id', 'in', some).execute();
      const bySubject = Map.groupBy(rows, (row) => row.subject_id);
      const upserts = some.flatMap((id) => this.#compared(id, latest.get(id) ?? [], bySubject.get(id) ?? []));
      await upsertFindings(this.#writer, upserts);
    }
  }

  #compared(subjectId: number, pods: readonly Admitted[], rows: readonly FindingRow[]): FindingRow[] {
    const bit = sourceBit.admission;
    const at = Math.max(...pods.map((one) => one.at));
    const policies = new Set(
      pods.flatMap((one) => one.judged.map(({ engine, policy }) => `${engine}\n${policy}`)),
    );
    const open = new Map(rows.map((row) => [`${row.check_id} ${row.field}`, row]));
    const changed = new Map<string, FindingRow>();
    for (const finding of pods.flatMap((one) => one.findings)) {
      const checkId = this.#checks.idOf(finding);
      const key = `${checkId} ${finding.field}`;
      if (changed.has(key)) continue;
      const before = open.get(key);
      open.delete(key);
      const back = before !== undefined && before.closed_at !== null;
      changed.set(key, {
        subject_id: subjectId,
        check_id: checkId,
        field: finding.field,
        verdict: 'fail',
        sources: (before?.sources ?? 0) | bit,
        message_id: this.#messages.idOf(finding.message),
        first_seen: before?.first_seen ?? at,
        last_seen: Math.max(before?.last_seen ?? 0, at),
        closed_at: null,
        reopened: (before?.reopened ?? 0) + (back ? 1 : 0),
      });
    }
    for (const [key, row] of open) {
      const seen = row.closed_at === null && (row.sources & bit) !== 0;
      if (!seen || !policies.has(this.#checks.policyOf(row.check_id))) continue;
      const alone = row.sources === bit;
      changed.set(key, { ...row, sources: alone ? bit : row.sources & ~bit, closed_at: alone ? at : null });
    }
    return [...changed.values()];
  }

  /** Sets a time of many rows, each to its own, where it is later than the one there. */
  async #later(
    table: 'subject' | 'namespace',
    column: 'last_ran_at' | 'last_pod_at',
    times: ReadonlyMap<number, number>,
  ): Promise<void> {
    for (const some of chunks([...times])) {
      const cases = sql.join(
        some.map(([id, at]) => sql`when ${id} then cast(${at} as bigint)`),
        sql` `,
      );
      const time = sql`case id ${cases} end`;
      await sql`
        update ${sql.table(table)} set ${sql.ref(column)} = ${time}
        where id in (${sql.join(some.map(([id]) => id))})
        and (${sql.ref(column)} is null or ${sql.ref(column)} < ${time})`.execute(this.#tx);
    }
  }

  /** Workloads that no scan has seen, but whose pods are bad: they would break, so that they are held against the namespace. */
  async #addUnlisted(admitted: readonly Admitted[]): Promise<void> {
    const ids = await Ids.of(this.#tx, 'subject');
    const rows: SubjectRow[] = [];
    for (const { workload, templateHash, at, ephemeral, findings } of admitted) {
      if (this.#subjectOf(workload) !== undefined) continue;
      if (ephemeral) this.#counts.ephemeral++;
      else this.#counts.unknown++;
      if (ephemeral && findings.length === 0) continue;
      const { id } = this.#namespaces.get(workload.namespace) as NamespaceRow;
      const key = `${id}\n${workload.group}\n${workload.kind}\n${workload.name}`;
      const gone = this.#subjects.get(key);
      const row: SubjectRow = {
        id: gone?.id ?? ids.take(),
        namespace_id: id,
        api_group: workload.group,
        kind: workload.kind,
        name: workload.name,
        template_hash: templateHash,
        spec_hash: '',
        wants_pods: 0,
        pods: 0,
        owner: '',
        file: '',
        found: '',
        sources: sourceBit.admission,
        first_seen: at,
        changed_at: at,
        last_ran_at: at,
        gone_at: null,
      };
      this.#subjects.set(key, row);
      if (gone === undefined) rows.push(row);
      else await this.#tx.updateTable('subject').set(row).where('id', '=', row.id).execute();
    }
    await insertAll(this.#writer, 'subject', rows);
  }

  async #podCreated(admitted: readonly Admitted[]): Promise<void> {
    const last = new Map<number, number>();
    for (const { workload, at } of admitted) {
      const { id } = this.#namespaces.get(workload.namespace) as NamespaceRow;
      last.set(id, Math.max(last.get(id) ?? 0, at));
    }
    await this.#later('namespace', 'last_pod_at', last);
  }

  async #refuse(refused: readonly Refused[]): Promise<void> {
    await this.#checks.know(refused.flatMap((one) => one.findings));
    for (const { id, at, workload, templateHash, confirmed, findings } of refused) {
      const subject = this.#subjectOf(workload);
      for (const finding of findings)
        await this.#tx
          .insertInto('rejection')
          .values({
            id,
            namespace_id: (this.#namespaces.get(workload.namespace) as NamespaceRow).id,
            subject_id: subject?.id ?? 0,
            template_hash: templateHash,
            check_id: this.#checks.idOf(finding),
            field: finding.field,
            at,
            confirmed: confirmed ? 1 : 0,
            critical: finding.critical ? 1 : 0,
            source: this.#batch.component,
          })
          .onConflict((conflict) => conflict.columns(['id', 'check_id', 'field']).doNothing())
          .execute();
    }
  }

  async #rollups(admitted: readonly Admitted[], refused: readonly Refused[]): Promise<void> {
    const rows = new Map<string, RollupRow>();
    const count = (
      namespace: string,
      at: number,
      field: 'admitted' | 'would_fail' | 'rejected' | 'ephemeral',
    ): void => {
      const day = Math.floor(at / 86_400_000);
      const { id } = this.#namespaces.get(namespace) as NamespaceRow;
      const row = rows.get(`${day} ${id}`) ?? { ...emptyRollup, day, namespace_id: id };
      row[field]++;
      rows.set(`${day} ${id}`, row);
    };
    for (const { workload, at, findings, ephemeral } of admitted) {
      count(workload.namespace, at, 'admitted');
      if (findings.length > 0) count(workload.namespace, at, 'would_fail');
      if (ephemeral && findings.length === 0) count(workload.namespace, at, 'ephemeral');
    }
    for (const { workload, at } of refused) count(workload.namespace, at, 'rejected');
    for (const some of chunks([...rows.values()]))
      await this.#tx
        .insertInto('rollup')
        .values(some)
        .onConflict((conflict) =>
          conflict.columns(['day', 'namespace_id', 'policy', 'rollout']).doUpdateSet((eb) => ({
            admitted: eb('rollup.admitted', '+', eb.ref('excluded.admitted')),
            would_fail: eb('rollup.would_fail', '+', eb.ref('excluded.would_fail')),
            rejected: eb('rollup.rejected', '+', eb.ref('excluded.rejected')),
            ephemeral: eb('rollup.ephemeral', '+', eb.ref('excluded.ephemeral')),
          })),
        )
        .execute();
  }

  async #extend(table: 'uptime' | 'blind', from: number, to: number): Promise<void> {
    if (to <= from) return;
    const { scope, component } = this.#batch;
    await this.#tx
      .insertInto(table)
      .values({ scope, component, from_ms: from, to_ms: to })
      .onConflict((conflict) =>
        conflict
          .columns(['scope', 'component', 'from_ms'])
          .doUpdateSet({ to_ms: to })
          .where((eb) => eb(`${table}.to_ms`, '<', to)),
      )
      .execute();
  }
}

/** What follows an earlier time closely enough is one with it: files of a log follow one another. */
function bridged(
  from: number,
  before: readonly { from_ms: number; to_ms: number }[],
  silence: number,
): number {
  const ends = before.filter((one) => one.from_ms <= from && from - one.to_ms <= silence);
  return Math.min(from, ...ends.map((one) => one.from_ms));
}
