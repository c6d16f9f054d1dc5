import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bench } from './bench.ts';
import { generated } from './manifests.ts';
import { inTurn, median, type Run, ratio, runNode } from './process.ts';

const cli = join(import.meta.dirname, '../dist/cli.mjs');
const bare = join(import.meta.dirname, 'yaml-load.mjs');
const shop = join(import.meta.dirname, '../examples/shop/payments.yaml');

/** `portcullis scan` as whole processes, against a bare js-yaml process on the same file in the same run. */
export const bench: Bench = {
  name: 'scan',
  run(short) {
    one(short ? 3 : 11);
    const m5000 = generated(5000);
    if (m5000 === null) return;
    const small = many(m5000, short ? 3 : 7);
    if (short) return;
    const m50000 = generated(50_000);
    if (m50000 === null) return;
    const large = many(m50000, 3);
    console.log(
      `  50,000 against 5,000 documents: ${(median(large, 'wall') / median(small, 'wall')).toFixed(1)} times`,
    );
  },
};

function one(rounds: number): void {
  const [runs = []] = inTurn(rounds, [() => runNode([cli, 'scan', shop, '-o', 'jsonl'])]);
  console.log(`  one small file: ${(median(runs, 'cpu') * 1000).toFixed(0)} ms CPU (at most 70)`);
}

function many(file: string, rounds: number): Run[] {
  const out = join(tmpdir(), 'portcullis-bench.jsonl');
  const [scans = [], loads = []] = inTurn(rounds, [
    () => runNode([cli, 'scan', file, '-o', `jsonl=${out}`], [0, 1]),
    () => runNode([bare, file]),
  ]);
  console.log(
    `  ${file.replace(/^.*m(\d+)\.yaml$/, '$1')} documents: ${median(scans, 'wall').toFixed(2)} s wall, ` +
      `${median(scans, 'cpu').toFixed(2)} s CPU, ${median(scans, 'megabytes').toFixed(0)} MB; ` +
      `bare js-yaml ${median(loads, 'wall').toFixed(2)} s, ${median(loads, 'megabytes').toFixed(0)} MB; ` +
      `ratio ${ratio(scans, loads, 'wall').toFixed(2)} wall, ${ratio(scans, loads, 'cpu').toFixed(2)} CPU`,
  );
  return scans;
}
