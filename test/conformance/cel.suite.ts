import { runGatekeeper } from './cel/gatekeeper.ts';
import { runKubernetes } from './cel/kubernetes.ts';
import { runSpecification } from './cel/specification.ts';
import type { Skip, Suite } from './harness.ts';

const skips: readonly Skip[] = [
  ...[1097, 1119, 1131, 1146, 1167, 1192, 1204, 1215].map((line) => ({
    match: `value/expressions:${line}`,
    because: 'the recorded text of a named format holds an address in memory',
  })),
  ...['ipv4_equals_ipv6', 'ipv4_not_equals_ipv6'].map((name) => ({
    match: `network_ext/ipv4/${name}`,
    because: 'wants an IPv4-mapped address read that its neighbour and Kubernetes refuse',
  })),
  {
    match: 'network_ext/ip_type/is_ip_cidr_compile_error',
    because: 'wants an error at run time; the checker refuses it before',
  },
];

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
    runGatekeeper(corpora, tally);
  },
};
