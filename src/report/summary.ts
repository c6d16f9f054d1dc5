import type { NamespaceReadiness, ScanResult } from '../scan/result.ts';

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
  const { name, today, source, exempt, workloads, passes, blockers, next } = namespace;
  return {
    name,
    enforce: `${today.enforce.level}@${today.enforce.version}`,
    warn: `${today.warn.level}@${today.warn.version}`,
    audit: `${today.audit.level}@${today.audit.version}`,
    source,
    exempt,
    workloads,
    passes,
    blockers: {
      baseline: blockers.baseline.map((b) => ({ check: b.check, workloads: b.workloads.length })),
      restricted: blockers.restricted.map((b) => ({ check: b.check, workloads: b.workloads.length })),
    },
    next,
  };
}
