import type { Overview, Trends } from '../overview/overview.ts';
import { chart, type Frame, frameOf, roomFor, round, xOf, yOf } from './chart/frame.ts';
import { layers } from './chart/layers.ts';
import { endLabels, line, lineKind } from './chart/line.ts';
import { html, type Markup } from './markup.ts';
import { count, dateText, monthText, percent, spanText, thousands } from './words.ts';

const day = 86_400_000;

/** How it went, in pictures that each say one thing, with the numbers behind them. */
export function measurementsSection(overview: Overview): Markup {
  return html`<section id="measurements" aria-labelledby="measurements-h">
<h2 id="measurements-h">Over time</h2>
<div class="charts">
${[shareEnforced, timeToEnforce, violating, contractDebt, shareExempt, regressions].map((draw) => html`${draw(overview)}\n`)}</div>
</section>`;
}

function shareEnforced({ trends }: Overview): Markup {
  const frame = timeFrame(trends, 1, 118);
  const ends = trends.enforced.flatMap(({ rollout, share }) => {
    const value = share.at(-1);
    return value === null || value === undefined ? [] : [{ name: `${rollout} ${percent(value)}`, value }];
  });
  return figure(
    'Share enforced',
    ends.length === 0
      ? 'Nothing is enforced yet.'
      : `Of the namespaces a rollout selects, now ${ends.map((end) => end.name).join(', ')}.`,
    chart(
      frame,
      `Share of namespaces enforced over time. Now: ${ends.map((end) => end.name).join(', ')}`,
      percent,
      [
        ...trends.enforced.map(({ share }, index) => line(frame, trends.days, share, lineKind(index))),
        ...endLabels(frame, ends),
      ],
    ),
    numbers(
      trends,
      trends.enforced.map(({ rollout, share }) => ({ name: rollout, values: share, text: percent })),
    ),
  );
}

function timeToEnforce({ trends }: Overview): Markup {
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
      : `From the first stage to enforce, in the middle: ${medians.join(', ')}.`;
  return figure(
    'Time to enforce, in days',
    said,
    chart(frame, `Days from the first stage to enforce, by the day enforce was reached. ${said}`, thousands, [
      ...trends.timeToEnforce.map(
        ({ rollout, at, took: ms }) =>
          html`<circle class="dot ${lineKind(rollouts.indexOf(rollout))}" cx="${xOf(frame, at)}" cy="${yOf(frame, ms / day)}" r="3"/>`,
      ),
    ]),
    html`${rollouts.length > 1 && html`<p class="note">${rollouts.map((name, index) => `${name}: ${dots[index % dots.length]}`).join(' · ')}</p>`}${slowest(trends)}`,
  );
}

const dots = ['open dot', 'full dot', 'dark ring', 'open dot'] as const;

function slowest({ timeToEnforce: all }: Trends): Markup | false {
  if (all.length === 0) return false;
  const rows = all.toSorted((a, b) => b.took - a.took).slice(0, 10);
  return html`<details><summary>The slowest</summary><table><caption class="vh">The namespaces that took longest</caption><thead><tr><th scope="col">Namespace</th><th scope="col">Rollout</th><th scope="col">Enforced</th><th scope="col" class="r">Took</th></tr></thead><tbody>${rows.map(
    (one) =>
      html`<tr><th scope="row" class="n">${one.namespace}</th><td>${one.rollout}</td><td>${dateText(one.at)}</td><td class="r">${spanText(one.took)}</td></tr>`,
  )}</tbody></table></details>`;
}

function violating({ trends }: Overview): Markup {
  const max = Math.max(0, ...trends.violating);
  const frame = timeFrame(trends, roomFor(max), 60);
  const now = trends.violating.at(-1) ?? 0;
  return figure(
    'Workloads that violate something',
    `${count(now, 'workload')} now, ${thousands(max)} at most. Excused ones are among them.`,
    chart(frame, `Workloads with an open violation over time: ${now} now, ${max} at most`, thousands, [
      line(frame, trends.days, trends.violating, ''),
      ...endLabels(frame, [{ name: thousands(now), value: now }]),
    ]),
    numbers(trends, [{ name: 'Workloads', values: trends.violating, text: thousands }]),
  );
}

function contractDebt({ trends }: Overview): Markup {
  const sums = trends.days.map((_, index) =>
    trends.debt.reduce((sum, one) => sum + (one.count[index] ?? 0), 0),
  );
  const frame = timeFrame(trends, roomFor(Math.max(0, ...sums)), 118);
  const now = trends.debt.map((one) => one.count.at(-1) ?? 0);
  let below = 0;
  const labels = trends.debt.flatMap(({ age }, index) => {
    const value = below + (now[index] ?? 0) / 2;
    below += now[index] ?? 0;
    return (now[index] ?? 0) === 0 ? [] : [{ name: `${now[index]} ${age}`, value }];
  });
  const total = sums.at(-1) ?? 0;
  return figure(
    'Contract debt by age',
    `${count(total, 'contract')} in force. A renewal keeps the age of what it renews.`,
    chart(
      frame,
      `Contracts in force over time, by age. Now: ${trends.debt.map(({ age }, index) => `${now[index]} ${age}`).join(', ')}`,
      thousands,
      [
        ...layers(
          frame,
          trends.days,
          trends.debt.map((one) => one.count),
          ['pale', 'mid', 'deep'],
        ),
        ...endLabels(frame, labels),
      ],
    ),
    numbers(
      trends,
      trends.debt.map(({ age, count: values }) => ({ name: age, values, text: thousands })),
    ),
  );
}

function shareExempt({ trends }: Overview): Markup {
  const frame = timeFrame(trends, 1, 60);
  const now = trends.exempt.at(-1) ?? 0;
  return figure(
    'Share exempt',
    `${percent(now)} of namespaces hold a contract that is in force.`,
    chart(frame, `Share of namespaces with a contract in force over time. Now ${percent(now)}`, percent, [
      line(frame, trends.days, trends.exempt, ''),
      ...endLabels(frame, [{ name: percent(now), value: now }]),
    ]),
    numbers(trends, [{ name: 'Share exempt', values: trends.exempt, text: percent }]),
  );
}

function regressions({ trends, at }: Overview): Markup {
  const from = trends.days[0] ?? at;
  const months = monthsBetween(from, at);
  const counts = months.map(
    (start, index) =>
      trends.regressions.filter(
        (one) => one.at >= start && one.at < (months[index + 1] ?? Number.POSITIVE_INFINITY),
      ).length,
  );
  const frame = timeFrame(trends, roomFor(Math.max(0, ...counts)));
  const total = trends.regressions.length;
  return figure(
    'Regressions',
    total === 0
      ? 'No namespace was taken a step back, and none was quarantined.'
      : `${count(total, 'time')} a namespace was taken back or a workload quarantined, since what was promised was refused.`,
    chart(
      frame,
      `Regressions by month: ${months.map((start, index) => `${monthText(start)} ${counts[index]}`).join(', ')}`,
      thousands,
      [
        ...months.map((start, index) => {
          const value = counts[index] ?? 0;
          const x = xOf(frame, Math.max(start, frame.from));
          const end = xOf(frame, Math.min(months[index + 1] ?? at, at));
          const y = yOf(frame, value);
          return value === 0
            ? html``
            : html`<rect class="deep" x="${round(x + 1)}" y="${y}" width="${round(Math.max(2, end - x - 2))}" height="${round(yOf(frame, 0) - y)}"/><text class="ink" x="${round((x + end) / 2)}" y="${round(y - 4)}" text-anchor="middle">${value}</text>`;
        }),
      ],
    ),
    total > 0 &&
      html`<details><summary>Which</summary><ul>${trends.regressions
        .slice(-20)
        .toReversed()
        .map(
          (one) =>
            html`<li>${dateText(one.at)}: <span class="n">${one.namespace}</span>, ${one.kind === 'Demote' ? 'a step back' : 'quarantine'}</li>`,
        )}</ul></details>`,
  );
}

function figure(title: string, says: string, picture: Markup, more: Markup | false): Markup {
  return html`<figure><figcaption><b>${title}</b>${says}</figcaption>${picture}${more}</figure>`;
}

function timeFrame({ days }: Trends, max: number, right?: number): Frame {
  return frameOf(days[0] ?? 0, days.at(-1) ?? 0, max, right);
}

interface Series {
  readonly name: string;
  readonly values: readonly (number | null)[];
  readonly text: (value: number) => string;
}

/** What a picture shows, for those who cannot see it: about one row a month. */
function numbers({ days }: Trends, series: readonly Series[]): Markup {
  const every = Math.max(1, Math.ceil(days.length / 12));
  const rows = days.flatMap((at, index) => ((days.length - 1 - index) % every === 0 ? [{ at, index }] : []));
  return html`<details><summary>The numbers</summary><table><caption class="vh">The numbers of the picture</caption><thead><tr><th scope="col">Day</th>${series.map(({ name }) => html`<th scope="col" class="r">${name}</th>`)}</tr></thead><tbody>${rows.map(
    ({ at, index }) =>
      html`<tr><th scope="row">${dateText(at)}</th>${series.map(({ values, text }) => {
        const value = values[index];
        return html`<td class="r">${value === null || value === undefined ? '–' : text(value)}</td>`;
      })}</tr>`,
  )}</tbody></table></details>`;
}

function monthsBetween(from: number, to: number): number[] {
  const first = new Date(from);
  const months: number[] = [];
  for (let index = 0; index < 1200; index++) {
    const at = Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + index, 1);
    if (at > to) break;
    months.push(at);
  }
  return months;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
}
