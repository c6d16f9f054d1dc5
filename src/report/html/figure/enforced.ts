import type { Overview, Trends } from '../../overview/overview.ts';
import { chart, type Frame, round, xOf, yOf } from '../chart/frame.ts';
import { endLabels, line, lineKind } from '../chart/line.ts';
import { html, type Markup } from '../markup.ts';
import { percent } from '../words.ts';
import { drawable, figure, numbers, timeFrame } from './figure.ts';

export function shareEnforced({ trends }: Overview): Markup {
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
    drawable(trends) &&
      chart(
        frame,
        `Share of namespaces enforced over time. Now: ${ends.map((end) => end.name).join(', ')}`,
        percent,
        [
          ...events(frame, trends),
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

/** Upright lines where something asked more of many namespaces at once; their words stand below one another. */
function events(frame: Frame, { events: all }: Trends): Markup[] {
  return all.slice(-4).map(({ at, text }, index) => {
    const x = xOf(frame, at);
    return html`<line class="event" x1="${x}" x2="${x}" y1="${frame.top}" y2="${yOf(frame, 0)}"/><text x="${round(x - 4)}" y="${frame.top + 10 + (index % 3) * 13}" text-anchor="end">${text}</text>`;
  });
}
