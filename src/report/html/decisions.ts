import type { Move, Overview } from '../overview/overview.ts';
import { html, type Markup } from './markup.ts';
import { namespaceId } from './namespaces.ts';
import { tools } from './tools.ts';
import { count, dateText, stageWords } from './words.ts';

/** What moved, with the hash that lets anybody make the decision again. */
export function decisionsSection({ moves, olderMoves, namespaces }: Overview): Markup {
  const known = new Set(namespaces.map((one) => one.name));
  return html`<section id="decisions" aria-labelledby="decisions-h">
<h2 id="decisions-h">Decisions</h2>
${
  moves.length === 0
    ? html`<p>Nothing has moved yet.</p>`
    : html`<p class="note">Each hash is that of all inputs and of the algorithm. To make a decision again: <code>portcullis rollout verify HASH</code>.</p>
${tools('decisions', 'Show only steps with')}
<div class="scroll" tabindex="0" role="region" aria-label="Steps"><table><caption class="vh">Steps, the newest first</caption><thead><tr><th scope="col">Day</th><th scope="col">Rollout</th><th scope="col">Namespace</th><th scope="col">Step</th><th scope="col">By</th><th scope="col">Proof</th></tr></thead><tbody>${rowsOf(moves, known)}</tbody></table></div>
${olderMoves > 0 && html`<p class="more">${count(olderMoves, 'older step')}: decisions.csv and steps.csv of the evidence pack have them all.</p>`}`
}
</section>`;
}

/** Many steps of one day and one kind are one line that opens. */
const many = 6;

function rowsOf(moves: readonly Move[], known: ReadonlySet<string>): Markup[] {
  const groups = [
    ...Map.groupBy(moves, (move) =>
      [dateText(move.at), move.rollout, stepText(move), move.actor].join('\n'),
    ).values(),
  ];
  let before = '';
  const rows = groups.flatMap((list) => (list.length > many ? [list] : list.map((move) => [move])));
  return rows.map((list) => {
    const [first] = list as [Move];
    const day = dateText(first.at);
    const again = day === before;
    before = day;
    return html`<tr data-item><td class="t${again && ' again'}">${day}</td><td class="n t">${first.rollout}</td>${list.length > 1 ? folded(list, known) : html`<th scope="row" class="t">${link(first, known)}</th>`}<td class="t">${stepText(first)}</td><td class="n">${first.actor}</td><td class="m">${proof(list)}</td></tr>\n`;
  });
}

function folded(list: readonly Move[], known: ReadonlySet<string>): Markup {
  return html`<th scope="row"><details><summary>${count(list.length, 'namespace')}</summary><ul>${list.map((move) => html`<li>${link(move, known)} <code>${move.decision}</code></li>`)}</ul></details></th>`;
}

function proof(list: readonly Move[]): string {
  const [first] = list as [Move];
  if (first.decision === '') return '–';
  return list.length > 1 ? 'one each, with the names' : first.decision;
}

/** What is gone has no place on the page. */
function link({ namespace }: Move, known: ReadonlySet<string>): Markup {
  if (!known.has(namespace)) return html`<span class="n">${namespace}</span>`;
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
    case 'PinRaised':
      return `pin raised: ${way} of the new one`;
    default:
      return `by hand, ${way}${more}`;
  }
}
