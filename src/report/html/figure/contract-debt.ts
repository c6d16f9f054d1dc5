import type { Overview, Trends } from '../../overview/overview.ts';
import { chart, roomFor } from '../chart/frame.ts';
import { layers } from '../chart/layers.ts';
import { endLabels } from '../chart/line.ts';
import type { Markup } from '../markup.ts';
import { count, thousands } from '../words.ts';
import { drawable, figure, numbers, timeFrame } from './figure.ts';

export function contractDebt({ trends }: Overview): Markup {
  if (neverExempt(trends)) return figure('Contract debt by age', 'No contract has ever been in force.');
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
    drawable(trends) &&
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

export function neverExempt({ debt }: Trends): boolean {
  return debt.every(({ count: values }) => values.every((value) => value === 0));
}
