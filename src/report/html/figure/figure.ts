import type { Trends } from '../../overview/overview.ts';
import { type Frame, frameOf } from '../chart/frame.ts';
import { html, type Markup } from '../markup.ts';
import { dateText } from '../words.ts';

/** A picture with a title and what it says; the words alone where there is nothing to draw. */
export function figure(
  title: string,
  says: string,
  picture: Markup | false = false,
  more: Markup | false = false,
): Markup {
  return html`<figure><figcaption><b>${title}</b>${says}</figcaption>${picture}${picture !== false && more}</figure>`;
}

/** Of one day alone there is no way to draw. */
export function drawable({ days }: Trends): boolean {
  return days.length > 1;
}

export function timeFrame({ days }: Trends, max: number, right?: number): Frame {
  return frameOf(days[0] ?? 0, days.at(-1) ?? 0, max, right);
}

export interface Series {
  readonly name: string;
  readonly values: readonly (number | null)[];
  readonly text: (value: number) => string;
}

/** What a picture shows, for those who cannot see it: about one row a month. */
export function numbers({ days }: Trends, series: readonly Series[]): Markup {
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
