import { performance } from 'node:perf_hooks';
import { dynType, kubernetesEnvironment, type Value } from '../src/language/cel/index.ts';
import type { Bench } from './bench.ts';

const EXPRESSIONS = [
  'object.spec.template.spec.containers.all(c, !has(c.securityContext) || !has(c.securityContext.privileged) || c.securityContext.privileged == false)',
  "object.spec.template.spec.containers.all(c, c.image.startsWith('registry.k8s.io/') || c.image.contains('@sha256:') || c.image.matches('^[a-z0-9.]+/[a-z0-9/_-]+:v[0-9]+$'))",
  'object.spec.replicas >= 1 && object.spec.replicas <= 100',
  "has(object.metadata.labels) && ['app','team','env'].all(k, k in object.metadata.labels && object.metadata.labels[k] != '')",
  "'container ' + object.spec.template.spec.containers.filter(c, has(c.securityContext) && has(c.securityContext.privileged) && c.securityContext.privileged).map(c, c.name)[0] + ' of ' + object.metadata.name",
];

const OBJECTS = 10_000;
const ROUNDS = 7;

function container(i: number, j: number): Record<string, Value> {
  const image = j % 2 === 0 ? 'quay.io/org/app:v12' : 'docker.io/library/nginx:1.2';
  const privileged = j === 0 && i % 10 === 0 ? true : j % 2 === 1 ? false : undefined;
  return { name: `c${j}`, image, ...(privileged === undefined ? {} : { securityContext: { privileged } }) };
}

/** Deployments of one to three containers each, some privileged, some with an empty label. */
function deployment(i: number): Value {
  const containers = Array.from({ length: 1 + (i % 3) }, (_, j) => container(i, j));
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {
      name: `d${i}`,
      namespace: 'n',
      labels: { app: 'a', team: 't', env: i % 7 === 0 ? '' : 'prod' },
    },
    spec: { replicas: i % 5, template: { spec: { containers } } },
  };
}

function median(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] as number;
}

function timed(run: () => void): number {
  const start = performance.now();
  run();
  return performance.now() - start;
}

/** How long five expressions take over 10,000 Deployments, costs counted, and how long one takes to compile. */
export const bench: Bench = {
  name: 'cel',
  run(short) {
    const environment = kubernetesEnvironment({
      version: '1.36',
      variables: { object: dynType, params: dynType },
    });
    const objects = Array.from({ length: OBJECTS }, (_, i) => deployment(i));
    for (const [i, expression] of EXPRESSIONS.entries()) {
      const compiled = environment.compile(expression);
      if (!compiled.ok) throw new Error(compiled.text);
      const { program } = compiled;
      let errors = 0;
      const times = Array.from({ length: short ? 3 : ROUNDS }, () =>
        timed(() => {
          errors = 0;
          for (const object of objects) if (!program.evaluate({ object }).ok) errors++;
        }),
      );
      const compile = median(Array.from({ length: 50 }, () => timed(() => environment.compile(expression))));
      console.log(
        `  expression ${i + 1}: ${(times[0] as number).toFixed(1)} ms first, ${median(times).toFixed(1)} ms median over ${OBJECTS} Deployments (${errors} errors); compile ${compile.toFixed(3)} ms`,
      );
    }
  },
};
