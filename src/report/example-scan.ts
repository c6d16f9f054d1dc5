import type { VerdictRecord } from '../record.ts';
import type { ScanResult } from '../scan/result.ts';
import type { Report, ReportContext, ReportFormat } from './report.ts';

/** A scan for tests of formats: each outcome and stage once, with text that would break a careless format. */
export const sampleRecords: readonly VerdictRecord[] = [
  record('0000000000000001', 'fail', 'enforce', 'privileged', 'privileged (container "app" must not …)'),
  record('0000000000000002', 'fail', 'warn', 'hostPorts', 'hostPort <80> & "81"\nsecond line'),
  record('0000000000000003', 'fail', null, 'runAsNonRoot', 'runAsNonRoot != true'),
  record('0000000000000004', 'error', 'enforce', 'runAsUser', 'cannot be judged: \u0007 100%, a::b'),
  record(
    '0000000000000005',
    'excepted',
    'enforce',
    'sysctls',
    'forbidden sysctls (net.x)',
    'payments/sysctl',
  ),
  record('0000000000000006', 'pass', 'audit', 'procMount', ''),
  record('0000000000000007', 'skip', 'audit', 'exempt', 'exempt: runtimeClass'),
];

export const sampleResult: ScanResult = {
  latest: 'v1.37',
  latestGiven: false,
  level: null,
  counts: { files: 1, resources: 2, workloads: 1, pass: 1, fail: 3, skip: 1, error: 1, excepted: 1 },
  namespaces: [
    {
      name: 'payments',
      today: {
        enforce: { level: 'privileged', version: 'latest' },
        audit: { level: 'privileged', version: 'latest' },
        warn: { level: 'baseline', version: 'v1.34' },
      },
      source: null,
      exempt: false,
      workloads: 1,
      passes: 'privileged',
      toBaseline: {
        workloads: 1,
        fields: 1,
        blockers: [
          {
            check: 'privileged',
            title: 'Privileged containers',
            count: 1,
            workloads: [
              {
                resource: { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'payments', name: 'a|b' },
                file: 'k8s/a b.yaml',
                edits: [{ field: 'spec.x', line: 7, text: 'container app: x: false' }],
              },
            ],
          },
        ],
      },
      toRestricted: { workloads: 1, fields: 2, blockers: [] },
      next: {
        kind: 'label',
        labels: { 'pod-security.kubernetes.io/audit': 'baseline' },
        because: 'audit and warn at baseline first; they refuse nothing',
      },
    },
  ],
  exempt: { namespaces: 1, users: 0, runtimeClasses: 2 },
  unknownKinds: new Map([['Widget.example.com/v1', 2]]),
  problems: [
    { code: 'SYNTAX', message: 'expected a key, found "]"', file: 'k8s/bad.yaml', line: 3, column: 9 },
  ],
  notices: [{ code: 'NOT_RENDERED', file: 'chart/', message: 'not rendered' }],
  gate: {
    failOn: 'enforce',
    violations: 1,
    known: 0,
    gates: true,
    exitCode: 3,
    reason: 'Failed: 1 input problem.',
  },
};

/** What a format makes of the sample. */
export function render(
  format: ReportFormat,
  context: Partial<ReportContext> = {},
  records: readonly VerdictRecord[] = sampleRecords,
): string {
  let text = '';
  const report: Report = format(
    { write: (more) => void (text += more) },
    {
      rule: () => undefined,
      version: '1.2.3',
      now: new Date('2026-11-22T09:00:00Z'),
      columns: 80,
      colour: false,
      ...context,
    },
  );
  for (const each of records) report.verdict?.(each);
  report.end(sampleResult);
  return text;
}

function record(
  id: string,
  outcome: VerdictRecord['outcome'],
  stage: VerdictRecord['stage'],
  rule: string,
  message: string,
  exception: string | null = null,
): VerdictRecord {
  return {
    id,
    engine: 'PodSecurity',
    policy: 'baseline@latest',
    rule,
    outcome,
    stage,
    severity: 'high',
    message,
    resource: { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'payments', name: 'a|b' },
    fields: ['spec.template.spec.containers[name=app].securityContext.privileged'],
    source: { file: 'k8s/a b.yaml', line: 7, column: 11 },
    exception,
  };
}
