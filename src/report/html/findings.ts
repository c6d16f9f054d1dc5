import type { CheckCount, OpenFinding, Overview } from '../overview/overview.ts';
import { html, type Markup } from './markup.ts';
import { namespaceId } from './namespaces.ts';
import { tools } from './tools.ts';
import { count, dateText, thousands } from './words.ts';

/** What violates what, and the line to write. */
export function findingsSection({ findings, counts }: Overview): Markup {
  if (counts.open + counts.excused === 0)
    return html`<section id="findings" aria-labelledby="findings-h"><h2 id="findings-h">Findings</h2><p>Nothing is open.</p></section>`;
  const byNamespace = [...Map.groupBy(findings, (one) => one.namespace)];
  const rest = counts.open + counts.excused - findings.length;
  return html`<section id="findings" aria-labelledby="findings-h">
<h2 id="findings-h">Findings and their fixes</h2>
${checkTable(counts.checks)}
<h3>By namespace</h3>
${tools('findings', 'Show only namespaces with')}
${byNamespace.map(([namespace, list]) => namespaceFindings(namespace, list))}
${rest > 0 && html`<p class="more">${count(rest, 'more finding')} in later namespaces would make this page too heavy; findings.csv of the evidence pack has them all.</p>`}
</section>`;
}

function checkTable(checks: readonly CheckCount[]): Markup {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Checks"><table><caption>Checks, by how many fields are open. A field that has one right value is mended by <code>portcullis fix</code>.</caption><thead><tr><th scope="col">Check</th><th scope="col">Asks for</th><th scope="col">Severity</th><th scope="col" class="r">Open</th><th scope="col" class="r">One right value</th><th scope="col" class="r">Excused</th><th scope="col" class="r">Workloads</th><th scope="col" class="r">Namespaces</th></tr></thead><tbody>${checks.map(
    (check) =>
      html`<tr><th scope="row" class="n">${check.rule}</th><td>${check.title === '' ? check.engine : check.title}</td><td>${check.severity ?? '–'}</td><td class="r">${thousands(check.open)}</td><td class="r">${thousands(check.safe)}</td><td class="r">${thousands(check.excused)}</td><td class="r">${thousands(check.workloads)}</td><td class="r">${thousands(check.namespaces)}</td></tr>\n`,
  )}</tbody></table></div>`;
}

function namespaceFindings(namespace: string, list: readonly OpenFinding[]): Markup {
  const open = list.filter((one) => one.excusedBy.length === 0).length;
  const excused = list.length - open;
  const facts = [
    open > 0 ? `${thousands(open)} open` : '',
    excused > 0 ? `${thousands(excused)} excused` : '',
  ].filter((fact) => fact !== '');
  const placed = list.some((one) => one.mend.place !== null);
  return html`<details class="find" id="f-${namespaceId(namespace)}" data-item><summary><b class="n">${namespace}</b> ${facts.join(', ')} <span class="unit n">${worst(list)}</span></summary>
<div class="scroll" tabindex="0" role="region" aria-label="Findings of ${namespace}"><table><caption class="vh">Findings of ${namespace}</caption><thead><tr><th scope="col">Workload</th><th scope="col">Check</th><th scope="col">Field</th>${placed && html`<th scope="col">Where</th>`}<th scope="col">Write</th><th scope="col">Since</th><th scope="col">Seen by</th></tr></thead>${[
    ...Map.groupBy(list, (one) => one.subject),
  ].map(([subject, own]) => workloadRows(subject, own, placed))}</table></div></details>
`;
}

function worst(list: readonly OpenFinding[]): string {
  const checks = [...Map.groupBy(list, (one) => one.rule || (one.policies[0] ?? ''))]
    .sort(([a, x], [b, y]) => y.length - x.length || (a < b ? -1 : 1))
    .map(([rule]) => rule);
  return checks.length > 4
    ? `${checks.slice(0, 4).join(', ')} and ${checks.length - 4} more`
    : checks.join(', ');
}

function workloadRows(subject: string, list: readonly OpenFinding[], placed: boolean): Markup {
  return html`<tbody>${list.map(
    (one, index) =>
      html`<tr>${index === 0 && html`<th scope="rowgroup" rowspan="${list.length}" class="n">${subject}</th>`}<td class="n">${one.rule || one.policies.join(', ')}${one.verdict === 'error' && html` <span class="held">■ error</span>`}${one.excusedBy.length > 0 && html`<br><span class="unit">excused by ${one.excusedBy.join(', ')}</span>`}</td>${fieldCell(one)}${placed && html`<td class="where n">${place(one)}</td>`}${writeCell(one)}<td class="t">${dateText(one.since)}${one.reopened > 0 && html`<br><span class="unit">came back ${count(one.reopened, 'time')}</span>`}</td><td>${one.sources.join(', ')}</td></tr>\n`,
  )}</tbody>`;
}

function place({ mend }: OpenFinding): Markup | string {
  if (mend.place === null) return '–';
  const { file, line } = mend.place;
  return html`${file}:${line}${mend.mended && html`<br><span class="go">▲ mended there, not yet scanned</span>`}`;
}

/** A path may break behind its dots. */
function fieldCell({ field, message }: OpenFinding): Markup {
  if (field === '') return html`<td class="unit n">${message}</td>`;
  return html`<td class="where n">${field.split(/(?<=\.)/).map((part, index) => html`${index > 0 && html`<wbr>`}${part}`)}</td>`;
}

/** The line, or what the policy says where no line follows from it. */
function writeCell({ mend, message, field }: OpenFinding): Markup {
  if (mend.text !== '') return html`<td class="write n">${mend.text}</td>`;
  return html`<td class="unit n">${field === '' ? '–' : message}</td>`;
}
