import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { corporaFolder } from '../test/conformance/harness.ts';
import type { Bench } from './bench.ts';
import { generated } from './manifests.ts';
import { inTurn, median, type Run, ratio, runNode } from './process.ts';

const root = join(import.meta.dirname, '..');
const cli = join(root, 'dist/cli.mjs');
const bare = join(import.meta.dirname, 'yaml-load.mjs');
const shop = join(root, 'examples/shop/payments.yaml');
const out = join(tmpdir(), 'portcullis-bench.jsonl');

/** What is judged by beside Pod Security: folders of upstream's policies, when they are there. */
const policySets: readonly { readonly title: string; readonly folders: readonly string[] }[] = [
  { title: 'Pod Security', folders: [] },
  {
    title: 'with 13 ClusterPolicies',
    folders: ['kyverno/policies/pod-security/baseline', 'kyverno/policies/pod-security/restricted'],
  },
  { title: 'with 13 ValidatingPolicies', folders: ['kyverno/policies/pod-security-vpol'] },
];

/** `portcullis scan` as whole processes, against a bare js-yaml process on the same file in the same run. */
export const bench: Bench = {
  name: 'scan, as whole processes',
  run(short) {
    const rounds = short ? 3 : 9;
    const [runs = []] = inTurn(rounds, [() => runNode([cli, 'scan', shop, '-o', 'jsonl'])]);
    console.log(`  one small file: ${(median(runs, 'cpu') * 1000).toFixed(0)} ms CPU`);
    const m5000 = generated(5000);
    if (m5000 === null) return;
    const m50000 = short ? null : generated(50_000);
    for (const { title, folders } of policySets) {
      const flags = policyFlags(folders);
      if (flags === null) continue;
      const small = many(`5,000 documents, ${title}`, m5000, flags, rounds);
      if (m50000 === null) continue;
      const large = many(`50,000 documents, ${title}`, m50000, flags, 3);
      console.log(
        `  ten times the documents: ${(median(large, 'wall') / median(small, 'wall')).toFixed(1)} times the time`,
      );
    }
  },
};

function policyFlags(folders: readonly string[]): string[] | null {
  const corpora = corporaFolder();
  const paths = folders.map((folder) => join(corpora ?? '', folder));
  if (corpora === null || !paths.every((path) => existsSync(path))) return folders.length === 0 ? [] : null;
  return paths.flatMap((path) => ['--policies', path]);
}

function many(title: string, file: string, flags: readonly string[], rounds: number): Run[] {
  const [scans = [], loads = []] = inTurn(rounds, [
    () => runNode([cli, 'scan', file, ...flags, '-o', `jsonl=${out}`], [0, 1]),
    () => runNode([bare, file]),
  ]);
  const figures = (runs: readonly Run[]): string =>
    `${median(runs, 'wall').toFixed(2)} s wall, ${median(runs, 'cpu').toFixed(2)} s CPU, ${median(runs, 'megabytes').toFixed(0)} MB`;
  console.log(
    `  ${title}: ${figures(scans)}; bare js-yaml ${figures(loads)}; ` +
      `ratio ${ratio(scans, loads, 'wall').toFixed(2)} wall, ${ratio(scans, loads, 'cpu').toFixed(2)} CPU`,
  );
  return scans;
}
