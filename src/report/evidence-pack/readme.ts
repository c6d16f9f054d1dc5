import type { Overview } from '../overview/overview.ts';
import type { Period } from './period.ts';
import type { PackTable } from './table.ts';

export interface ReadmeFacts {
  readonly overview: Overview;
  readonly period: Period;
  readonly tables: readonly { readonly table: PackTable; readonly rows: number }[];
}

/** What is in the pack, and how to check it without trusting who made it. */
export function readme({ overview, period, tables }: ReadmeFacts): string {
  const { at, scope, version, proof, counts, rollouts } = overview;
  const standing = rollouts.map(
    ({ status, policies }) =>
      `| ${text(status.rollout)} | ${text(policies.join(', '))} | ${status.namespaces.length} | ${status.counts.Enforce} |`,
  );
  return `# Evidence pack of ${text(scope)}

As of ${iso(at)}, for the period from ${iso(period.from)} up to ${iso(period.until)}. Made by Portcullis ${version}.
All times are UTC.

| rollout | policies | namespaces | enforced |
| --- | --- | ---: | ---: |
${standing.join('\n')}

${counts.open} findings of these policies are open, ${counts.excused} more are excused by a contract.

## What is in it

| file | rows | a row is |
| --- | ---: | --- |
${tables.map(({ table, rows }) => `| ${table.file} | ${rows} | ${table.about} |`).join('\n')}
| journal.jsonl | | the journal, hash upon hash, and every decision with its inputs |
| SHA256SUMS | | the hash of every other file |

A text that begins with =, +, - or @ has an apostrophe before it, so that no spreadsheet takes it for a formula.

## How to check it offline

1. Nothing was changed since the pack was made:

       sha256sum --check SHA256SUMS

2. The journal is whole, and every decision follows from its inputs. This needs Portcullis ${version} or later, and no cluster
   and no network:

       portcullis evidence import journal.jsonl --store audit.db
       portcullis rollout verify --store audit.db

   It makes each decision again and compares hash and result; and it follows the chain of the journal, in which each entry
   holds the hash of the one before.${proof === null ? '' : proofText(proof)}

3. The journal was not written anew as a whole: hold the hash of a decision against a place that somebody else keeps. A
   step that went through a pull request has it in its commit, as the trailer \`Portcullis-Decision\`; the head of the journal
   in an older pack is an entry of this one.

One decision alone: \`portcullis rollout verify --store audit.db sha256:…\`, with the hash from decisions.csv or steps.csv.

## How to read it

- A namespace is at **enforce** in a rollout when its labels, or those of its policies, refuse what violates them. It came
  there by a step in steps.csv, which names the decision that proves it was clean.
- **namespace_days_enforced** of controls.csv is the time in the period in which some rollout that holds the check was at
  enforce, added up over namespaces.
- Only **complete** scans vouch for time. What lies between two of them that are too far apart is in gaps.csv, and counted
  for nothing.
- A finding is **excused** when an approved contract in force speaks of this very workload, check and field. The contract's
  owner, reason and end are in contracts.csv, who approved it in approvals.csv.
`;
}

function proofText({ ok, journal, decisions }: NonNullable<Overview['proof']>): string {
  const result = ok ? 'everything held' : '**NOT everything held** (made_again in decisions.csv says what)';
  return ` When the pack was made ${result}: ${decisions} decisions,
   journal entries ${journal.from} to ${journal.to}, head \`${journal.head}\`.`;
}

function iso(time: number): string {
  return new Date(time).toISOString();
}

/** Words of the input as Markdown, on one line. */
function text(words: string): string {
  return words.replaceAll(/\s+/g, ' ').replaceAll(/[\\`*_[\]<>#|]/g, '\\$&');
}
