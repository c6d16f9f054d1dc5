import type { Overview } from '../overview/overview.ts';
import { type CellMark, markOf } from './cell-mark.ts';
import { isInForce } from './contract-state.ts';
import { html, type Markup } from './markup.ts';
import { count, dateText, percent, spanText, thousands, timeText } from './words.ts';

/** What somebody reads who reads nothing else. */
export function summary(overview: Overview): Markup {
  return html`<header>
<p class="kicker">Portcullis hardening report</p>
<h1 class="n">${overview.scope}</h1>
<p class="lead">${sentences(overview).join(' ')}</p>
<p class="asof">As of ${timeText(overview.at)}. Evidence since ${dateText(overview.since)}. Portcullis ${overview.version}.</p>
<dl class="figures">
${figures(overview).map(
  ({ value, name, more }) =>
    html`<div><dd>${value}</dd><dt>${name}</dt>${more !== '' && html`<dd class="more">${more}</dd>`}</div>\n`,
)}</dl>
</header>`;
}

function sentences(overview: Overview): string[] {
  const { rollouts, contracts, evidence, proof, at } = overview;
  const said = rollouts.flatMap(({ status }) =>
    status.problem === '' ? [] : [`Nothing can be decided of ${status.rollout}: ${status.problem}.`],
  );
  if (rollouts.length === 0) said.push('No rollout is planned.');
  if (rollouts.some(({ status }) => status.problem === '')) said.push(...standing(overview));
  const ending = contracts.filter((one) => isInForce(one) && one.end < at + soon).length;
  if (ending > 0) said.push(`${count(ending, 'contract')} ${ending === 1 ? 'ends' : 'end'} within 14 days.`);
  const blind = evidence.blind.reduce((sum, { from, to }) => sum + to - from, 0);
  if (blind > 0) said.push(`Nobody looked for ${spanText(blind)}, which count for nothing.`);
  if (proof !== null && (proof.decisions > 0 || !proof.ok))
    said.push(
      proof.ok
        ? 'Every decision was made again from its inputs, with the same result.'
        : 'Something was changed after it was written: see the evidence.',
    );
  return said;
}

function standing({ rollouts, counts }: Overview): string[] {
  const reached = rollouts.map(
    ({ status }) =>
      `${status.rollout} in ${thousands(status.counts.Enforce)} of ${thousands(status.namespaces.length)}`,
  );
  const marked = (id: CellMark['id']): number =>
    new Set(
      rollouts.flatMap(({ status }) =>
        status.namespaces.filter((one) => markOf(one).id === id).map((one) => one.namespace),
      ),
    ).size;
  const held = marked('held');
  const ready = marked('go');
  const said = [
    `Enforced: ${list(reached)} ${rollouts.at(-1)?.status.namespaces.length === 1 ? 'namespace' : 'namespaces'}.`,
    held === 0
      ? 'No namespace is held back by a violation.'
      : `${count(held, 'namespace')} ${held === 1 ? 'is' : 'are'} held back; ${count(counts.open, 'field')} in ${count(counts.workloads, 'workload')} must change.`,
  ];
  if (ready > 0)
    said.push(`${count(ready, 'namespace')} may take ${ready === 1 ? 'its' : 'their'} next step.`);
  return said;
}

const soon = 14 * 86_400_000;

function figures({ rollouts, counts, contracts, trends, at }: Overview) {
  const found = rollouts.map(({ status }) => {
    const all = status.namespaces.length;
    return {
      value: all === 0 ? '–' : percent(status.counts.Enforce / all),
      name: `of namespaces enforce ${status.rollout}`,
      more: change(
        trends.enforced.find((one) => one.rollout === status.rollout)?.share ?? [],
        trends.days,
        at,
      ),
    };
  });
  const inForce = contracts.filter(isInForce);
  const overdue = inForce.filter((one) => one.state === 'Overdue').length;
  const lately = trends.regressions.filter((one) => one.at > at - 90 * 86_400_000).length;
  return [
    ...found,
    {
      value: thousands(counts.open),
      name: 'open violations',
      more: counts.excused > 0 ? `and ${thousands(counts.excused)} excused` : '',
    },
    {
      value: thousands(inForce.length),
      name: 'contracts in force',
      more: overdue > 0 ? `${thousands(overdue)} overdue` : '',
    },
    { value: thousands(lately), name: 'regressions in 90 days', more: '' },
  ];
}

/** How many points more or less than thirty days ago. */
function change(share: readonly (number | null)[], days: readonly number[], at: number): string {
  const index = days.findLastIndex((one) => one <= at - 30 * 86_400_000);
  const before = index < 0 ? null : share[index];
  const now = share.at(-1);
  if (before === null || before === undefined || now === null || now === undefined) return '';
  const points = Math.round((now - before) * 100);
  if (points === 0) return 'as 30 days ago';
  return `${points > 0 ? '+' : '−'}${Math.abs(points)} ${Math.abs(points) === 1 ? 'point' : 'points'} in 30 days`;
}

function list(parts: readonly string[]): string {
  if (parts.length < 2) return parts.join('');
  return `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}
