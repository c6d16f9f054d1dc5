import { describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../../kube/json.ts';
import type { Resource } from '../../kube/resource.ts';
import { createRequest } from '../engine.ts';
import { createKyvernoEngine } from './engine.ts';
import { findSmells } from './smell/find-smells.ts';
import { offline } from './testing.ts';
import { validateKyverno } from './validation/validate.ts';

const seed = Number(process.env.FUZZ_SEED ?? 20_260_825);
const cases = 10_000;

/** Mulberry32: small, and the same on every machine. */
function randomFrom(start: number): () => number {
  let state = start;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const random = randomFrom(seed);

function pick<T>(items: readonly T[]): T {
  return items[Math.floor(random() * items.length)] as T;
}

function times<T>(most: number, make: () => T): T[] {
  return Array.from({ length: Math.floor(random() * (most + 1)) }, make);
}

const keys = [
  'name',
  'image',
  'spec',
  'metadata',
  'labels',
  'containers',
  'replicas',
  '__proto__',
  'constructor',
  'a.b',
  '',
];
const anchors = ['(', '<(', '=(', '^(', 'X(', '+('];
const texts = [
  '',
  '*',
  '?*',
  '!*:latest',
  '>=1Mi',
  '1-5',
  '!1h',
  'a | b',
  '{{ request.object.spec }}',
  '{{ element.image }}',
  '{{ @ }}',
  '{{ {{ }}',
  '\\{{x}}',
  '$(./x)',
  '$(../../spec)',
  '10Mi',
  '1h',
  '0',
  'nginx:1',
  '{{- x }}',
  '{{ lookup(`[]`, `9`) }}',
  '2024-01-01',
  '((',
];
const queries = [
  'request.object.spec.containers',
  'request.object',
  '[]',
  'element',
  '*',
  'request.object.**',
  'length(@)',
  'x[',
  'keys(request.object)',
  'range',
  '',
  'images.*.*',
];
const operators = [
  'Equals',
  'NotEquals',
  'In',
  'NotIn',
  'AnyIn',
  'AllIn',
  'AnyNotIn',
  'AllNotIn',
  'GreaterThan',
  'LessThanOrEquals',
  'DurationGreaterThan',
  'equals',
  'nope',
  '',
];

function scalar(): Json {
  return pick<() => Json>([
    () => pick(texts),
    () => Math.floor(random() * 10) - 3,
    () => random() * 5,
    () => 9_007_199_254_740_993n,
    () => random() < 0.5,
    () => null,
  ])();
}

function key(): string {
  const name = pick(keys);
  return random() < 0.3 ? `${pick(anchors)}${name})` : name;
}

function tree(depth: number): Json {
  if (depth === 0 || random() < 0.3) return scalar();
  if (random() < 0.4) return times(3, () => tree(depth - 1));
  const object: JsonObject = {};
  for (const name of times(4, key))
    Object.defineProperty(object, name, {
      value: tree(depth - 1),
      enumerable: true,
      configurable: true,
      writable: true,
    });
  return object;
}

function condition(): Json {
  return { key: tree(1), operator: pick(operators), value: tree(2), message: pick(texts) };
}

function conditions(): Json {
  return pick<() => Json>([
    () => times(3, condition),
    () => ({ any: times(3, condition), all: times(2, condition) }),
    () => scalar(),
  ])();
}

function body(depth: number): JsonObject {
  return pick<() => JsonObject>([
    () => ({ pattern: tree(4) }),
    () => ({ anyPattern: times(3, () => tree(3)) }),
    () => ({ deny: { conditions: conditions() } }),
    () => (depth === 0 ? { deny: {} } : { foreach: times(2, () => loop(depth - 1)) }),
    () => ({
      podSecurity: { level: pick(['baseline', 'restricted', 'x']), version: pick(['latest', 'v1.20', 'y']) },
    }),
  ])();
}

function loop(depth: number): JsonObject {
  return {
    list: pick(queries),
    elementScope: pick<Json>([true, false, null]),
    preconditions: conditions(),
    ...body(depth),
  };
}

function entry(): Json {
  return {
    name: pick(['x', 'y', 'element']),
    ...pick<() => JsonObject>([
      () => ({ variable: { value: tree(2), jmesPath: pick(queries), default: scalar() } }),
      () => ({ configMap: { name: pick(texts), namespace: 'default' } }),
      () => ({ apiCall: { urlPath: pick(texts), jmesPath: pick(queries) } }),
    ])(),
  };
}

function filter(): Json {
  return {
    resources: {
      kinds: times(2, () => pick(['Pod', '*', 'v1/Pod', 'Deployment', '*/*', 'a/b/c/d/e'])),
      names: times(2, () => pick(texts)),
      selector: pick<Json>([null, { matchLabels: { app: pick(texts) } }, tree(2)]),
    },
  };
}

function rule(): Json {
  return {
    name: pick(['r', 'autogen-r', '']),
    match:
      random() < 0.7
        ? { any: [{ resources: { kinds: ['Pod'] } }] }
        : pick<Json>([{ any: times(2, filter) }, { all: times(2, filter) }, tree(2)]),
    ...(random() < 0.2 ? { exclude: { any: times(2, filter) } } : {}),
    ...(random() < 0.3 ? { context: times(2, entry) } : {}),
    ...(random() < 0.3 ? { preconditions: conditions() } : {}),
    ...(random() < 0.15
      ? { mutate: { patchStrategicMerge: tree(4) } }
      : { validate: { message: pick(texts), ...body(2) } }),
  };
}

function resource(kind: string, object: JsonObject): Resource {
  const named = {
    apiVersion: kind === 'Pod' ? 'v1' : 'kyverno.io/v1',
    kind,
    metadata: { name: 'n' },
    ...object,
  };
  return {
    apiVersion: named.apiVersion,
    kind,
    namespace: kind === 'Pod' ? 'default' : '',
    name: 'n',
    object: named,
    origin: { file: 'fuzz', start: { line: 1, column: 1 } },
  };
}

function pod(): Resource {
  const spec = pick<() => Json>([
    () => tree(4),
    () => ({
      containers: times(3, () => ({ name: pick(texts), image: pick(texts), securityContext: tree(2) })),
    }),
  ])();
  return resource('Pod', { metadata: { name: 'n', namespace: 'default', labels: tree(1) }, spec });
}

describe(`${cases} random policies on random pods, seed ${seed}`, () => {
  test('end in verdicts: none throws, none leaves a trace', () => {
    const lookup = offline();
    const counts = { judged: 0, refused: 0 };
    for (let index = 0; index < cases; index++) {
      const policy = resource('ClusterPolicy', { spec: { rules: times(2, rule) } });
      if (validateKyverno(policy) !== null) counts.refused++;
      findSmells(policy);
      // What a cluster refuses must not be able to harm either.
      const { engine } = createKyvernoEngine([policy], { accepted: true });
      for (const verdict of engine.judge(createRequest(pod()), lookup)) {
        counts.judged++;
        expect(['pass', 'fail', 'skip', 'error', 'excepted']).toContain(verdict.outcome);
      }
    }
    expect(({} as Record<string, unknown>).name).toBeUndefined();
    expect(counts.judged).toBeGreaterThan(5000);
    expect(counts.refused).toBeLessThan(cases);
  }, 120_000);
});
