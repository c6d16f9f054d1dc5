import type { ExplainedViolation, Explanation } from '../explanation.ts';
import { confidenceText, dateText, headline, sinceText } from './words.ts';

/** What colours and widths come from outside. */
export interface TextStyle {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly good: (text: string) => string;
  /** Text from a message or manifest, safe for a terminal and on one line. */
  readonly safe: (text: string) => string;
}

/** An explanation for a terminal: what happened, why, and the three ways out with their commands. */
export function explanationText(explanation: Explanation, style: TextStyle): string {
  const { where, subject, violations, next, note } = explanation;
  const { bold, dim, safe } = style;
  const lines: string[] = [bold(headline(explanation)), dim(`  ${safe(confidenceText(explanation))}`)];
  const row = (label: string, text: string): void => void lines.push(`  ${label.padEnd(11)} ${safe(text)}`);
  if (explanation.policy !== null) row('policy', explanation.policy);
  if (where.namespace !== null) row('namespace', namespaceText(explanation));
  const since = sinceText(explanation);
  if (since !== '') row('', since);
  const { kind, name } = subject.kind === 'Pod' && subject.creator !== undefined ? subject.creator : subject;
  if (name !== undefined) row('workload', `${kind ?? ''}/${name}`);
  if (explanation.surface !== null) row('', explanation.surface);
  violations.forEach((violation, index) => row(index === 0 ? 'why' : '', violationText(violation)));
  if (note !== null) row('', note);
  if (explanation.firstSeen !== null) row('since', `first seen ${dateText(explanation.firstSeen)}`);
  if (next.fix.diff !== '') lines.push('', ...diffLines(next.fix.diff, style));
  lines.push('', ...ways(explanation, style), dim(`  more: ${explanation.page}`));
  return `${lines.join('\n')}\n`;
}

function namespaceText({ where: { namespace, levels, stage, owner } }: Explanation): string {
  const parts = [namespace ?? ''];
  if (levels !== null)
    parts.push(`enforce ${levels.enforce}`, `warn ${levels.warn}`, `audit ${levels.audit}`);
  else if (stage !== null) parts.push(stage);
  if (owner !== null) parts.push(`owner ${owner}`);
  return parts.join(' · ');
}

function violationText({ rule, message, field, source, have, want, policy }: ExplainedViolation): string {
  const place = source === null ? '' : `${source.file}:${source.line}  `;
  const name = rule === '' ? (policy ?? '') : rule;
  if (field === null) return `${place}${name}: ${message}`;
  const says = source === null ? '' : have === null ? ' (is unset)' : ` (is ${have})`;
  const must = want === null ? '' : `: must say ${want.replace(/\n\s*/g, ' ')}`;
  return `${place}${name}  ${field}${must}${says}${want === null ? `: ${message}` : ''}`;
}

function diffLines(diff: string, { good, bad, dim, safe }: TextStyle): string[] {
  return diff
    .trimEnd()
    .split('\n')
    .map((line) => {
      // The first character says what the line is; the rest keeps its blanks.
      const text = `  ${line.slice(0, 1)}${line.slice(1).replace(/\S.*$/, safe)}`;
      return line.startsWith('+') ? good(text) : line.startsWith('-') ? bad(text) : dim(text);
    });
}

function ways({ next, violations }: Explanation, { safe, dim }: TextStyle): string[] {
  if (violations.length === 0) return [];
  const { fix, exception, policy } = next;
  const counts = [
    ...(fix.safe > 0 ? [`${fix.safe} safe`] : []),
    ...(fix.proposed > 0 ? [`${fix.proposed} to decide`] : []),
  ].join(', ');
  const rows: [string, string, string][] = [['1 fix', counts || 'mend the workload', fix.command ?? '']];
  if (exception !== null)
    rows.push(['2 contract', `up to ${exception.maxDays} days at risk Medium`, exception.command]);
  rows.push([
    `${rows.length + 1} policy?`,
    `${policy.likelihood}: ${policy.because}`,
    policy.likelihood === 'unlikely' ? '' : (policy.command ?? ''),
  ]);
  return rows.flatMap(([name, text, command]) => [
    `  ${name.padEnd(11)} ${safe(text)}`,
    ...(command === '' ? [] : [dim(`              ${safe(command)}`)]),
  ]);
}
