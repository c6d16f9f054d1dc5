import { runKubernetes } from './cel/kubernetes.ts';
import { runSpecification } from './cel/specification.ts';
import type { Skip, Suite } from './harness.ts';

const skips: readonly Skip[] = [];

/**
 * CEL against two sets of recorded answers: the specification's tests in the standard environment, and what the API server
 * of Kubernetes 1.36 (cel-go v0.26) answered. Each group has a share of its own; missing one fails the run.
 */
export const suite: Suite = {
  name: 'cel',
  share: 0.98,
  skips,
  run(corpora, tally) {
    runSpecification(corpora, tally);
    runKubernetes(corpora, tally);
  },
};
