import type { Overview } from '../../overview/overview.ts';
import { chart, type Frame, roomFor, round, xOf, yOf } from '../chart/frame.ts';
import { html, type Markup } from '../markup.ts';
import { count, dateText, monthText, thousands } from '../words.ts';
import { figure, timeFrame } from './figure.ts';

export function regressions({ trends, at }: Overview): Markup {
  if (trends.regressions.length === 0)
    return figure('Regressions', 'No namespace was taken a step back, and none was quarantined.');
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
    `${count(total, 'time')} a namespace was taken back or a workload quarantined, since what was promised was refused.`,
    chart(
      frame,
      `Regressions by month: ${months.map((start, index) => `${monthText(start)} ${counts[index]}`).join(', ')}`,
      thousands,
      months.map((start, index) =>
        bar(frame, start, Math.min(months[index + 1] ?? at, at), counts[index] ?? 0),
      ),
    ),
    html`<details><summary>Which</summary><ul>${trends.regressions
      .slice(-20)
      .toReversed()
      .map(
        (one) =>
          html`<li>${dateText(one.at)}: <span class="n">${one.namespace}</span>, ${one.kind === 'Demote' ? 'a step back' : 'quarantine'}</li>`,
      )}</ul></details>`,
  );
}

function bar(frame: Frame, start: number, end: number, value: number): Markup {
  const x = xOf(frame, Math.max(start, frame.from));
  const last = xOf(frame, end);
  const y = yOf(frame, value);
  if (value === 0) return html``;
  return html`<rect class="deep" x="${round(x + 1)}" y="${y}" width="${round(Math.max(2, last - x - 2))}" height="${round(yOf(frame, 0) - y)}"/><text class="ink" x="${round((x + last) / 2)}" y="${round(y - 4)}" text-anchor="middle">${value}</text>`;
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
