import type { RolloutStage } from '../../rollout/stage.ts';
import type { NamespaceStatus } from '../../rollout/status.ts';
import type { Overview, RolloutOverview } from '../overview/overview.ts';
import { type CellMark, markOf, marks } from './cell-mark.ts';
import { html, type Markup } from './markup.ts';
import { namespaceId } from './namespaces.ts';
import { percent, thousands } from './words.ts';

const rungs: readonly { readonly stage: RolloutStage | 'aside'; readonly word: string }[] = [
  { stage: 'Enforce', word: 'Enforce' },
  { stage: 'Warn', word: 'Warn' },
  { stage: 'Audit', word: 'Audit' },
  { stage: 'None', word: 'Not begun' },
  { stage: 'aside', word: 'Aside' },
];

/** Where each namespace stands: a ladder for each rollout, with its names on the rungs. */
export function ladderSection({ rollouts }: Overview): Markup {
  return html`<section id="ladder" aria-labelledby="ladder-h">
<h2 id="ladder-h">The ladder</h2>
<p class="note">Each namespace climbs from audit over warn to enforce, and only on evidence. A bar is as long as the share of namespaces on its rung.</p>
<ul class="key">
${(['held', 'unknown', 'waits', 'go', 'back'] as const).map(
  (id) => html`<li><span class="${id}">${marks[id].sign}</span> ${meanings[id]}</li>\n`,
)}</ul>
${rollouts.map(ladder)}
</section>`;
}

const meanings: Readonly<Record<'held' | 'unknown' | 'waits' | 'go' | 'back', string>> = {
  held: 'held: something speaks against the next step',
  unknown: 'not yet known: too little was seen',
  waits: 'waiting: for its wave, a window or people',
  go: 'may take its next step',
  back: 'to step back',
};

function ladder({ status, policies }: RolloutOverview): Markup {
  const all = status.namespaces.length;
  const facts = [
    policies.join(', '),
    `mode ${status.mode}${status.suspended ? ', suspended' : ''}`,
    status.wave === null ? '' : `wave ${status.wave.number} of ${status.wave.of}, ${status.wave.name}`,
    status.window.open ? '' : status.window.reason,
    status.templatesOnly ? 'templates only: running pods were never seen' : '',
  ].filter((fact) => fact !== '');
  const trouble = [
    status.problem === '' ? '' : `Nothing can be decided: ${status.problem}`,
    status.paused === '' ? '' : `Paused: ${status.paused}`,
  ].filter((text) => text !== '');
  return html`<div class="ladder scroll"><table>
<caption><b class="n">${status.rollout}</b> &ensp;${facts.join(' · ')}${trouble.map((text) => html`<br><span class="held">■ ${text}</span>`)}</caption>
<thead><tr><th scope="col">Stage</th><th scope="col" class="r">Count</th><th scope="col" class="r">Share</th><th scope="col"><span class="vh">Share as a bar</span></th><th scope="col">Namespaces</th></tr></thead>
<tbody>
${rungs.map(({ stage, word }) =>
  rung(
    word,
    status.namespaces.filter((one) => onRung(one, stage)),
    all,
  ),
)}</tbody></table></div>
`;
}

function onRung({ stage }: NamespaceStatus, rung: RolloutStage | 'aside'): boolean {
  const beside = stage !== 'None' && stage !== 'Audit' && stage !== 'Warn' && stage !== 'Enforce';
  return rung === 'aside' ? beside : stage === rung;
}

function rung(word: string, here: readonly NamespaceStatus[], all: number): Markup | false {
  if (here.length === 0 && (word === 'Not begun' || word === 'Aside')) return false;
  const groups = Map.groupBy(here, (one) => markOf(one).id);
  const present = order.flatMap((id) => {
    const list = groups.get(id);
    return list === undefined ? [] : [{ mark: marks[id], list }];
  });
  return html`<tr><th scope="row">${word}</th><td class="r count">${thousands(here.length)}</td><td class="r">${all === 0 ? '–' : percent(here.length / all)}</td><td class="bar">${bar(present, all)}</td><td class="names">${present.map(({ mark, list }) => who(mark, list))}</td></tr>
`;
}

const order: readonly CellMark['id'][] = ['done', 'back', 'held', 'unknown', 'waits', 'go', 'aside'];
const width = 240;

function bar(
  groups: readonly { readonly mark: CellMark; readonly list: readonly unknown[] }[],
  all: number,
): Markup {
  let x = 0;
  const parts = groups.map(({ mark, list }) => {
    const size = (list.length / Math.max(1, all)) * width;
    const part = html`<rect class="${mark.id}" x="${round(x)}" y="0" width="${round(Math.max(1, size - 1))}" height="12"/>`;
    x += size;
    return part;
  });
  return html`<svg viewBox="0 0 ${width} 12" width="${width}" height="12" preserveAspectRatio="none" aria-hidden="true" focusable="false"><rect class="aside" x="0" y="11" width="${width}" height="1"/>${parts}</svg>`;
}

/** More names than this are folded away where nothing is to be done about them. */
const manyNames = 100;

function who(mark: CellMark, list: readonly NamespaceStatus[]): Markup {
  const names = list.map(
    ({ namespace, stage }) =>
      html`<a class="n" href="#${namespaceId(namespace)}">${namespace}${mark.id === 'aside' && html` (${stage})`}</a> `,
  );
  if (mark.id === 'done')
    return list.length > manyNames
      ? html`<details data-print><summary>${thousands(list.length)} names</summary><p class="who">${names}</p></details>`
      : html`<p class="who">${names}</p>`;
  const head = html`<b class="${mark.id}">${mark.sign} ${thousands(list.length)} ${mark.word}</b>`;
  return list.length > manyNames
    ? html`<details data-print><summary>${head}</summary><p class="who">${names}</p></details>`
    : html`<p class="who">${head}${names}</p>`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
