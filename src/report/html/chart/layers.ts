import { html, type Markup } from '../markup.ts';
import { type Frame, xOf, yOf } from './frame.ts';

/** Values on top of one another, the first at the bottom. Each stays until the next. */
export function layers(
  frame: Frame,
  days: readonly number[],
  values: readonly (readonly number[])[],
  kinds: readonly string[],
): Markup[] {
  const below = days.map(() => 0);
  return values.map((list, layer) => {
    const above = below.map((value, index) => value + (list[index] ?? 0));
    const there = stairs(frame, days, above);
    const back = stairs(frame, days, below).toReversed();
    const path = [...there, ...back].map(([x, y], index) => `${index === 0 ? 'M' : 'L'}${x} ${y}`).join('');
    above.forEach((value, index) => {
      below[index] = value;
    });
    return html`<path class="${kinds[layer] ?? ''}" d="${path}Z"/>`;
  });
}

function stairs(frame: Frame, days: readonly number[], values: readonly number[]): [number, number][] {
  return days.flatMap((at, index): [number, number][] => {
    const x = xOf(frame, at);
    const y = yOf(frame, values[index] ?? 0);
    return index === 0
      ? [[x, y]]
      : [
          [x, yOf(frame, values[index - 1] ?? 0)],
          [x, y],
        ];
  });
}
