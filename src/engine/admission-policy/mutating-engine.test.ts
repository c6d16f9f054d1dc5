import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../kube/json.ts';
import type { Resource } from '../../kube/resource.ts';
import { createRequest } from '../engine.ts';
import { loadMutatingPolicies } from './load.ts';
import { createMutatingPolicyEngine } from './mutating-engine.ts';
import { lookupOf, resource } from './testing.ts';

const prod = resource('v1', 'Namespace', 'prod', { metadata: { labels: { team: 'a' } } });

function json(expression: string): JsonObject {
  return { patchType: 'JSONPatch', jsonPatch: { expression } };
}

function apply(expression: string): JsonObject {
  return { patchType: 'ApplyConfiguration', applyConfiguration: { expression } };
}

function policy(mutations: JsonObject[], spec: JsonObject = {}, name = 'p'): Resource[] {
  const rule = {
    apiGroups: ['', 'apps'],
    apiVersions: ['v1'],
    operations: ['*'],
    resources: ['pods', 'deployments'],
  };
  const api = 'admissionregistration.k8s.io/v1';
  const matchConstraints = { resourceRules: [rule] };
  return [
    resource(api, 'MutatingAdmissionPolicy', name, { spec: { matchConstraints, mutations, ...spec } }),
    resource(api, 'MutatingAdmissionPolicyBinding', `${name}-b`, { spec: { policyName: name } }),
  ];
}

function mutate(policies: Resource[], subject: Resource, ...others: Resource[]) {
  const loaded = loadMutatingPolicies(policies);
  expect(loaded.problems).toEqual([]);
  return createMutatingPolicyEngine(loaded).mutate(createRequest(subject), lookupOf(prod, ...others));
}

function pod(spec: JsonObject = {}): Resource {
  return resource('v1', 'Pod', 'web', { spec: { containers: [{ name: 'a', image: 'x' }], ...spec } }, 'prod');
}

describe('JSONPatch', () => {
  test('adds, with values and escaped keys', () => {
    const { object, outcomes } = mutate(
      policy([
        json(`[
          JSONPatch{op: "add", path: "/metadata/labels", value: {"team": namespaceObject.metadata.labels.team}},
          JSONPatch{op: "add", path: "/metadata/labels/" + jsonpatch.escapeKey("example.com/x"), value: "y"},
        ]`),
      ]),
      pod(),
    );
    expect(object?.metadata).toEqual({
      name: 'web',
      namespace: 'prod',
      labels: { team: 'a', 'example.com/x': 'y' },
    });
    expect(outcomes).toMatchObject([{ mutation: 0, outcome: 'changed' }]);
  });

  test('a failed test leaves the object alone', () => {
    const subject = pod();
    const { object, response } = mutate(
      policy([json('[JSONPatch{op: "test", path: "/spec/nope", value: 1}]')]),
      subject,
    );
    expect(object).toBe(subject.object);
    expect(response.allowed).toBe(true);
  });

  test.each([
    [
      '[JSONPatch{op: "remove", path: "/spec/nope"}]',
      "JSON Patch: error in remove for path: '/spec/nope': Unable to remove nonexistent key: nope: missing value",
    ],
    ['[JSONPatch{op: "add", path: object.spec.nope}]', /resulted in error: no such key: nope$/],
    ['[1]', 'must evaluate to list(JSONPatch) but got list(int)'],
  ])('%s', (expression, message) => {
    const { outcomes, response } = mutate(policy([json(expression)]), pod());
    expect(outcomes[0]?.message).toMatch(message);
    expect(response.status?.message).toMatch(/^policy 'p' with binding 'p-b' denied request: /);
    expect(response.status).toMatchObject({ reason: 'Invalid', code: 403 });
  });

  test('what does not decode, or is no field, fails the request', () => {
    const wrong = mutate(
      policy([json('[JSONPatch{op: "add", path: "/spec/hostNetwork", value: "yes"}]')]),
      pod(),
    );
    expect(wrong.response.status).toMatchObject({
      code: 500,
      message: expect.stringContaining('hostNetwork of type bool'),
    });
    const unknown = mutate(policy([json('[JSONPatch{op: "add", path: "/spec/nope", value: 1}]')]), pod());
    expect(unknown.response.status?.message).toBe(
      'Internal error occurred: strict decoding error: unknown field "spec.nope"',
    );
  });
});

describe('ApplyConfiguration', () => {
  test('merges by the structure of the kind', () => {
    const { object } = mutate(
      policy([
        apply(`Object{spec: Object.spec{
          hostUsers: false,
          containers: object.spec.containers.map(c, Object.spec.containers{name: c.name, tty: true}),
        }}`),
      ]),
      pod(),
    );
    expect(object?.spec).toEqual({ containers: [{ name: 'a', image: 'x', tty: true }], hostUsers: false });
  });

  test.each([
    [
      'Object{spec: Object.spec{nodeSelector: {"a": "b"}}}',
      'error applying patch: invalid ApplyConfiguration: may not mutate atomic arrays, maps or structs: .spec.nodeSelector',
    ],
    [
      'Object{spec: Object.spec{nope: 1}}',
      'error applying patch: failed to convert patch object to typed object: .spec.nope: field not declared in schema',
    ],
    [
      'Object{spec: Object.wrong{hostIPC: true}}',
      'type mismatch: unexpected type name "Object.wrong", expected "Object.spec", which matches field name path from root Object type',
    ],
    ['{"spec": 1}', 'must evaluate to Object but got map(string, int)'],
  ])('%s', (expression, message) => {
    expect(mutate(policy([apply(expression)]), pod()).outcomes).toMatchObject([
      { outcome: 'error', message },
    ]);
  });
});

describe('order', () => {
  test('each mutation and each policy sees what was done before it', () => {
    const { object } = mutate(
      [
        ...policy([apply('Object{metadata: Object.metadata{labels: {"n": "1"}}}')], {}, 'first'),
        ...policy(
          [
            apply('Object{metadata: Object.metadata{labels: {"n": object.metadata.labels.n + "2"}}}'),
            apply('Object{metadata: Object.metadata{labels: {"n": object.metadata.labels.n + "3"}}}'),
          ],
          {},
          'second',
        ),
      ],
      pod(),
    );
    expect(object?.metadata).toMatchObject({ labels: { n: '123' } });
  });

  const count =
    'Object{metadata: Object.metadata{labels: {"n": has(object.metadata.labels) ? object.metadata.labels.n + "x" : "x"}}}';
  const later = policy([apply('Object{spec: Object.spec{hostIPC: true}}')], {}, 'later');

  test.each([
    ['IfNeeded', 'xx'],
    ['Never', 'x'],
  ])('a policy that reinvokes %s, before one that changes the object', (reinvocationPolicy, n) => {
    const { object } = mutate([...policy([apply(count)], { reinvocationPolicy }, 'early'), ...later], pod());
    expect(object?.metadata).toMatchObject({ labels: { n } });
  });

  test('the last policy too runs again where it asks for that', () => {
    const last = policy([apply(count)], { reinvocationPolicy: 'IfNeeded' }, 'last');
    expect(mutate([...later, ...last], pod()).object?.metadata).toMatchObject({ labels: { n: 'xx' } });
  });

  test('nothing runs again once the request is refused', () => {
    const { outcomes, response } = mutate(
      [
        ...policy([apply(count)], { reinvocationPolicy: 'IfNeeded' }, 'early'),
        ...policy([apply('Object{spec: Object.spec{nope: 1}}')], { reinvocationPolicy: 'IfNeeded' }, 'wrong'),
      ],
      pod(),
    );
    expect(outcomes.map(({ policy: { name }, outcome }) => `${name} ${outcome}`)).toEqual([
      'early changed',
      'wrong error',
    ]);
    expect(response.status?.details.causes).toHaveLength(1);
  });
});

describe('who is asked', () => {
  const change = [apply('Object{spec: Object.spec{hostIPC: params.on}}')];
  const paramKind = { apiVersion: 'v1', kind: 'ConfigMap' };

  test('parameters, one evaluation each', () => {
    const [map, binding] = policy(
      [apply('Object{metadata: Object.metadata{labels: {params.data.k: "on"}}}')],
      { paramKind },
    );
    if (!map || !binding) throw new Error('no policy');
    const bound = {
      ...binding,
      object: {
        ...binding.object,
        spec: { policyName: 'p', paramRef: { selector: {}, parameterNotFoundAction: 'Deny' } },
      },
    };
    const params = ['a', 'b'].map((k) => resource('v1', 'ConfigMap', k, { data: { k } }, 'prod'));
    expect(mutate([map, bound], pod(), ...params).object?.metadata).toMatchObject({
      labels: { a: 'on', b: 'on' },
    });
  });

  test('an error under Ignore changes nothing and denies nothing', () => {
    const subject = pod();
    const { object, response, outcomes } = mutate(
      policy(change, { paramKind, failurePolicy: 'Ignore' }),
      subject,
    );
    expect([object, response.allowed, outcomes[0]?.outcome]).toEqual([subject.object, true, 'error']);
  });

  test('match conditions', () => {
    const matchConditions = [{ name: 'c', expression: 'object.spec.hostPID == true' }];
    const mutations = [apply('Object{spec: Object.spec{hostIPC: true}}')];
    expect(mutate(policy(mutations, { matchConditions }), pod({ hostPID: false })).outcomes).toMatchObject([
      { outcome: 'skipped' },
    ]);
  });

  test('verdicts', () => {
    const engine = createMutatingPolicyEngine(
      loadMutatingPolicies(
        policy([apply('Object{spec: Object.spec{hostIPC: true}}'), json('[JSONPatch{op: "frob"}]')]),
      ),
    );
    expect(engine.concerns('v1', 'Pod')).toBe(true);
    expect(engine.concerns('v1', 'Secret')).toBe(false);
    expect(engine.judge(createRequest(pod()), lookupOf())).toMatchObject([
      {
        engine: 'MutatingAdmissionPolicy',
        policy: 'p',
        rule: 'mutations[0]',
        outcome: 'pass',
        stage: 'enforce',
      },
      { rule: 'mutations[1]', outcome: 'error', message: 'JSON Patch: Unexpected kind: frob' },
    ]);
  });
});
