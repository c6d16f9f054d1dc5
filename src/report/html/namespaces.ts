import type { CellOverview, NamespaceOverview, Overview } from '../overview/overview.ts';
import { cleanText, coverageText } from '../rollout/gate-text.ts';
import { markOf } from './cell-mark.ts';
import { html, type Markup } from './markup.ts';
import { axisMarks, lane, type TimeAxis } from './timeline.ts';
import { tools } from './tools.ts';
import { count, dateText, spanText, stageWords, thousands } from './words.ts';

/** Where the page speaks of a namespace. */
export function namespaceId(name: string): string {
  return `ns-${name.replaceAll(/[^a-z0-9-]/g, (sign) => `_${sign.codePointAt(0)?.toString(16)}_`)}`;
}

/** Each namespace with the way it came, when nobody looked, and what holds it. */
export function namespacesSection({ namespaces, since, at, evidence }: Overview): Markup {
  const axis: TimeAxis = { from: since, to: at, width: 340 };
  const blind = evidence.blind;
  return html`<section id="namespaces" aria-labelledby="namespaces-h">
<h2 id="namespaces-h">Namespaces</h2>
<p class="note">A lane rises from audit over warn to enforce. Where it is hatched nobody looked, and such time counts for nothing${
    blind.length === 0
      ? ''
      : ` (${blind.length <= 3 ? blind.map(({ from, to }) => `${dateText(from)} to ${dateText(to)}`).join(', ') : `${count(blind.length, 'gap')}, ${spanText(blind.reduce((sum, { from, to }) => sum + to - from, 0))} in all`})`
  }.</p>
${tools('namespaces', 'Show only namespaces with')}
<div class="scroll" tabindex="0" role="region" aria-label="Namespaces">
<table class="lanes">
<caption class="vh">Namespaces, with stage, way and gate in each rollout</caption>
<thead><tr><th scope="col">Namespace</th><th scope="col">Rollout</th><th scope="col">Stage</th><th scope="col"><span class="vh">From ${dateText(since)} to ${dateText(at)}</span>${axisMarks(axis)}</th><th scope="col" class="r">Clean time</th><th scope="col" class="r">Judged</th><th scope="col">Gate</th></tr></thead>
${namespaces.map((one) => namespaceRows(one, axis, blind))}</table></div>
</section>`;
}

function namespaceRows(
  { name, owner, workloads, cells, open, excused, firstSeen }: NamespaceOverview,
  axis: TimeAxis,
  blind: Overview['evidence']['blind'],
): Markup {
  const facts = [
    owner,
    count(workloads, 'workload'),
    open > 0 ? `${thousands(open)} open` : '',
    excused > 0 ? `${thousands(excused)} excused` : '',
  ].filter((fact) => fact !== '');
  const head = html`<th scope="rowgroup" rowspan="${Math.max(1, cells.length)}"><span class="n">${name}</span><small>${facts.join(' · ')}</small></th>`;
  if (cells.length === 0)
    return html`<tbody id="${namespaceId(name)}" data-item><tr>${head}<td colspan="6" class="unit">no rollout selects it</td></tr></tbody>\n`;
  return html`<tbody id="${namespaceId(name)}" data-item>${cells.map(
    (cell, index) =>
      html`<tr>${index === 0 && head}${cellCells(cell, axis, blindSince(blind, firstSeen))}</tr>\n`,
  )}</tbody>\n`;
}

/** A namespace that was not there yet missed nothing. */
function blindSince(blind: Overview['evidence']['blind'], firstSeen: number): Overview['evidence']['blind'] {
  return blind
    .filter(({ to }) => to > firstSeen)
    .map(({ from, to }) => ({ from: Math.max(from, firstSeen), to }));
}

function cellCells(
  { rollout, status, history }: CellOverview,
  axis: TimeAxis,
  blind: Overview['evidence']['blind'],
): Markup {
  const mark = markOf(status);
  const stage =
    status.stage in stageWords ? stageWords[status.stage as keyof typeof stageWords] : status.stage;
  return html`<td class="n t">${rollout}</td><td class="t">${stage}</td><td>${lane(axis, history, blind)}</td><td class="r t">${cleanText(status)}</td><td class="r t">${coverageText(status)}</td><td class="say"><details><summary><span class="${mark.id}">${mark.sign} ${mark.word}</span>${firstReason(status)}</summary>${why({ rollout, status, history })}</details></td>`;
}

function firstReason({ blockers, unknown, waiting, reasons, stage }: CellOverview['status']): string {
  const [first] = [...blockers, ...unknown, ...waiting, ...reasons];
  if (first === undefined || (stage === 'Enforce' && first === 'enforced')) return '';
  return `: ${first}`;
}

function why({ status, history }: CellOverview): Markup {
  const rows: [string, Markup | string][] = [];
  const list = (name: string, items: readonly string[]): void => {
    if (items.length > 0) rows.push([name, items.join('; ')]);
  };
  list('Against it', status.blockers);
  list('Open', status.open);
  list('Not known', status.unknown);
  list('Not seen', status.uncovered);
  list('Waits for', status.waiting);
  list('Because', status.reasons);
  if (status.restarts.count > 0)
    rows.push(['Begun anew', `${count(status.restarts.count, 'time')}, by ${status.restarts.by.join(', ')}`]);
  if (status.next !== '') rows.push(['Next', html`<code>${status.next}</code>`]);
  if (status.wave !== null) rows.push(['Wave', status.wave]);
  rows.push([
    'Way',
    history.map((span) => `${stageWords[span.stage]} from ${dateText(span.from)}`).join(', '),
  ]);
  if (status.decision !== null) rows.push(['Decision now', html`<code>${status.decision}</code>`]);
  return html`<dl class="facts">${rows.map(([name, text]) => html`<dt>${name}</dt><dd>${text}</dd>`)}</dl>`;
}
