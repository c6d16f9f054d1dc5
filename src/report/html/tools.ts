import { html, type Markup } from './markup.ts';

/** A box to filter by and a button that opens all; shown only where the script runs. */
export function tools(id: string, label: string): Markup {
  return html`<div class="tools" hidden><label for="${id}-filter">${label}</label><input id="${id}-filter" type="search" autocomplete="off" spellcheck="false"><output for="${id}-filter" aria-live="polite"></output><button type="button" aria-pressed="false">Open all</button></div>`;
}
