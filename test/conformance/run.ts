import { readdirSync, writeFileSync } from 'node:fs';
import { corporaFolder, reached, runSuite, type Suite } from './harness.ts';

/** `npm run conformance -- NAME…` (no name: all). A suite is a file `NAME.suite.ts` here that exports `suite`. */
const known = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith('.suite.ts'))
  .map((file) => file.slice(0, -'.suite.ts'.length))
  .sort();
const args = process.argv.slice(2);
const show = args.includes('--all-failures') ? Number.POSITIVE_INFINITY : 40;
const names = args.filter((arg) => !arg.startsWith('--'));

const unknown = names.filter((name) => !known.includes(name));
if (unknown.length > 0) {
  console.error(`no such suite: ${unknown.join(', ')}; there are: ${known.join(', ')}`);
  process.exit(3);
}

const corpora = corporaFolder();
if (corpora === null) {
  console.error('CONFORMANCE SKIPPED: no recorded verdicts found; set PORTCULLIS_CORPORA to their folder');
  process.exit(process.env.CI === 'true' ? 1 : 0);
}

let good = true;
const sum = { passed: 0, failed: 0, skipped: 0 };
for (const name of names.length > 0 ? names : known) {
  const { suite } = (await import(`./${name}.suite.ts`)) as { suite: Suite };
  const tally = await runSuite(suite, corpora, show);
  const total = tally.total();
  sum.passed += total.passed;
  sum.failed += total.failed;
  sum.skipped += total.skipped;
  if (!reached(suite, tally)) {
    good = false;
    console.error(`${name}: the share asked for is ${suite.share * 100} %`);
    // A share that is missed, or a file that is gone, fails the run even when no single case did.
    if (total.failed === 0) sum.failed++;
  }
}

const summary = args.find((arg) => arg.startsWith('--summary='))?.slice('--summary='.length);
if (summary) writeFileSync(summary, JSON.stringify(sum));
process.exitCode = good ? 0 : 1;
