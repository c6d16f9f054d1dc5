import { join } from 'node:path';
import type { Bench } from './bench.ts';
import { inTurn, median, ratio, runNode } from './process.ts';

const root = join(import.meta.dirname, '..');
const cli = join(root, 'dist/cli.mjs');
const shop = join(root, 'examples/shop/payments.yaml');
const message =
  'Error creating: pods "ledger-7c9f5b6d8-x2x9p" is forbidden: violates PodSecurity "restricted:latest": allowPrivilegeEscalation != false (container "app" must set securityContext.allowPrivilegeEscalation=false), runAsNonRoot != true (pod or container "app" must set securityContext.runAsNonRoot=true)';

/** `portcullis explain` as a whole process, against the start of the program in the same run. */
export const bench: Bench = {
  name: 'explain, as a whole process',
  run(short) {
    const [alone = [], manifest = [], started = []] = inTurn(short ? 3 : 15, [
      () => runNode([cli, 'explain', message]),
      () => runNode([cli, 'explain', message, '-m', shop]),
      () => runNode([cli, '--version']),
    ]);
    const cpu = (runs: typeof alone): string => `${(median(runs, 'cpu') * 1000).toFixed(0)} ms CPU`;
    console.log(
      `  a pasted message: ${cpu(alone)}, ${ratio(alone, started, 'cpu').toFixed(2)} times the start of the program`,
    );
    console.log(`  with the manifest: ${cpu(manifest)}`);
  },
};
