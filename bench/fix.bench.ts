import { join } from 'node:path';
import type { Bench } from './bench.ts';
import { generated } from './manifests.ts';
import { inTurn, median, ratio, runNode } from './process.ts';

const cli = join(import.meta.dirname, '../dist/cli.mjs');
const bare = join(import.meta.dirname, 'yaml-load.mjs');

/** `portcullis fix` as a whole process, against a bare js-yaml process on the same file in the same run. */
export const bench: Bench = {
  name: 'fix, as a whole process',
  run(short) {
    const file = generated(5000);
    if (file === null) return;
    for (const level of ['baseline', 'restricted']) {
      const [fixes = [], loads = []] = inTurn(short ? 3 : 9, [
        () => runNode([cli, 'fix', file, '--level', level], [0]),
        () => runNode([bare, file]),
      ]);
      console.log(
        `  5,000 documents, ${level}: ${median(fixes, 'wall').toFixed(2)} s wall, ${median(fixes, 'cpu').toFixed(2)} s CPU, ` +
          `${median(fixes, 'megabytes').toFixed(0)} MB; ${ratio(fixes, loads, 'cpu').toFixed(2)} times the CPU of bare js-yaml`,
      );
    }
  },
};
