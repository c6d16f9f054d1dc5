/** `npm run bench [-- NAME…] [--short]`: prints figures, and ratios measured in the same run. Times are never asserted. */
import { readdirSync } from 'node:fs';
import type { Bench } from './bench.ts';

const known = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith('.bench.ts'))
  .map((file) => file.slice(0, -'.bench.ts'.length))
  .sort();
const args = process.argv.slice(2);
const names = args.filter((arg) => !arg.startsWith('--'));
const unknown = names.filter((name) => !known.includes(name));
if (unknown.length > 0) {
  console.error(`no such benchmark: ${unknown.join(', ')}; there are: ${known.join(', ')}`);
  process.exit(3);
}
for (const name of names.length > 0 ? names : known) {
  const { bench } = (await import(`./${name}.bench.ts`)) as { bench: Bench };
  console.log(bench.name);
  await bench.run(args.includes('--short'));
}
