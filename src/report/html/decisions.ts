import type { Move, Overview } from '../overview/overview.ts';
import { html, type Markup } from './markup.ts';
import { namespaceId } from './namespaces.ts';
import { tools } from './tools.ts';
import { count, dateText, stageWords } from './words.ts';

/** What moved, with the hash that lets anybody make the decision again. */
export function decisionsSection({ moves, olderMoves }: Overview): Markup {
  return html`<section id="decisions" aria-labelledby="decisions-h">
<h2 id="decisions-h">Decisions</h2>
${
  moves.length === 0
    ? html`<p>Nothing has moved yet.</p>`
    : html`<p class="note">Each hash is that of all inputs and of the algorithm. To make a decision again: <code>portcullis rollout verify HASH</code>.</p>
${tools('decisions', 'Show only steps with')}
<div class="scroll" tabindex="0" role="region" aria-label="Steps"><table><caption class="vh">Steps, the newest first</caption><thead><tr><th scope="col">Day</th><th scope="col">Rollout</th><th scope="col">Namespace</th><th scope="col">Step</th><th scope="col">By</th><th scope="col">Proof</th></tr></thead>${[
        ...Map.groupBy(moves, (move) => dateText(move.at)),
      ].map(([day, list]) => dayRows(day, list))}</table></div>
${olderMoves > 0 && html`<p class="more">${count(olderMoves, 'older step')}: decisions.csv and steps.csv of the evidence pack have them all.</p>`}`
}
</section>`;
}

/** Many steps of one day and one kind are one line that opens. */
const many = 6;

function dayRows(day: string, moves: readonly Move[]): Markup {
  const groups = [
    ...Map.groupBy(moves, (move) => `${move.rollout}\n${stepText(move)}\n${move.actor}`).values(),
  ];
  const rows = groups.reduce((sum, list) => sum + (list.length > many ? 1 : list.length), 0);
  let first = true;
  const head = (): Markup | false => {
    const shown = first && html`<th scope="rowgroup" rowspan="${rows}" class="t">${day}</th>`;
    first = false;
    return shown;
  };
  return html`<tbody>${groups.map((list) =>
    list.length > many
      ? html`<tr data-item>${head()}${foldedCells(list)}</tr>\n`
      : list.map((move) => html`<tr data-item>${head()}${moveCells(move)}</tr>\n`),
  )}</tbody>`;
}

function moveCells(move: Move): Markup {
  return html`<td class="n t">${move.rollout}</td><td class="n">${link(move)}</td><td class="t">${stepText(move)}</td><td class="n">${move.actor}</td><td class="m">${move.decision === '' ? '–' : move.decision}</td>`;
}

function foldedCells(list: readonly Move[]): Markup {
  const [one] = list as [Move];
  return html`<td class="n t">${one.rollout}</td><td colspan="1"><details><summary>${count(list.length, 'namespace')}</summary><ul>${list.map((move) => html`<li>${link(move)} <code>${move.decision}</code></li>`)}</ul></details></td><td class="t">${stepText(one)}</td><td class="n">${one.actor}</td><td class="unit">${list.length} hashes, beside the names</td>`;
}

function link({ namespace }: Move): Markup {
  return html`<a class="n" href="#${namespaceId(namespace)}">${namespace}</a>`;
}

function stepText({ kind, from, to, state }: Move): string {
  const way = `${stageWords[from]} → ${stageWords[to]}`;
  const more = state === 'done' || state === 'seen' ? '' : `, ${state}`;
  switch (kind) {
    case 'Promote':
      return `▲ ${way}${more}`;
    case 'Demote':
      return `▼ taken back, ${way}${more}`;
    case 'Restage':
      return `▼ policy changed, ${way}${more}`;
    case 'Quarantine':
      return `■ workload quarantined${more}`;
    case 'Pause':
      return `■ rollout paused${more}`;
    default:
      return `by hand, ${way}${more}`;
  }
}
