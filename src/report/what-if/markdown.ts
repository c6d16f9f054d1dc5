import type { Change, NamespaceAnswer, WhatIf, WorkloadAnswer } from '../../rollout/what-if/answer.ts';
import { printable } from '../printable.ts';

/** `whatif` for a comment on a pull request or a wiki page. */
export function whatIfMarkdown({ question, basis, conclusion, namespaces, notes, problems }: WhatIf): string {
  const touched = namespaces.filter((one) => one.concerned + one.excused > 0);
  const sections = [
    `## ${cell(question)}`,
    `**${cell(conclusion)}** Judged: ${cell(basis)}.`,
    touched.length === 0 ? '' : summary(touched),
    ...touched.filter((one) => one.affected.length > 0).map(namespaceText),
    [...problems, ...notes].map((text) => `- ${cell(text)}`).join('\n'),
  ];
  return `${sections.filter((text) => text !== '').join('\n\n')}\n`;
}

function summary(namespaces: readonly NamespaceAnswer[]): string {
  const rows = namespaces.map(
    ({ namespace, owner, workloads, refused, fields, allowed, unknown, excused }) => [
      namespace,
      owner,
      ...[workloads, refused, fields, allowed, unknown, excused].map(String),
    ],
  );
  return table(
    ['Namespace', 'Owner', 'Workloads', 'Refused', 'Edits', 'Allowed', 'Unknown', 'Excused'],
    rows,
  );
}

function namespaceText({ namespace, affected, concerned }: NamespaceAnswer): string {
  const rest = concerned - affected.length;
  const more = rest > 0 ? `\n\n… and ${rest} more.` : '';
  return `### ${cell(namespace)}\n\n${table(['Workload', 'Owner', 'Check', 'Write', 'With'], affected.flatMap(rowsOf))}${more}`;
}

function rowsOf(workload: WorkloadAnswer): string[][] {
  const { kind, name, owner, file, command, changes } = workload;
  return changes.flatMap((change) =>
    linesOf(change).map((line) => [
      `${kind}/${name}${file === '' ? '' : ` (${file})`}`,
      owner,
      checkText(change),
      line,
      command,
    ]),
  );
}

function checkText({ engine, policy, rule, effect, contracts }: Change): string {
  const name = engine === 'PodSecurity' ? rule : [policy, rule].filter((text) => text !== '').join(' / ');
  const notes = [
    effect === 'allowed' ? 'no longer refused' : effect === 'unknown' ? 'cannot be told' : '',
    contracts.length === 0 ? '' : `excused by ${contracts.join(', ')}`,
  ].filter((text) => text !== '');
  return notes.length === 0 ? name : `${name} (${notes.join('; ')})`;
}

function linesOf({ effect, fields, message }: Change): string[] {
  if (effect === 'allowed') return [''];
  if (fields.length === 0 || effect === 'unknown') return [message];
  return fields.map(
    ({ field, write, line }) => `${line === null ? '' : `${line}: `}${write || `${field}: ${message}`}`,
  );
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
