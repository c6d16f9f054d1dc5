import type { EvidenceStore } from './open-store.ts';

/** What is known of one scope, and since when. */
export interface ScopeStatus {
  readonly scope: string;
  readonly namespaces: number;
  readonly workloads: number;
  readonly openFindings: number;
  readonly scans: number;
  readonly completeScans: number;
  readonly lastScan: {
    readonly at: number;
    readonly complete: boolean;
    readonly gaps: readonly string[];
  } | null;
  readonly lastComplete: number | null;
  /** Sources beside scans, with the time up to which each has reported. */
  readonly sources: readonly { readonly name: string; readonly since: number; readonly until: number }[];
}

export async function storeStatus({ db }: EvidenceStore): Promise<ScopeStatus[]> {
  const scopes = (await db.selectFrom('scan').select('scope').distinct().orderBy('scope').execute()).map(
    (row) => row.scope,
  );
  const found: ScopeStatus[] = [];
  for (const scope of scopes) {
    const scans = await db
      .selectFrom('scan')
      .select(['started_at', 'complete', 'gaps'])
      .where('scope', '=', scope)
      .orderBy('started_at')
      .execute();
    const last = scans.at(-1);
    const counted = (query: { readonly count: number | string } | undefined): number =>
      Number(query?.count ?? 0);
    const namespaces = await db
      .selectFrom('namespace')
      .select((eb) => eb.fn.countAll<number | string>().as('count'))
      .where('scope', '=', scope)
      .where('gone_at', 'is', null)
      .executeTakeFirst();
    const workloads = await db
      .selectFrom('subject')
      .innerJoin('namespace', 'namespace.id', 'subject.namespace_id')
      .select((eb) => eb.fn.countAll<number | string>().as('count'))
      .where('scope', '=', scope)
      .where('subject.gone_at', 'is', null)
      .executeTakeFirst();
    const findings = await db
      .selectFrom('finding')
      .innerJoin('subject', 'subject.id', 'finding.subject_id')
      .innerJoin('namespace', 'namespace.id', 'subject.namespace_id')
      .select((eb) => eb.fn.countAll<number | string>().as('count'))
      .where('scope', '=', scope)
      .where('closed_at', 'is', null)
      .executeTakeFirst();
    const uptime = await db
      .selectFrom('uptime')
      .selectAll()
      .where('scope', '=', scope)
      .orderBy('from_ms')
      .execute();
    const names = [...new Set(uptime.map((row) => row.component))].sort();
    found.push({
      scope,
      namespaces: counted(namespaces),
      workloads: counted(workloads),
      openFindings: counted(findings),
      scans: scans.length,
      completeScans: scans.filter((scan) => scan.complete === 1).length,
      lastScan:
        last === undefined
          ? null
          : { at: last.started_at, complete: last.complete === 1, gaps: JSON.parse(last.gaps) as string[] },
      lastComplete: scans.findLast((scan) => scan.complete === 1)?.started_at ?? null,
      sources: names.map((name) => {
        const rows = uptime.filter((row) => row.component === name);
        return {
          name,
          since: Math.min(...rows.map((row) => row.from_ms)),
          until: Math.max(...rows.map((row) => row.to_ms)),
        };
      }),
    });
  }
  return found;
}
