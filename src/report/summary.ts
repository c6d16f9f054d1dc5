import type { NamespaceReadiness, ScanResult, WayTo } from '../scan/result.ts';

/** The closing object of `json` and `jsonl`: everything about a scan but its verdicts. */
export function summaryOf(result: ScanResult): Readonly<Record<string, unknown>> {
  return {
    kubernetes: result.latest,
    counts: result.counts,
    exempt: result.exempt,
    gate: result.gate,
    namespaces: result.namespaces.map(namespaceOf),
    unknownKinds: Object.fromEntries(result.unknownKinds),
    problems: result.problems,
    notices: result.notices,
  };
}

function namespaceOf(namespace: NamespaceReadiness): Readonly<Record<string, unknown>> {
  const { name, today, source, exempt, workloads, passes, toBaseline, toRestricted, next } = namespace;
  return {
    name,
    enforce: `${today.enforce.level}@${today.enforce.version}`,
    warn: `${today.warn.level}@${today.warn.version}`,
    audit: `${today.audit.level}@${today.audit.version}`,
    source,
    exempt,
    workloads,
    passes,
    toBaseline: wayOf(toBaseline),
    toRestricted: wayOf(toRestricted),
    next,
  };
}

function wayOf({ workloads, fields, blockers }: WayTo): Readonly<Record<string, unknown>> {
  return { workloads, fields, blockers: blockers.map(({ check, count }) => ({ check, workloads: count })) };
}
