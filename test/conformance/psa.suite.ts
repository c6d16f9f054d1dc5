import { join } from 'node:path';
import type { Suite } from './harness.ts';
import { checkAdmission } from './psa/admission.ts';
import { checkApiServer } from './psa/apiserver.ts';
import { checkConfigurations } from './psa/config.ts';
import { checkFixtures, checkFuzz, checkRegistry } from './psa/verdicts.ts';
import { checkYamlSpellings } from './psa/yaml.ts';

/** Upstream: k8s.io/pod-security-admission v0.37.2, and a kube-apiserver v1.36.3. */
export const suite: Suite = {
  name: 'psa',
  share: 1,
  skips: [],
  async run(corpora, tally) {
    const folder = join(corpora, 'psa');
    checkRegistry(folder, tally);
    checkFixtures(folder, tally);
    for (const seed of [101, 102, 103]) checkFuzz(folder, tally, seed);
    await checkAdmission(folder, tally);
    checkConfigurations(folder, tally);
    checkYamlSpellings(folder, tally);
    checkApiServer(folder, tally);
  },
};
