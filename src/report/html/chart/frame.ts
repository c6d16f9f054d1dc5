import { html, type Markup } from '../markup.ts';
import { monthText } from '../words.ts';

/** The room of a chart: time from left to right, a value from the bottom up. */
export interface Frame {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly from: number;
  readonly to: number;
  readonly max: number;
}

const day = 86_400_000;

export function frameOf(from: number, to: number, max: number, right = 16): Frame {
  return {
    width: 540,
    height: 190,
    left: 38,
    right,
    top: 12,
    bottom: 22,
    from: to > from ? from : to - day,
    to,
    max,
  };
}

export function xOf({ left, right, width, from, to }: Frame, at: number): number {
  return round(left + ((at - from) / (to - from)) * (width - left - right));
}

export function yOf({ top, bottom, height, max }: Frame, value: number): number {
  return round(height - bottom - (value / (max || 1)) * (height - top - bottom));
}

export function round(value: number): number {
  return Math.round(value * 10) / 10;
}

/** Lines and names of values, months below, and what is drawn in it. */
export function chart(
  frame: Frame,
  label: string,
  text: (value: number) => string,
  inside: readonly Markup[],
): Markup {
  const { width, height, left, right } = frame;
  const floor = yOf(frame, 0);
  return html`<svg viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${label}">
${ticks(frame.max).map((value) => {
  const y = yOf(frame, value);
  return html`<line class="${value === 0 ? 'axis' : 'grid'}" x1="${left}" x2="${width - right}" y1="${y}" y2="${y}"/><text x="${left - 6}" y="${y + 4}" text-anchor="end">${text(value)}</text>\n`;
})}${monthTicks(frame.from, frame.to).map(
  ({ at, word }) =>
    html`<line class="axis" x1="${xOf(frame, at)}" x2="${xOf(frame, at)}" y1="${floor}" y2="${floor + 4}"/><text x="${xOf(frame, at) + 2}" y="${height - 5}">${word}</text>\n`,
)}${inside}</svg>`;
}

/** A few round values from 0 to at most `max`. */
function ticks(max: number): number[] {
  if (max <= 0) return [0];
  const rough = max / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  // Of what is counted there are no halves; a share has quarters.
  const factors = max <= 1 ? [1, 2.5, 5, 10] : [1, 2, 5, 10];
  const step = factors.map((factor) => factor * power).find((one) => one >= rough) ?? 10 * power;
  const found: number[] = [];
  for (let value = 0; value <= max * 1.0001; value += step) found.push(round2(value));
  return found;
}

function round2(value: number): number {
  return Math.round(value * 1000) / 1000;
}

/** The largest value with some room, on a tick. */
export function roomFor(max: number): number {
  if (max <= 4) return 4;
  const all = ticks(max);
  const step = (all[1] ?? 1) - (all[0] ?? 0);
  return Math.ceil(max / step) * step;
}

/** The beginnings of months, so many that they can be read; the year where it changes. */
export function monthTicks(from: number, to: number): { readonly at: number; readonly word: string }[] {
  const first = new Date(from);
  const months: number[] = [];
  for (let index = 1; ; index++) {
    const at = Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + index, 1);
    if (at > to || index > 1200) break;
    months.push(at);
  }
  const every = Math.max(1, Math.ceil(months.length / 12));
  return months
    .filter((at) => new Date(at).getUTCMonth() % every === 0)
    .map((at) => ({
      at,
      word: new Date(at).getUTCMonth() === 0 ? String(new Date(at).getUTCFullYear()) : monthText(at),
    }));
}
