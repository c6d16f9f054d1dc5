import type { Overview } from '../overview/overview.ts';
import { html, type Markup } from './markup.ts';
import { count, dateText, spanText, thousands, timeText } from './words.ts';

/** What all of it rests on, and how to check it. */
export function evidenceSection({ evidence, proof, at, version, scope }: Overview): Markup {
  const { scans, completeScans, lastComplete, sources, blind } = evidence;
  const rows: [string, Markup | string][] = [
    ['Scans', `${thousands(scans)}, of which ${thousands(completeScans)} complete`],
    [
      'Last complete scan',
      lastComplete === null
        ? 'never'
        : `${timeText(lastComplete)}, ${spanText(Math.max(0, at - lastComplete))} before this report`,
    ],
    ...sources.map(({ name, since, until }): [string, string] => [
      name,
      `since ${dateText(since)}, last reported ${timeText(until)}`,
    ]),
    [
      'Nobody looked',
      blind.length === 0
        ? 'no gap'
        : html`<details><summary>${count(blind.length, 'time')}, ${spanText(blind.reduce((sum, { from, to }) => sum + to - from, 0))} in all</summary><ul>${blind.slice(-50).map(({ from, to }) => html`<li>${timeText(from)} to ${timeText(to)}, ${spanText(to - from)}</li>`)}</ul></details>`,
    ],
    ...proofRows(proof),
  ];
  return html`<section id="evidence" aria-labelledby="evidence-h">
<h2 id="evidence-h">Evidence</h2>
<table><caption class="vh">What the report rests on</caption><tbody>${rows.map(([name, text]) => html`<tr><th scope="row" class="t">${name}</th><td class="n">${text}</td></tr>\n`)}</tbody></table>
<p class="note">Made by Portcullis ${version} from the evidence store, the plans and the contracts of ${scope}. The page holds everything it shows and asks nothing of any server. An auditor gets the tables and the journal from <code>portcullis report evidence-pack DIR</code>.</p>
</section>`;
}

function proofRows(proof: Overview['proof']): [string, Markup | string][] {
  if (proof === null)
    return [['Decisions', html`not made again for this report: <code>portcullis rollout verify</code>`]];
  const { journal, decisions, problems } = proof;
  const rows: [string, Markup | string][] = [
    [
      'Decisions',
      decisions === 0
        ? 'none yet'
        : `${thousands(decisions)} made again from their inputs${problems.length === 0 ? ', each with the same hash and result' : ''}`,
    ],
    [
      'Journal',
      html`${journal.ok ? 'the chain holds' : html`<b class="held">■ the chain is broken</b>`}, entries ${thousands(journal.from)} to ${thousands(journal.to)}, head <code>${journal.head}</code>`,
    ],
  ];
  if (problems.length > 0)
    rows.push([
      'Problems',
      html`<ul class="held">${problems.slice(0, 50).map((problem) => html`<li>■ ${problem}</li>`)}</ul>`,
    ]);
  return rows;
}
