import type { Explanation } from '../explanation.ts';
import { confidenceText, dateText, headline, sinceText } from './words.ts';

/** An explanation as a comment on a pull request or in an issue. */
export function explanationMarkdown(explanation: Explanation): string {
  const { where, subject, violations, next, note, policy } = explanation;
  const facts = [
    ...(policy === null ? [] : [`**Policy** ${code(policy)}`]),
    ...(where.namespace === null
      ? []
      : [
          `**Namespace** ${code(where.namespace)}${where.levels === null ? '' : ` (enforce ${code(where.levels.enforce)})`}`,
        ]),
    ...(subject.name === undefined ? [] : [`**Workload** ${code(`${subject.kind ?? ''}/${subject.name}`)}`]),
    ...(where.owner === null ? [] : [`**Owner** ${text(where.owner)}`]),
  ];
  const table = violations.map(({ rule, field, source, have, want, message, policy: of }) =>
    [
      source === null ? '' : code(`${source.file}:${source.line}`),
      text(rule === '' ? (of ?? '') : rule),
      field === null ? '' : code(field),
      have === null ? (source === null ? '' : 'unset') : code(have),
      want === null ? text(message) : code(want.replace(/\s*\n\s*/g, ' ')),
    ].join(' | '),
  );
  return [
    `### ${text(headline(explanation))}`,
    '',
    `_${text(confidenceText(explanation))}_`,
    '',
    ...(facts.length === 0 ? [] : [facts.join(' · '), '']),
    ...(explanation.surface === null ? [] : [text(explanation.surface), '']),
    ...(note === null ? [] : [text(note), '']),
    ...historyLines(explanation),
    ...(table.length === 0
      ? []
      : ['where | rule | field | is | must', '--- | --- | --- | --- | ---', ...table, '']),
    ...(next.fix.diff === ''
      ? []
      : ['<details><summary>The fix</summary>', '', fence('diff', next.fix.diff), '', '</details>', '']),
    ...(violations.length === 0 ? [] : ways(explanation)),
    '',
  ].join('\n');
}

function historyLines(explanation: Explanation): string[] {
  const lines = [
    sinceText(explanation),
    explanation.firstSeen === null ? '' : `First seen ${dateText(explanation.firstSeen)}.`,
  ].filter((line) => line !== '');
  return lines.length === 0 ? [] : [text(lines.join(' · ')), ''];
}

function ways({ next, page }: Explanation): string[] {
  const { fix, exception, policy } = next;
  return [
    `1. **Fix the workload**${fix.command === null ? '' : `: ${code(fix.command)}`}`,
    ...(exception === null
      ? []
      : [`1. **A contract**, up to ${exception.maxDays} days at risk Medium: ${code(exception.command)}`]),
    `1. **Is the policy wrong?** ${text(`${policy.likelihood}: ${policy.because}`)}${policy.command === null || policy.likelihood === 'unlikely' ? '' : ` (${code(policy.command)})`}`,
    '',
    `More: ${code(page)}`,
  ];
}

/** Words of a message as Markdown text on one line. */
function text(words: string): string {
  return words
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/[\\`*_[\]<>|#]/g, '\\$&')
    .replaceAll('@', '@\u200b');
}

/** A code span, with as many backticks around it as its text asks for. */
function code(words: string): string {
  const line = words.replace(/\s+/g, ' ').replaceAll('|', '\\|');
  const ticks = '`'.repeat(1 + Math.max(0, ...[...line.matchAll(/`+/g)].map(([run]) => run.length)));
  return `${ticks}${line.startsWith('`') || line.endsWith('`') ? ` ${line} ` : line}${ticks}`;
}

function fence(language: string, body: string): string {
  const ticks = '`'.repeat(
    Math.max(3, 1 + Math.max(0, ...[...body.matchAll(/`+/g)].map(([run]) => run.length))),
  );
  return `${ticks}${language}\n${body.trimEnd()}\n${ticks}`;
}
