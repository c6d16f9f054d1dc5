import type { PolicyPage } from '../policy-page.ts';

/** So many workloads are named; the rest is counted. */
const shown = 5;

/** A policy for a terminal. */
export function policyPageText(page: PolicyPage, safe: (text: string) => string): string {
  const lines = [safe(`${page.kind} ${page.policy}  ${page.source.file}:${page.source.line}`)];
  const row = (label: string, text: string): void => void lines.push(`  ${label.padEnd(11)} ${safe(text)}`);
  if (page.actions !== null) row('says', page.actions);
  page.rules.forEach(({ rule, message }, index) =>
    row(index === 0 ? 'rules' : '', message === null ? rule : `${rule}  ${message}`),
  );
  page.smells.forEach((smell, index) => row(index === 0 ? 'smells' : '', smell));
  if (page.hits !== null) {
    const { workloads } = page.hits;
    row('refuses', workloads.length === 0 ? 'nothing in these manifests' : (workloads[0] ?? ''));
    for (const one of workloads.slice(1, shown)) row('', one);
    if (workloads.length > shown) row('', `and ${workloads.length - shown} more`);
  }
  row('wrong?', `${page.wrong.likelihood}: ${page.wrong.because}`);
  if (page.takeBack !== null && page.wrong.likelihood !== 'unlikely') row('to audit', page.takeBack);
  row('more', 'portcullis policy lint; docs/smells');
  return `${lines.join('\n')}\n`;
}
