import { insertAll } from './bulk.ts';
import { Checks, Messages } from './dictionary.ts';
import type { Writer } from './journal.ts';
import type { JudgedPolicy } from './policy-set.ts';
import { chunks } from './rows.ts';
import type { SeenFinding, SeenSubject } from './scan-recorder.ts';
import { sourceBit } from './source-bit.ts';
import type { FindingRow, SubjectRow } from './tables.ts';

export interface FindingFacts {
  readonly source: 'template' | 'live';
  readonly startedAt: number;
  readonly policies: readonly JudgedPolicy[];
  readonly complete: boolean;
}

/** A workload of a scan, and whether the store has ever heard of it. */
export interface Compared {
  readonly seen: SeenSubject;
  readonly row: SubjectRow;
  readonly fresh: boolean;
}

/** Holds what a scan found against what was open, and writes the difference. */
export class FindingWriter {
  readonly #writer: Writer;
  readonly #facts: FindingFacts;
  readonly #checks: Checks;
  readonly #messages: Messages;
  /** The policies that the scan judged by: it says nothing of others. */
  readonly #judged: ReadonlySet<string>;
  readonly counts: { opened: number; closed: number; open: number } = { opened: 0, closed: 0, open: 0 };

  constructor(writer: Writer, facts: FindingFacts) {
    this.#writer = writer;
    this.#facts = facts;
    this.#checks = new Checks(writer.tx);
    this.#messages = new Messages(writer.tx);
    this.#judged = new Set(facts.policies.map(({ engine, policy }) => `${engine}\n${policy}`));
  }

  async compare(subjects: readonly Compared[]): Promise<void> {
    const sorted = subjects.toSorted((a, b) => a.row.id - b.row.id);
    // The database writes some rows while the next are made.
    let writing = Promise.resolve();
    for (const some of chunks(sorted, 1000)) {
      const found = some.flatMap(({ seen }) => seen.findings);
      await this.#checks.know(found);
      await this.#messages.know(found.map((finding) => finding.message));
      const known = some.filter((one) => !one.fresh).map((one) => one.row.id);
      const rows = this.#changes(some, await this.#stored(known));
      await writing;
      writing = this.#write(rows);
      writing.catch(() => {});
    }
    await writing;
  }

  /** The rows that differ: new ones apart, since nothing can be in their way. */
  #changes(
    some: readonly Compared[],
    stored: ReadonlyMap<number, ReadonlyMap<string, FindingRow>>,
  ): { inserted: FindingRow[]; changed: FindingRow[] } {
    const inserted: FindingRow[] = [];
    const changed: FindingRow[] = [];
    for (const { seen, row } of some) {
      const before = stored.get(row.id);
      const found = new Map<string, FindingRow>();
      for (const finding of seen.findings) {
        const next = this.#row(row.id, finding, before);
        found.set(keyOf(next), next);
      }
      this.counts.open += found.size;
      for (const [key, next] of found) {
        const old = before?.get(key);
        if (old === undefined) inserted.push(next);
        else if (!isSame(old, next)) changed.push(next);
        if (old === undefined || old.closed_at !== null) this.counts.opened++;
      }
      if (this.#facts.complete && before !== undefined)
        for (const [key, old] of before) if (!found.has(key)) this.#notSeen(old, changed);
    }
    return { inserted, changed };
  }

  #row(
    subjectId: number,
    finding: SeenFinding,
    stored: ReadonlyMap<string, FindingRow> | undefined,
  ): FindingRow {
    const { startedAt: at, source } = this.#facts;
    const checkId = this.#checks.idOf(finding);
    const before = stored?.get(`${checkId} ${finding.field}`);
    return {
      subject_id: subjectId,
      check_id: checkId,
      field: finding.field,
      verdict: finding.verdict,
      sources: (before?.sources ?? 0) | sourceBit[source],
      message_id: this.#messages.idOf(finding.message),
      first_seen: before?.first_seen ?? at,
      last_seen: Math.max(before?.last_seen ?? 0, at),
      closed_at: null,
      reopened: (before?.reopened ?? 0) + (before !== undefined && before.closed_at !== null ? 1 : 0),
    };
  }

  /** What was not seen again is closed, unless a source of another kind has seen it too: that one sees more, or less. */
  #notSeen(row: FindingRow, changed: FindingRow[]): void {
    const { source, startedAt } = this.#facts;
    const bit = sourceBit[source];
    if (row.closed_at !== null || !this.#judged.has(this.#checks.policyOf(row.check_id))) return;
    if ((row.sources & bit) === 0) return;
    const alone = row.sources === bit;
    if (alone) this.counts.closed++;
    changed.push({
      ...row,
      sources: alone ? bit : row.sources & ~bit,
      closed_at: alone ? startedAt : null,
    });
  }

  async #stored(subjectIds: readonly number[]): Promise<Map<number, Map<string, FindingRow>>> {
    const stored = new Map(subjectIds.map((id) => [id, new Map<string, FindingRow>()]));
    for (const some of chunks(subjectIds)) {
      const rows = await this.#writer.tx
        .selectFrom('finding')
        .selectAll()
        .where('subject_id', 'in', some)
        .execute();
      for (const row of rows) stored.get(row.subject_id)?.set(keyOf(row), row);
    }
    return stored;
  }

  async #write({ inserted, changed }: { inserted: FindingRow[]; changed: FindingRow[] }): Promise<void> {
    await insertAll(this.#writer, 'finding', inserted);
    await upsertFindings(this.#writer, changed);
  }
}

export function upsertFindings(writer: Writer, rows: readonly FindingRow[]): Promise<void> {
  return insertAll(writer, 'finding', rows, {
    replace: ['verdict', 'sources', 'message_id', 'last_seen', 'closed_at', 'reopened'],
  });
}

/** Of one workload. */
function keyOf(row: FindingRow): string {
  return `${row.check_id} ${row.field}`;
}

/** An open finding is as fresh as the last scan of its workload: that it was seen once more changes nothing. */
function isSame(old: FindingRow, next: FindingRow): boolean {
  return (
    old.closed_at === null &&
    old.verdict === next.verdict &&
    old.message_id === next.message_id &&
    old.sources === next.sources
  );
}
