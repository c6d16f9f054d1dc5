import { html, type Markup } from '../markup.ts';
import { round } from './frame.ts';

/** Between one stroke and the next. */
const apart = 4;

/** A box of slanted strokes. A pattern would do the same on a screen, and blow up what is printed. */
export function hatch(x: number, y: number, width: number, height: number): Markup {
  let path = '';
  for (let at = apart / 2; at < width + height; at += apart) {
    const left = Math.max(0, at - height);
    const right = Math.min(width, at);
    path += `M${round(x + left)} ${round(y + at - left)}L${round(x + right)} ${round(y + at - right)}`;
  }
  return html`<path class="hatch" d="${path}"/>`;
}
