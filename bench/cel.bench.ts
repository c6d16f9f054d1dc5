import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { createAdmissionPolicyEngine, loadAdmissionPolicies } from '../src/engine/admission-policy/index.ts';
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

/** One way to evaluate an expression on one object; what it throws is an error of CEL. */
type Evaluate = (object: Value) => boolean;

/** The libraries of npm, where they are installed in the folder of PORTCULLIS_BENCH_LIBRARIES. They count no costs. */
async function libraries(): Promise<ReadonlyMap<string, (expression: string) => Evaluate>> {
  const found = new Map<string, (expression: string) => Evaluate>();
  const folder = process.env.PORTCULLIS_BENCH_LIBRARIES;
  if (folder === undefined) return found;
  const load = async (name: string, path: string): Promise<unknown> =>
    import(join(folder, 'node_modules', name, path)) as Promise<unknown>;
  const marcbachmann = (await load('@marcbachmann/cel-js', 'lib/index.js')) as {
    parse(expression: string): (context: object) => unknown;
  };
  found.set('@marcbachmann/cel-js', (expression) => {
    const program = marcbachmann.parse(expression);
    return (object) => {
      try {
        program({ object });
        return true;
      } catch {
        return false;
      }
    };
  });
  const bufbuild = (await load('@bufbuild/cel', 'dist/esm/index.js')) as {
    celEnv(): unknown;
    parse(expression: string): unknown;
    plan(env: unknown, expr: unknown): (bindings: object) => unknown;
    isCelError(value: unknown): boolean;
  };
  found.set('@bufbuild/cel', (expression) => {
    const program = bufbuild.plan(bufbuild.celEnv(), bufbuild.parse(expression));
    return (object) => !bufbuild.isCelError(program({ object }));
  });
  return found;
}

function isWhole(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value);
}

/** Those libraries take a number for a double, and a bigint for an int. */
function withInts(value: Value): Value {
  const text = JSON.stringify(value);
  return JSON.parse(text, (_, one: unknown) => (isWhole(one) ? BigInt(one) : one)) as Value;
}

/** What design notes recorded on another machine: ms over the same objects, without counting but for cel-go. */
const RECORDED: readonly { readonly faster: number; readonly celGo: number }[] = [
  { faster: 31, celGo: 281 },
  { faster: 35, celGo: 273 },
  { faster: 7, celGo: 241 },
  { faster: 13, celGo: 340 },
  { faster: 300, celGo: 224 },
];

const TYPICAL = {
  apiVersion: 'admissionregistration.k8s.io/v1',
  kind: 'ValidatingAdmissionPolicy',
  metadata: { name: 'typical' },
  spec: {
    matchConstraints: {
      resourceRules: [
        { apiGroups: ['apps'], apiVersions: ['v1'], operations: ['CREATE'], resources: ['deployments'] },
      ],
    },
    variables: [{ name: 'containers', expression: 'object.spec.template.spec.containers' }],
    matchConditions: [{ name: 'not-system', expression: "request.namespace != 'kube-system'" }],
    validations: [
      {
        expression: "variables.containers.all(c, c.image.startsWith('registry.k8s.io/'))",
        messageExpression: "'images of ' + object.metadata.name",
      },
      { expression: 'object.spec.replicas <= 100', message: 'too many replicas' },
    ],
  },
};

/** How long five expressions take over 10,000 Deployments, costs counted, and how long a policy takes to compile. */
export const bench: Bench = {
  name: 'cel',
  async run(short) {
    const environment = kubernetesEnvironment({
      version: '1.36',
      variables: { object: dynType, params: dynType },
    });
    const objects = Array.from({ length: OBJECTS }, (_, i) => deployment(i));
    const others = await libraries();
    const converted = others.size > 0 ? objects.map(withInts) : [];
    for (const [i, expression] of EXPRESSIONS.entries()) {
      const compiled = environment.compile(expression);
      if (!compiled.ok) throw new Error(compiled.text);
      const { program } = compiled;
      const ways: [string, Evaluate, readonly Value[]][] = [
        ['ours', (object) => program.evaluate({ object }).ok, objects],
        ...[...others].map(([name, make]): [string, Evaluate, readonly Value[]] => [
          name,
          make(expression),
          converted,
        ]),
      ];
      const times = ways.map((): number[] => []);
      const errors = ways.map(() => 0);
      // In turn, so that a change of the machine's pace meets them alike.
      for (let round = 0; round < (short ? 3 : ROUNDS); round++)
        for (const [way, [, evaluate, all]] of ways.entries())
          times[way]?.push(timed(() => (errors[way] = all.filter((object) => !evaluate(object)).length)));
      const medians = times.map(median);
      const [ours = Number.NaN, ...theirs] = medians;
      const compile = median(Array.from({ length: 50 }, () => timed(() => environment.compile(expression))));
      const recorded = RECORDED[i];
      const against =
        theirs.length > 0
          ? `${ways
              .slice(1)
              .map(([name], way) => `${name} ${theirs[way]?.toFixed(1)} ms`)
              .join(', ')}; ${(ours / Math.min(...theirs)).toFixed(2)} times the faster`
          : `recorded elsewhere: the faster library ${recorded?.faster} ms, cel-go ${recorded?.celGo} ms`;
      console.log(
        `  expression ${i + 1}: ${times[0]?.[0]?.toFixed(1)} ms first, ${ours.toFixed(1)} ms median over ${OBJECTS} Deployments (${errors.join(', ')} errors); compile ${compile.toFixed(3)} ms; ${against}`,
      );
    }
    compilePolicies(short);
  },
};

function compilePolicies(short: boolean): void {
  const resource = {
    apiVersion: TYPICAL.apiVersion,
    kind: TYPICAL.kind,
    namespace: '',
    name: 'typical',
    object: TYPICAL,
    origin: { file: '', start: { line: 1, column: 1 } },
  };
  const times = Array.from({ length: short ? 100 : 400 }, () =>
    timed(() => createAdmissionPolicyEngine(loadAdmissionPolicies([resource]))),
  );
  console.log(
    `  a policy of two validations, a variable and a condition: ${times[0]?.toFixed(2)} ms first, ${median(times).toFixed(3)} ms median to read, check and compile`,
  );
}
