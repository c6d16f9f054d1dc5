import { html, type Markup } from '../markup.ts';
import { type Frame, round, xOf, yOf } from './frame.ts';

/** Lines differ by how they are dashed too. */
const lineKinds = ['', 'two', 'three', 'four'] as const;

export function lineKind(index: number): string {
  return lineKinds[index % lineKinds.length] ?? '';
}

/** A line from value to value; where there is none it is broken. */
export function line(
  frame: Frame,
  days: readonly number[],
  values: readonly (number | null)[],
  kind: string,
): Markup {
  let path = '';
  let pen = 'M';
  values.forEach((value, index) => {
    if (value === null) pen = 'M';
    else {
      path += `${pen}${xOf(frame, days[index] ?? 0)} ${yOf(frame, value)}`;
      pen = 'L';
    }
  });
  return html`<path class="line ${kind}" d="${path}"/>`;
}

/** Names at the ends of lines, moved apart where they would lie on one another. */
export function endLabels(
  frame: Frame,
  ends: readonly { readonly name: string; readonly value: number }[],
): Markup[] {
  const x = round(frame.width - frame.right + 6);
  let last = Number.NEGATIVE_INFINITY;
  return ends
    .toSorted((a, b) => b.value - a.value)
    .map(({ name, value }) => {
      const y = Math.max(yOf(frame, value) + 4, last + 13);
      last = y;
      return html`<text class="ink" x="${x}" y="${round(y)}">${clipped(name)}</text>`;
    });
}

function clipped(name: string): string {
  const signs = [...name];
  return signs.length > 18 ? `${signs.slice(0, 17).join('')}…` : name;
}
