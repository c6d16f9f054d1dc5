import { describe, expect, test } from 'vitest';
import { createRequest } from '../engine/engine.ts';
import type { JsonObject } from '../kube/json.ts';
import type { Resource } from '../kube/resource.ts';
import type { Inputs } from '../source/inputs.ts';
import { Objects } from './objects.ts';
import { loadPolicies, type PolicyOptions } from './policies.ts';

function resource(
  apiVersion: string,
  kind: string,
  name: string,
  rest: JsonObject,
  namespace = '',
): Resource {
  const metadata = { name, ...(namespace === '' ? {} : { namespace }) };
  const object = { apiVersion, kind, metadata, ...rest };
  return { apiVersion, kind, namespace, name, object, origin: { file: '-', start: { line: 1, column: 1 } } };
}

function inputsOf(resources: readonly Resource[]): Inputs {
  return {
    async *read() {
      yield resources.map((one) => ({ type: 'resource' as const, resource: one }));
    },
    close: () => Promise.resolve(),
  };
}

const load = (policies: readonly Resource[], options: PolicyOptions = {}) =>
  loadPolicies(inputsOf(policies), options);

/** `policy outcome: message` of every verdict on a resource among others. */
async function judged(
  policies: readonly Resource[],
  subject: Resource,
  others: readonly Resource[] = [],
  options: PolicyOptions = {},
): Promise<string[]> {
  const { engines } = await load(policies, options);
  const wanted = new Set(engines.flatMap(({ needs }) => needs ?? []));
  const objects = new Objects(new Date('2026-11-22T12:00:00Z'));
  for (const one of others) if (wanted.has(one.kind)) objects.add(one);
  return engines
    .filter((engine) => engine.concerns(subject.apiVersion, subject.kind))
    .flatMap((engine) => engine.judge(createRequest(subject), objects))
    .map(({ policy, outcome, message }) => `${policy} ${outcome}: ${message}`);
}

const rules = (group: string, version: string, resources: string): JsonObject => ({
  resourceRules: [
    { apiGroups: [group], apiVersions: [version], operations: ['CREATE'], resources: [resources] },
  ],
});

const admission = 'admissionregistration.k8s.io/v1';

function bound(spec: JsonObject, binding: JsonObject = {}): Resource[] {
  const given = { policyName: 'p', validationActions: ['Deny'], ...binding };
  return [
    resource(admission, 'ValidatingAdmissionPolicy', 'p', { spec }),
    resource(admission, 'ValidatingAdmissionPolicyBinding', 'b', { spec: given }),
  ];
}

const pod = resource('v1', 'Pod', 'web', { spec: { containers: [] } }, 'ns');

function crd(kind: string, plural: string, scope: string): Resource {
  const schema = { openAPIV3Schema: { type: 'object', properties: { spec: { type: 'object' } } } };
  const spec = {
    group: 'example.com',
    scope,
    names: { kind, plural },
    versions: [{ name: 'v1', served: true, storage: true, schema }],
  };
  return resource('apiextensions.k8s.io/v1', 'CustomResourceDefinition', `${plural}.example.com`, { spec });
}

describe('the version of the cluster', () => {
  const twoVariables = bound({
    matchConstraints: rules('', 'v1', 'pods'),
    validations: [{ expression: '{"a": 1}.all(k, v, v == 1)' }],
  });

  test.each([
    [undefined, 'p pass: '],
    ['1.36', 'p pass: '],
    ['v1.32', 'p pass: '],
    ['1.31', expect.stringContaining('p error: compilation error: compilation failed')],
    ['1.19', expect.stringContaining('p error: compilation error: compilation failed')],
    ['1.99', 'p pass: '],
  ])('%s decides what CEL can do', async (kubernetes, expected) => {
    expect(await judged(twoVariables, pod, [], { kubernetes })).toEqual([expected]);
  });
});

describe('CustomResourceDefinitions', () => {
  const oxen = bound({
    matchConstraints: rules('example.com', 'v1', 'oxen'),
    validations: [{ expression: 'false' }],
  });
  const ox = resource('example.com/v1', 'Ox', 'bully', {}, 'ns');
  const failed = ['p fail: failed expression: false'];

  test('give custom kinds their plurals, wherever they stand', async () => {
    expect(await judged(oxen, ox)).toEqual([]);
    expect(await judged([...oxen, crd('Ox', 'oxen', 'Namespaced')], ox)).toEqual(failed);
    expect(await judged(oxen, ox, [crd('Ox', 'oxen', 'Namespaced')])).toEqual(failed);
  });

  test('give parameters their scope', async () => {
    const spec = {
      paramKind: { apiVersion: 'example.com/v1', kind: 'Limit' },
      matchConstraints: rules('', 'v1', 'pods'),
      validations: [{ expression: 'params.spec.max > 1' }],
    };
    const policies = bound(spec, { paramRef: { name: 'l', parameterNotFoundAction: 'Deny' } });
    const limit = resource('example.com/v1', 'Limit', 'l', { spec: { max: 2 } });
    const missing = [expect.stringContaining('p error: failed to configure binding: no params found')];
    expect(await judged(policies, pod, [limit])).toEqual(missing);
    expect(await judged(policies, pod, [limit, crd('Limit', 'limits', 'Cluster')])).toEqual(['p pass: ']);
  });
});

describe('policies of policies.kyverno.io', () => {
  const kyverno = (kind: string, spec: JsonObject, namespace = ''): Resource =>
    resource('policies.kyverno.io/v1', kind, 'p', { spec }, namespace);
  const matchConstraints = rules('', 'v1', 'pods');
  const source = resource('v1', 'ConfigMap', 'source', { data: { a: 'b' } }, 'ns');
  const copy =
    'generator.apply("ns", [resource.get("v1", "configmaps", "ns", "source")]) && object.metadata.name != "db"';

  const ownCopy =
    'generator.apply([resource.get("v1", "configmaps", "source")]) && object.metadata.name != "db"';

  test.each<[string, Resource, string[]]>([
    [
      'that validate',
      kyverno('ValidatingPolicy', {
        matchConstraints,
        validations: [{ expression: 'false', message: 'no' }],
      }),
      ['p fail: no'],
    ],
    [
      'that validate in a namespace',
      kyverno(
        'NamespacedValidatingPolicy',
        { matchConstraints, validations: [{ expression: 'false', message: 'no' }] },
        'ns',
      ),
      ['ns/p fail: no'],
    ],
    [
      'that generate, from what they look up',
      kyverno('GeneratingPolicy', { matchConstraints, generate: [{ expression: copy }] }),
      ['p pass: policy evaluated successfully'],
    ],
    [
      'that generate, in a namespace',
      kyverno('NamespacedGeneratingPolicy', { matchConstraints, generate: [{ expression: ownCopy }] }, 'ns'),
      ['ns/p pass: policy evaluated successfully'],
    ],
    [
      'that delete',
      kyverno('DeletingPolicy', {
        matchConstraints,
        schedule: '* * * * *',
        conditions: [{ name: 'c', expression: 'object.metadata.name == "web"' }],
      }),
      ['p pass: resource matched'],
    ],
    [
      'that delete something else',
      kyverno('DeletingPolicy', {
        matchConstraints,
        schedule: '* * * * *',
        conditions: [{ name: 'c', expression: 'object.metadata.name == "db"' }],
      }),
      ['p skip: resource did not match'],
    ],
  ])('%s', async (_, policy, expected) => {
    expect(await judged([policy], pod, [source])).toEqual(expected);
  });

  test('of one name in two namespaces are told apart where they do not compile', async () => {
    const spec = { matchConstraints, validations: [{ expression: 'nope' }] };
    const fine = { matchConstraints, validations: [{ expression: 'true' }] };
    const origin = { file: 'b.yaml', start: { line: 7, column: 1 } };
    const { problems } = await load([
      kyverno('NamespacedValidatingPolicy', fine, 'a'),
      { ...kyverno('NamespacedValidatingPolicy', spec, 'b'), origin },
    ]);
    expect(problems).toMatchObject([{ code: 'BAD_POLICY', file: 'b.yaml', line: 7 }]);
  });
});

test('a file without policies is named', async () => {
  expect((await load([pod])).notices).toMatchObject([{ code: 'NO_POLICY' }]);
});
