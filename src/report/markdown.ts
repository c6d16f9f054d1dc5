import type { VerdictRecord } from '../record.ts';
import type { Blocker, NamespaceReadiness, ScanResult } from '../scan/result.ts';
import { printable } from './printable.ts';
import { isProblem, type Report, type ReportContext, resourceText, type Sink } from './report.ts';
import { Sample } from './sample.ts';

/** No page that people read holds more. */
const rowsShown = 1000;

/** For a pull request comment or a job summary: everything the table says, and far more of it. */
export function markdown(out: Sink, _context: ReportContext): Report {
  const refused = new Sample<VerdictRecord>(rowsShown);
  const others = new Sample<VerdictRecord>(rowsShown);
  return {
    verdict(record: VerdictRecord): void {
      if (!isProblem(record)) return;
      if (record.stage === 'enforce') refused.add(record);
      else if (record.stage !== null || record.engine !== 'PodSecurity') others.add(record);
    },
    end(result: ScanResult): void {
      const sections = [
        `## Portcullis\n\n${cell(result.gate.reason)}\n\nJudged as Kubernetes ${result.latest} would.`,
        namespacesText(result),
        verdictsText('Refused today', refused),
        verdictsText('Warned of, audited or recommended', others),
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

function verdictsText(title: string, { shown, count, rest }: Sample<VerdictRecord>): string {
  if (count === 0) return '';
  const rows = shown.map((record) => [
    `${record.source.file}:${record.source.line}`,
    resourceText(record.resource),
    `${record.policy} / ${record.rule}`,
    record.message,
  ]);
  return `### ${title}\n\n${table(['Place', 'Resource', 'Policy', 'Message'], rows)}${restText(rest)}`;
}

function blockersText(namespace: NamespaceReadiness): string {
  if (namespace.exempt || namespace.passes === 'restricted' || namespace.workloads === 0) return '';
  const level = namespace.passes === 'baseline' ? 'restricted' : 'baseline';
  const { blockers } = level === 'restricted' ? namespace.toRestricted : namespace.toBaseline;
  const rows = blockers.flatMap(blockerRows);
  const rest = blockers.reduce((sum, { count, workloads }) => sum + count - workloads.length, 0);
  return `### ${cell(namespace.name)} needs for ${level}\n\n${table(['Check', 'Workload', 'Place', 'Edit'], rows)}${restText(rest)}`;
}

function blockerRows({ check, workloads }: Blocker): string[][] {
  return workloads.flatMap(({ resource, file, edits }) =>
    edits.map(({ line, text }) => [check, `${resource.kind} ${resource.name}`, `${file}:${line}`, text]),
  );
}

function restText(rest: number): string {
  return rest > 0 ? `\n\n… and ${rest} more.` : '';
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
    ...notices.map(({ file, message }) => `- ${cell(file === '' ? message : `${file}: ${message}`)}`),
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
