import type { Overview, Trends } from '../../overview/overview.ts';
import { chart, roomFor, xOf, yOf } from '../chart/frame.ts';
import { lineKind } from '../chart/line.ts';
import { html, type Markup } from '../markup.ts';
import { dateText, spanText, thousands } from '../words.ts';
import { figure, timeFrame } from './figure.ts';

const day = 86_400_000;

export function timeToEnforce({ trends }: Overview): Markup {
  const took = trends.timeToEnforce.map((one) => one.took / day);
  const frame = timeFrame(trends, roomFor(Math.max(0, ...took)));
  const rollouts = trends.enforced.map((one) => one.rollout);
  const medians = rollouts.flatMap((rollout) => {
    const own = trends.timeToEnforce.filter((one) => one.rollout === rollout).map((one) => one.took);
    return own.length === 0 ? [] : [`${rollout} ${spanText(median(own))}`];
  });
  const said =
    medians.length === 0
      ? 'No namespace has come to enforce yet.'
      : `Median from the first stage to enforce: ${medians.join(', ')}.`;
  return figure(
    'Time to enforce, in days',
    said,
    medians.length > 0 &&
      chart(
        frame,
        `Days from the first stage to enforce, by the day enforce was reached. ${said}`,
        thousands,
        trends.timeToEnforce.map(
          ({ rollout, at, took: ms }) =>
            html`<circle class="dot ${lineKind(rollouts.indexOf(rollout))}" cx="${xOf(frame, at)}" cy="${yOf(frame, ms / day)}" r="3"/>`,
        ),
      ),
    html`${rollouts.length > 1 && dotKey(rollouts)}${slowest(trends)}`,
  );
}

function dotKey(rollouts: readonly string[]): Markup {
  return html`<ul class="key">${rollouts.map(
    (name, index) =>
      html`<li><svg class="swatch" width="8" height="8" aria-hidden="true" focusable="false"><circle class="dot ${lineKind(index)}" cx="4" cy="4" r="3"/></svg>${name}</li>`,
  )}</ul>`;
}

function slowest({ timeToEnforce: all }: Trends): Markup | false {
  if (all.length === 0) return false;
  const rows = all.toSorted((a, b) => b.took - a.took).slice(0, 10);
  return html`<details><summary>The slowest</summary><table><caption class="vh">The namespaces that took longest</caption><thead><tr><th scope="col">Namespace</th><th scope="col">Rollout</th><th scope="col">Enforced</th><th scope="col" class="r">Took</th></tr></thead><tbody>${rows.map(
    (one) =>
      html`<tr><th scope="row" class="n">${one.namespace}</th><td>${one.rollout}</td><td>${dateText(one.at)}</td><td class="r">${spanText(one.took)}</td></tr>`,
  )}</tbody></table></details>`;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
}
