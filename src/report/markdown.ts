import type { VerdictRecord } from '../record.ts';
import type { Blocker, NamespaceReadiness, ScanResult } from '../scan/result.ts';
import { printable } from './printable.ts';
import { isProblem, type Report, type ReportContext, resourceText, type Sink } from './report.ts';

/** For a pull request comment or a job summary: everything the table says, nothing cut off. */
export function markdown(out: Sink, _context: ReportContext): Report {
  const asked: VerdictRecord[] = [];
  return {
    verdict(record: VerdictRecord): void {
      if (isProblem(record) && (record.stage !== null || record.engine !== 'PodSecurity')) asked.push(record);
    },
    end(result: ScanResult): void {
      const sections = [
        `## Portcullis\n\n${cell(result.gate.reason)}\n\nJudged as Kubernetes ${result.latest} would.`,
        namespacesText(result),
        verdictsText(
          'Refused today',
          asked.filter((record) => record.stage === 'enforce'),
        ),
        verdictsText(
          'Warned of, audited or recommended',
          asked.filter((record) => record.stage !== 'enforce'),
        ),
        ...result.namespaces.map(blockersText),
        stepsText(result),
        inputText(result),
      ];
      out.write(`${sections.filter((text) => text !== '').join('\n\n')}\n`);
    },
  };
}

function namespacesText({ namespaces }: ScanResult): string {
  if (namespaces.length === 0) return '';
  const level = (n: NamespaceReadiness, mode: keyof NamespaceReadiness['today']): string =>
    `${n.today[mode].level}@${n.today[mode].version}`;
  return table(
    ['Namespace', 'Enforce', 'Warn', 'Audit', 'Passes', 'Workloads'],
    namespaces.map((n) => [
      n.name,
      level(n, 'enforce'),
      level(n, 'warn'),
      level(n, 'audit'),
      n.exempt ? 'exempt' : n.passes,
      String(n.workloads),
    ]),
  );
}

function verdictsText(title: string, records: readonly VerdictRecord[]): string {
  if (records.length === 0) return '';
  const rows = records.map((record) => [
    `${record.source.file}:${record.source.line}`,
    resourceText(record.resource),
    `${record.policy} / ${record.rule}`,
    record.message,
  ]);
  return `### ${title}\n\n${table(['Place', 'Resource', 'Policy', 'Message'], rows)}`;
}

function blockersText(namespace: NamespaceReadiness): string {
  if (namespace.exempt || namespace.passes === 'restricted' || namespace.workloads === 0) return '';
  const level = namespace.passes === 'baseline' ? 'restricted' : 'baseline';
  const rows = namespace.blockers[level].flatMap(blockerRows);
  return `### ${cell(namespace.name)} needs for ${level}\n\n${table(['Check', 'Workload', 'Place', 'Edit'], rows)}`;
}

function blockerRows({ check, workloads }: Blocker): string[][] {
  return workloads.flatMap(({ resource, file, edits }) =>
    edits.map(({ line, text }) => [check, `${resource.kind} ${resource.name}`, `${file}:${line}`, text]),
  );
}

function stepsText({ namespaces }: ScanResult): string {
  const steps = namespaces.flatMap(({ name, next }) =>
    next.kind === 'label'
      ? [
          `- ${cell(name)}: ${cell(next.because)}: ${Object.entries(next.labels)
            .map(([key, value]) => `\`${key}=${value}\``)
            .join(', ')}`,
        ]
      : [],
  );
  return steps.length === 0 ? '' : `### Next safe step\n\n${steps.join('\n')}`;
}

function inputText({ problems, notices, unknownKinds }: ScanResult): string {
  const lines = [
    ...problems.map(
      (p) =>
        `- ${cell([p.file, p.line, p.column].filter((x) => x !== undefined).join(':'))}: ${cell(p.message)}`,
    ),
    ...notices.map((notice) => `- ${cell(notice)}`),
    ...[...unknownKinds].map(([kind, n]) => `- not judged: ${cell(kind)} (${n})`),
  ];
  return lines.length === 0 ? '' : `### Input\n\n${lines.join('\n')}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;
  return [line(head), `| ${head.map(() => '---').join(' | ')} |`, ...rows.map(line)].join('\n');
}

/** Text from manifests must not become markup. */
function cell(text: string): string {
  return printable(text.replaceAll(/[\r\n]+/g, ' '))
    .replaceAll('\\', '\\\\')
    .replaceAll(/[|<>`*_[\]]/g, (character) => `\\${character}`);
}
