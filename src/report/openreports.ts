import type { VerdictRecord } from '../record.ts';
import type { Report, ReportContext, Sink } from './report.ts';

/**
 * OpenReports' `Report`, one a namespace (and one `ClusterReport` for cluster-scoped objects), fails and errors only:
 * the API that `kubectl get reports` shows. https://github.com/openreports/reports-api, openreports.io/v1alpha1
 */
export function openreports(out: Sink, context: ReportContext): Report {
  const found: VerdictRecord[] = [];
  return {
    verdict(record: VerdictRecord): void {
      if (record.outcome !== 'pass') found.push(record);
    },
    end(): void {
      out.write(openReportsList(found, context.now));
    },
  };
}

/** A list of the reports, for `kubectl apply`. */
export function openReportsList(records: readonly VerdictRecord[], now: Date): string {
  const byNamespace = Map.groupBy(records, (record) => record.resource.namespace);
  const items = [...byNamespace].map(([namespace, own]) => reportOf(namespace, own, now));
  return `${JSON.stringify({ apiVersion: 'v1', kind: 'List', items }, null, 2)}\n`;
}

function reportOf(namespace: string, records: readonly VerdictRecord[], now: Date): unknown {
  const count = (result: string) => records.filter((record) => resultOf(record) === result).length;
  const timestamp = { seconds: Math.floor(now.getTime() / 1000), nanos: 0 };
  return {
    apiVersion: 'openreports.io/v1alpha1',
    kind: namespace === '' ? 'ClusterReport' : 'Report',
    metadata: {
      name: 'portcullis',
      ...(namespace === '' ? {} : { namespace }),
      labels: { 'app.kubernetes.io/managed-by': 'portcullis' },
    },
    source: 'portcullis',
    summary: {
      pass: 0,
      fail: count('fail'),
      warn: count('warn'),
      error: count('error'),
      skip: count('skip'),
    },
    results: records.map((record) => ({
      source: 'portcullis',
      policy: record.policy,
      rule: record.rule,
      category: record.category ?? record.engine,
      severity: record.severity ?? 'medium',
      result: resultOf(record),
      scored: true,
      timestamp,
      description: record.message,
      resources: [
        {
          apiVersion: record.resource.apiVersion,
          kind: record.resource.kind,
          name: record.resource.name,
          ...(namespace === '' ? {} : { namespace }),
        },
      ],
      properties: {
        id: record.id,
        engine: record.engine,
        stage: record.stage ?? 'none',
        fields: record.fields.join(' '),
        // What was read from a store stands in no file.
        ...(record.source.file === ''
          ? {}
          : { source: `${record.source.file}:${record.source.line}:${record.source.column}` }),
      },
    })),
  };
}

/** Only what is enforced is a `fail` there; what is audited, warned of or asked for by readiness is a `warn`. */
function resultOf({ outcome, stage }: VerdictRecord): string {
  if (outcome === 'fail') return stage === 'enforce' ? 'fail' : 'warn';
  return outcome === 'excepted' ? 'skip' : outcome;
}
