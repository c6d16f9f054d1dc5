import type { Interval } from '../../rollout/observed.ts';
import { stages } from '../../rollout/stage.ts';
import type { StageSpan } from '../overview/overview.ts';
import { monthTicks, round } from './chart/frame.ts';
import { hatch } from './chart/hatch.ts';
import { html, type Markup } from './markup.ts';
import { dateText, stageWords } from './words.ts';

/** The time that lanes show. */
export interface TimeAxis {
  readonly from: number;
  readonly to: number;
  readonly width: number;
}

const height = 16;
const rise = 5;

function xOf({ from, to, width }: TimeAxis, at: number): number {
  return round(((Math.min(Math.max(at, from), to) - from) / Math.max(1, to - from)) * width);
}

/** A staircase: the higher the stricter. When nobody looked is hatched. */
export function lane(axis: TimeAxis, history: readonly StageSpan[], blind: readonly Interval[]): Markup {
  let path = `M0 ${height}`;
  for (const span of history) {
    const x = xOf(axis, span.from);
    const end = xOf(axis, span.to ?? axis.to);
    if (end > x) path += `H${x}V${height - stages.indexOf(span.stage) * rise}H${end}`;
  }
  return html`<svg viewBox="0 0 ${axis.width} ${height}" width="${axis.width}" height="${height}" role="img" aria-label="${laneText(history)}"><path class="mid" d="${path}V${height}Z"/>${gaps(axis, blind)}<line class="grid" x1="0" x2="${axis.width}" y1="${height}" y2="${height}"/></svg>`;
}

function gaps(axis: TimeAxis, blind: readonly Interval[]): Markup[] {
  return blind.map(({ from, to }) => {
    const x = xOf(axis, from);
    return hatch(x, 0, Math.max(1, round(xOf(axis, to) - x)), height);
  });
}

function laneText(history: readonly StageSpan[]): string {
  return history.map((span) => `${stageWords[span.stage]} from ${dateText(span.from)}`).join(', ');
}

/** Months above the lanes. */
export function axisMarks(axis: TimeAxis): Markup {
  return html`<svg viewBox="0 0 ${axis.width} 16" width="${axis.width}" height="16" aria-hidden="true" focusable="false">${monthTicks(
    axis.from,
    axis.to,
  ).map(
    ({ at, word }) =>
      html`<line class="grid" x1="${xOf(axis, at)}" x2="${xOf(axis, at)}" y1="2" y2="16"/><text x="${xOf(axis, at) + 3}" y="12">${word}</text>`,
  )}</svg>`;
}
