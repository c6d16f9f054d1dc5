import { join } from 'node:path';
import type { Suite } from './harness.ts';
import { checkFixtures, checkFuzz, checkRegistry } from './psa/verdicts.ts';

/** Upstream: k8s.io/pod-security-admission v0.37.2, and a kube-apiserver v1.36.3. */
export const suite: Suite = {
  name: 'psa',
  share: 1,
  skips: [],
  run(corpora, tally) {
    const folder = join(corpora, 'psa');
    checkRegistry(folder, tally);
    checkFixtures(folder, tally);
    for (const seed of [101, 102, 103]) checkFuzz(folder, tally, seed);
  },
};
