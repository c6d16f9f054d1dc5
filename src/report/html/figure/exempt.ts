import type { Overview } from '../../overview/overview.ts';
import { chart } from '../chart/frame.ts';
import { endLabels, line } from '../chart/line.ts';
import type { Markup } from '../markup.ts';
import { percent } from '../words.ts';
import { neverExempt } from './contract-debt.ts';
import { drawable, figure, numbers, timeFrame } from './figure.ts';

export function shareExempt({ trends }: Overview): Markup {
  if (neverExempt(trends)) return figure('Share exempt', 'No namespace has ever held a contract.');
  const most = Math.max(0, ...trends.exempt.map((value) => value ?? 0));
  const frame = timeFrame(trends, [0.1, 0.25, 0.5].find((max) => most <= max) ?? 1, 60);
  const now = trends.exempt.at(-1) ?? 0;
  return figure(
    'Share exempt',
    `${percent(now)} of namespaces hold a contract that is in force.`,
    drawable(trends) &&
      chart(frame, `Share of namespaces with a contract in force over time. Now ${percent(now)}`, percent, [
        line(frame, trends.days, trends.exempt, ''),
        ...endLabels(frame, [{ name: percent(now), value: now }]),
      ]),
    numbers(trends, [{ name: 'Share exempt', values: trends.exempt, text: percent }]),
  );
}
