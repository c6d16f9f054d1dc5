import { hash } from 'node:crypto';
import type { Overview } from '../overview/overview.ts';
import { contractsSection } from './contracts.ts';
import { decisionsSection } from './decisions.ts';
import { evidenceSection } from './evidence.ts';
import { findingsSection } from './findings.ts';
import { ladderSection } from './ladder.ts';
import { html, Markup } from './markup.ts';
import { measurementsSection } from './measurements.ts';
import { namespacesSection } from './namespaces.ts';
import { script } from './script.ts';
import { style } from './style.ts';
import { summary } from './summary.ts';

/**
 * One page that needs nothing else: no server, no network, no script. Its policy lets nothing be loaded, and only this
 * very sheet and script be run, so that even a string that slipped through could do nothing.
 */
export function htmlPage(overview: Overview): string {
  const policy = [
    "default-src 'none'",
    `style-src '${integrity(style)}'`,
    `script-src '${integrity(script)}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="generator" content="Portcullis ${overview.version}">
<title>Hardening report of ${overview.scope}</title>
<style>${new Markup(style)}</style>
</head>
<body>
<a class="skip" href="#ladder">Skip to the ladder</a>
${summary(overview)}
<nav aria-label="Contents"><ul>
${sections.map(([id, title]) => html`<li><a href="#${id}">${title}</a></li>\n`)}</ul></nav>
<main>
${ladderSection(overview)}
${measurementsSection(overview)}
${contractsSection(overview)}
${namespacesSection(overview)}
${findingsSection(overview)}
${decisionsSection(overview)}
${evidenceSection(overview)}
</main>
<script>${new Markup(script)}</script>
</body>
</html>
`.text;
}

const sections = [
  ['ladder', 'Ladder'],
  ['measurements', 'Over time'],
  ['contracts', 'Contracts'],
  ['namespaces', 'Namespaces'],
  ['findings', 'Findings'],
  ['decisions', 'Decisions'],
  ['evidence', 'Evidence'],
] as const;

function integrity(text: string): string {
  return `sha256-${hash('sha256', text, 'base64')}`;
}
