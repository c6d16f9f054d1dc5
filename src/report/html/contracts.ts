import type { ContractOverview, Overview } from '../overview/overview.ts';
import { monthTicks, round } from './chart/frame.ts';
import { hatch } from './chart/hatch.ts';
import { isInForce, isOver } from './contract-state.ts';
import { html, type Markup } from './markup.ts';
import { count, dateText, spanText, thousands } from './words.ts';

const day = 86_400_000;
const width = 320;
const height = 14;

interface Calendar {
  readonly from: number;
  readonly to: number;
  readonly now: number;
}

/** Who is excused from what, and until when, as a calendar: what ends first stands first. */
export function contractsSection({ contracts, at }: Overview): Markup {
  const open = contracts.filter((one) => !isOver(one));
  const over = contracts.filter(isOver);
  const body =
    open.length === 0
      ? html`<p>No contract is in force, and none is proposed.</p>`
      : html`${debtText(open, at)}${calendarTable(open, at)}`;
  return html`<section id="contracts" aria-labelledby="contracts-h">
<h2 id="contracts-h">Contracts</h2>
${body}
${over.length > 0 && ended(over)}
</section>`;
}

function debtText(open: readonly ContractOverview[], at: number): Markup {
  const inForce = open.filter(isInForce);
  const unused = inForce.filter((one) => one.covers === 0).length;
  const ages = inForce.map((one) => at - one.debtSince);
  const parts = [
    `${count(inForce.length, 'contract')} in force, ${thousands(open.length - inForce.length)} proposed or yet to begin.`,
    ages.length === 0 ? '' : `The oldest debt is ${spanText(Math.max(...ages))} old.`,
    unused === 0
      ? ''
      : `${thousands(unused)} ${unused === 1 ? 'excuses' : 'excuse'} nothing that is open: remove ${unused === 1 ? 'it' : 'them'}.`,
  ];
  return html`<p>${parts.filter((part) => part !== '').join(' ')}</p>`;
}

function calendarTable(contracts: readonly ContractOverview[], now: number): Markup {
  const latest = Math.max(...contracts.map((one) => one.honouredUntil), now + 30 * day);
  const earliest = Math.min(...contracts.map((one) => one.from), now);
  const calendar: Calendar = {
    from: Math.max(earliest, now - 120 * day),
    to: Math.min(latest, now + 370 * day),
    now,
  };
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Contracts">
<table>
<caption>Those that end first stand first. The upright line is today; a hatched end is time that is only honoured because no change window was open.</caption>
<thead><tr><th scope="col">Contract</th><th scope="col">Owner</th><th scope="col">Risk</th><th scope="col">State</th><th scope="col">Ends</th><th scope="col"><span class="vh">From ${dateText(calendar.from)} to ${dateText(calendar.to)}</span>${months(calendar)}</th><th scope="col" class="r">Age</th><th scope="col" class="r">Excuses</th></tr></thead>
<tbody>${contracts.map((one) => contractRow(one, calendar))}</tbody></table></div>`;
}

function contractRow(one: ContractOverview, calendar: Calendar): Markup {
  const overdue = one.state === 'Overdue';
  const left = one.end - calendar.now;
  return html`<tr><th scope="row"><details><summary class="n">${one.name}</summary>${particulars(one)}</details></th><td class="n">${one.team}</td><td class="${one.risk === 'Critical' || one.risk === 'High' ? 'held' : ''}">${one.risk}</td><td class="t ${overdue ? 'held' : one.state === 'Expiring' ? 'unknown' : ''}">${overdue && '■ '}${one.state === 'Expiring' && '▲ '}${one.state}${one.quarantine && ', quarantine'}</td><td class="t">${dateText(one.end)} <span class="unit">${left >= 0 ? `in ${spanText(left)}` : `${spanText(-left)} ago`}</span></td><td>${termBar(one, calendar)}</td><td class="r t">${one.debtSince >= calendar.now ? '–' : spanText(calendar.now - one.debtSince)}</td><td class="r t">${excuses(one)}</td></tr>\n`;
}

function excuses({ covers, state }: ContractOverview): Markup | string {
  if (covers > 0) return thousands(covers);
  return state === 'Proposed' || state === 'Approved' ? '–' : html`<span class="unknown">○ nothing</span>`;
}

function particulars(one: ContractOverview): Markup {
  const rows: [string, string][] = [
    ['For', one.subjects],
    ['From', one.policies],
    ['Why', one.reason],
    ['Risk', one.impact],
    ['Exit', one.exit],
    ['Ticket', one.ticket],
    ['Contact', one.contact],
    ['Term', `${dateText(one.from)} to ${dateText(one.end)}`],
  ];
  return html`<dl class="facts">${rows.filter(([, text]) => text !== '').map(([name, text]) => html`<dt>${name}</dt><dd class="n">${text}</dd>`)}</dl>`;
}

function xOf({ from, to }: Calendar, at: number): number {
  return round(((Math.min(Math.max(at, from), to) - from) / (to - from)) * width);
}

function termBar({ from, end, honouredUntil, name }: ContractOverview, calendar: Calendar): Markup {
  const x = xOf(calendar, from);
  const stop = xOf(calendar, end);
  const last = xOf(calendar, honouredUntil);
  const today = xOf(calendar, calendar.now);
  return html`<svg viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${name} runs from ${dateText(from)} to ${dateText(end)}"><line class="grid" x1="0" x2="${width}" y1="${height - 1}" y2="${height - 1}"/><rect class="mid" x="${x}" y="3" width="${round(Math.max(1, stop - x))}" height="8"/>${last > stop && hatch(stop, 3, round(last - stop), 8)}<line class="now" x1="${today}" x2="${today}" y1="0" y2="${height}"/></svg>`;
}

function months(calendar: Calendar): Markup {
  return html`<svg viewBox="0 0 ${width} 16" width="${width}" height="16" aria-hidden="true" focusable="false">${monthTicks(
    calendar.from,
    calendar.to,
  ).map(
    ({ at, word }) =>
      html`<line class="grid" x1="${xOf(calendar, at)}" x2="${xOf(calendar, at)}" y1="2" y2="16"/><text x="${xOf(calendar, at) + 3}" y="12">${word}</text>`,
  )}</svg>`;
}

function ended(over: readonly ContractOverview[]): Markup {
  const rows = over.toReversed().slice(0, 100);
  return html`<details><summary>${count(over.length, 'contract')} that ${over.length === 1 ? 'is' : 'are'} over</summary><div class="scroll" tabindex="0" role="region" aria-label="Contracts that are over"><table><caption class="vh">Contracts that are over, the latest first</caption><thead><tr><th scope="col">Contract</th><th scope="col">Owner</th><th scope="col">Risk</th><th scope="col">State</th><th scope="col">From</th><th scope="col">To</th></tr></thead><tbody>${rows.map(
    (one) =>
      html`<tr><th scope="row" class="n">${one.name}</th><td class="n">${one.team}</td><td>${one.risk}</td><td>${one.state}${one.quarantine && ', quarantine'}</td><td class="t">${dateText(one.from)}</td><td class="t">${dateText(one.end)}</td></tr>`,
  )}</tbody></table></div></details>`;
}
