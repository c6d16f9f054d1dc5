import type { Overview } from '../overview/overview.ts';
import { contractDebt } from './figure/contract-debt.ts';
import { shareEnforced } from './figure/enforced.ts';
import { shareExempt } from './figure/exempt.ts';
import { regressions } from './figure/regressions.ts';
import { timeToEnforce } from './figure/time-to-enforce.ts';
import { violating } from './figure/violating.ts';
import { html, type Markup } from './markup.ts';

const figures = [shareEnforced, timeToEnforce, violating, contractDebt, shareExempt, regressions];

/** How it went, in pictures that each say one thing, with the numbers behind them. */
export function measurementsSection(overview: Overview): Markup {
  return html`<section id="measurements" aria-labelledby="measurements-h">
<h2 id="measurements-h">Over time</h2>
<div class="charts">
${figures.map((draw) => html`${draw(overview)}\n`)}</div>
</section>`;
}
