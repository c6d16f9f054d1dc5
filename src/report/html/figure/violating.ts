import type { Overview } from '../../overview/overview.ts';
import { chart, roomFor } from '../chart/frame.ts';
import { endLabels, line, lineKind } from '../chart/line.ts';
import type { Markup } from '../markup.ts';
import { thousands } from '../words.ts';
import { drawable, figure, numbers, timeFrame } from './figure.ts';

export function violating({ trends }: Overview): Markup {
  const max = Math.max(0, ...trends.violating.flatMap((one) => one.workloads.map((value) => value ?? 0)));
  const frame = timeFrame(trends, roomFor(max), 118);
  const ends = trends.violating.flatMap(({ rollout, workloads }) => {
    const value = workloads.at(-1);
    return value === null || value === undefined ? [] : [{ name: `${rollout} ${thousands(value)}`, value }];
  });
  const said =
    ends.length === 0
      ? 'Not scanned lately.'
      : `Now ${ends.map((end) => end.name).join(', ')}. Excused ones are among them; where a line is broken nobody looked.`;
  return figure(
    'Workloads that violate a rollout’s policies',
    said,
    drawable(trends) &&
      chart(frame, `Workloads that violate policies over time. ${said}`, thousands, [
        ...trends.violating.map(({ workloads }, index) =>
          line(frame, trends.days, workloads, lineKind(index)),
        ),
        ...endLabels(frame, ends),
      ]),
    numbers(
      trends,
      trends.violating.map(({ rollout, workloads }) => ({
        name: rollout,
        values: workloads,
        text: thousands,
      })),
    ),
  );
}
