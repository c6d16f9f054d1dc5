import type { EvidenceStore } from '../../evidence/open-store.ts';

/** How many workloads had an open violation of the checks at any time, as a sweep over all there ever was. */
export class ViolatingWorkloads {
  readonly #changes: Map<number, number> = new Map();

  static async read(
    { db }: EvidenceStore,
    scope: string,
    checkIds: readonly number[],
  ): Promise<ViolatingWorkloads> {
    const found = new ViolatingWorkloads();
    if (checkIds.length === 0) return found;
    for (let last = -1; ; ) {
      const ids = await db
        .selectFrom('subject')
        .innerJoin('namespace', 'namespace.id', 'subject.namespace_id')
        .select('subject.id')
        .where('scope', '=', scope)
        .where('subject.id', '>', last)
        .orderBy('subject.id')
        .limit(2000)
        .execute();
      const end = ids.at(-1)?.id;
      if (end === undefined) return found;
      const rows = await db
        .selectFrom('finding')
        .select(['subject_id', 'first_seen', 'closed_at'])
        .where('subject_id', '>', last)
        .where('subject_id', '<=', end)
        .where('check_id', 'in', checkIds)
        .execute();
      const own = new Set(ids.map((row) => row.id));
      const bySubject = Map.groupBy(
        rows.filter((row) => own.has(row.subject_id)),
        (row) => row.subject_id,
      );
      for (const intervals of bySubject.values())
        found.#add(
          intervals.map((row) => ({ from: row.first_seen, to: row.closed_at ?? Number.POSITIVE_INFINITY })),
        );
      last = end;
    }
  }

  /** Times must rise. */
  at(times: readonly number[]): number[] {
    const changes = [...this.#changes].sort(([a], [b]) => a - b);
    let next = 0;
    let count = 0;
    return times.map((time) => {
      while ((changes[next]?.[0] ?? Number.POSITIVE_INFINITY) <= time) count += changes[next++]?.[1] ?? 0;
      return count;
    });
  }

  #add(intervals: readonly { readonly from: number; readonly to: number }[]): void {
    let until = Number.NEGATIVE_INFINITY;
    for (const { from, to } of intervals.toSorted((a, b) => a.from - b.from)) {
      if (from > until) {
        this.#change(until, -1);
        this.#change(from, 1);
      }
      until = Math.max(until, to);
    }
    this.#change(until, -1);
  }

  #change(at: number, by: number): void {
    if (Number.isFinite(at)) this.#changes.set(at, (this.#changes.get(at) ?? 0) + by);
  }
}
