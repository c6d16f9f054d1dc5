import { readdirSync } from 'node:fs';
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
for (const name of names.length > 0 ? names : known) {
  const { suite } = (await import(`./${name}.suite.ts`)) as { suite: Suite };
  const tally = await runSuite(suite, corpora, show);
  good = reached(suite, tally) && good;
}
process.exitCode = good ? 0 : 1;
