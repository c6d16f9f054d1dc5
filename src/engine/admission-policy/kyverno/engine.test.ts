import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../kube/json.ts';
import { lookupOf, resource } from '../testing.ts';
import { created, emptyLookup, engineOf, exception, matching, pod, policy } from './testing.ts';

const onPods = matching('pods');

function judged(
  spec: JsonObject,
  object = pod({ spec: { hostNetwork: true } }),
  ...more: ReturnType<typeof policy>[]
) {
  const engine = engineOf(policy('ValidatingPolicy', { matchConstraints: onPods, ...spec }), ...more);
  return engine.results(created(object), emptyLookup).map(({ result }) => result);
}

const hostNetwork = { expression: '!object.spec.?hostNetwork.orValue(false)', message: 'no host network' };

describe('validating policies', () => {
  it('pass and fail, with the first failing validation', () => {
    expect(judged({ validations: [hostNetwork] }, pod({ spec: {} }))).toMatchObject([
      { status: 'pass', message: 'success', rule: '', properties: {} },
    ]);
    expect(
      judged({ validations: [{ expression: 'true' }, hostNetwork, { expression: 'false' }] }),
    ).toMatchObject([
      { status: 'fail', message: 'no host network', properties: { 'cel.validationIndex': '1' } },
    ]);
  });

  it('take their message from an expression, which may use variables', () => {
    const variables = [{ name: 'who', expression: 'object.metadata.name' }];
    const validations = [{ ...hostNetwork, messageExpression: '"not " + variables.who' }];
    expect(judged({ variables, validations })).toMatchObject([{ message: 'not web' }]);
  });

  it('name the validation where there is no message', () => {
    expect(judged({ validations: [{ expression: 'false' }] })).toMatchObject([
      { message: 'CEL expression validation failed at index 0' },
    ]);
  });

  it('are errors where a validation cannot be evaluated', () => {
    expect(judged({ validations: [{ expression: 'object.spec.nope == 1' }] })).toMatchObject([
      { status: 'error', message: 'error: no such key: nope' },
    ]);
  });

  it('skip by match conditions, whose errors the failure policy decides', () => {
    const conditions = (expression: string) => ({ matchConditions: [{ name: 'c', expression }] });
    const validations = [hostNetwork];
    expect(judged({ ...conditions('object.metadata.name == "db"'), validations })).toMatchObject([
      { status: 'skip', message: 'skip' },
    ]);
    const broken = { ...conditions('object.spec.nope == 1'), validations };
    expect(judged(broken)).toMatchObject([
      { status: 'error', rule: 'evaluation', message: 'failed to load context: no such key: nope' },
    ]);
    expect(judged({ ...broken, failurePolicy: 'Ignore' })).toMatchObject([{ status: 'skip' }]);
  });

  it('tell audit annotations', () => {
    const auditAnnotations = [
      { key: 'name', valueExpression: 'string(object.metadata.name)' },
      { key: 'empty', valueExpression: '""' },
    ];
    expect(judged({ validations: [{ expression: 'true' }], auditAnnotations })).toMatchObject([
      { properties: { name: 'web' } },
    ]);
  });

  it('are carried over to controllers of pods', () => {
    const engine = engineOf(
      policy('ValidatingPolicy', { matchConstraints: onPods, validations: [hostNetwork] }),
    );
    const template = { spec: { hostNetwork: true } };
    const deployment = resource('apps/v1', 'Deployment', 'd', { spec: { template } }, 'ns');
    const cronJob = resource(
      'batch/v1',
      'CronJob',
      'c',
      { spec: { jobTemplate: { spec: { template } } } },
      'ns',
    );
    const job = resource('batch/v1', 'Job', 'j', { spec: { template: { spec: {} } } }, 'ns');
    const outcomes = [deployment, cronJob, job].map((object) =>
      engine.results(created(object), emptyLookup).map(({ result, autogen }) => [result.status, autogen]),
    );
    expect(outcomes).toEqual([[['fail', true]], [['fail', true]], [['pass', true]]]);
  });

  it('stay with pods where they match anything else too', () => {
    const engine = engineOf(
      policy('ValidatingPolicy', {
        matchConstraints: matching('pods', 'configmaps'),
        validations: [hostNetwork],
      }),
    );
    expect(engine.concerns('apps/v1', 'Deployment')).toBe(false);
  });

  it('of a namespace judge nothing outside it', () => {
    const engine = engineOf(
      policy(
        'NamespacedValidatingPolicy',
        { matchConstraints: onPods, validations: [hostNetwork] },
        'p',
        'ns',
      ),
    );
    expect(engine.results(created(pod()), emptyLookup)).toHaveLength(1);
    expect(engine.results(created(pod({}, 'other')), emptyLookup)).toHaveLength(0);
  });

  it('of evaluation mode JSON judge payloads and no resources', () => {
    const engine = engineOf(
      policy('ValidatingPolicy', {
        evaluation: { mode: 'JSON' },
        validations: [{ expression: 'object.size < 3', message: 'too big' }],
      }),
    );
    expect(engine.concerns('v1', 'Pod')).toBe(false);
    expect(engine.jsonResults({ size: 4 }, emptyLookup)).toMatchObject([
      { result: { status: 'fail', message: 'too big' } },
    ]);
  });

  it('that do not compile are problems and judge nothing', () => {
    const engine = engineOf(
      policy('ValidatingPolicy', { matchConstraints: onPods, validations: [{ expression: '1' }] }),
    );
    expect(engine.problems).toMatchObject([
      { path: ['spec', 'validations', 0, 'expression'], message: 'must evaluate to bool but got int' },
    ]);
    expect(engine.results(created(pod()), emptyLookup)).toEqual([]);
  });

  it('give verdicts with stage, severity and the fields they read', () => {
    const spec = { matchConstraints: onPods, validations: [hostNetwork], validationActions: ['Audit'] };
    const annotations = { 'policies.kyverno.io/severity': 'high' };
    const written = resource('policies.kyverno.io/v1', 'ValidatingPolicy', 'p', {
      spec,
      metadata: { annotations },
    });
    const [verdict] = engineOf(written).judge(created(pod({ spec: { hostNetwork: true } })), emptyLookup);
    expect(verdict).toMatchObject({
      policy: 'p',
      outcome: 'fail',
      stage: 'audit',
      severity: 'high',
      fields: [['spec', 'hostNetwork']],
    });
  });
});

describe('exceptions', () => {
  const validations = [hostNetwork];

  it('excuse what their conditions match, with a pass if they say so', () => {
    const of = (name: string, more: JsonObject = {}) =>
      exception({
        matchConditions: [{ name: 'c', expression: `object.metadata.name == "${name}"` }],
        ...more,
      });
    expect(judged({ validations }, undefined, of('db'))).toMatchObject([{ status: 'fail' }]);
    expect(judged({ validations }, undefined, of('web'))).toMatchObject([
      { status: 'skip', rule: 'exception', message: 'rule is skipped due to policy exception: ns/e' },
    ]);
    expect(judged({ validations }, undefined, of('web', { reportResult: 'pass' }))).toMatchObject([
      { status: 'pass', message: 'rule is passed due to policy exception: ns/e', exceptions: ['ns/e'] },
    ]);
  });

  // The tests' clock stands at 2026-11-22T12:00:00Z.
  it.each([
    ['2026-11-22T11:59:59Z', 'fail'],
    ['2026-11-22T12:00:01Z', 'skip'],
    [null, 'skip'],
    ['some day', 'fail'],
    [20261231, 'fail'],
  ])('end when they say: %s', (expiresAt, status) => {
    expect(judged({ validations }, undefined, exception({ expiresAt }))).toMatchObject([{ status }]);
  });

  it('with values or images only tell expressions what to allow', () => {
    const allowing = [
      { expression: 'object.metadata.name in exceptions.allowedValues', message: 'not allowed' },
    ];
    expect(judged({ validations: allowing }, undefined, exception({ allowedValues: ['db'] }))).toMatchObject([
      { status: 'fail' },
    ]);
    expect(judged({ validations: allowing }, undefined, exception({ allowedValues: ['web'] }))).toMatchObject(
      [{ status: 'pass' }],
    );
  });

  it('decide by priority', () => {
    const labels = { 'polex.kyverno.io/priority': '5' };
    const first = exception({}, { name: 'a' });
    const second = exception({ reportResult: 'pass' }, { name: 'b', labels });
    expect(judged({ validations }, undefined, first, second)).toMatchObject([
      { status: 'pass', message: 'rule is passed due to policy exception: ns/a, ns/b' },
    ]);
  });

  it('make verdicts excepted', () => {
    const engine = engineOf(
      policy('ValidatingPolicy', { matchConstraints: onPods, validations }),
      exception({}),
    );
    expect(engine.judge(created(pod()), emptyLookup)).toMatchObject([
      { outcome: 'excepted', exception: 'ns/e' },
    ]);
  });
});

describe('mutating policies', () => {
  const jsonPatch = (expression: string) => ({ patchType: 'JSONPatch', jsonPatch: { expression } });
  const apply = (expression: string) => ({
    patchType: 'ApplyConfiguration',
    applyConfiguration: { expression },
  });
  const mutating = (spec: JsonObject, name?: string) =>
    policy('MutatingPolicy', { matchConstraints: onPods, ...spec }, name);
  const mutated = (object: ReturnType<typeof pod>, ...resources: ReturnType<typeof policy>[]) =>
    engineOf(...resources).mutate(created(object), emptyLookup);

  it('patch one after the other, each seeing the last', () => {
    const first = mutating({
      mutations: [
        jsonPatch('[JSONPatch{op: "add", path: "/spec/priority", value: 1}]'),
        apply('Object{spec: Object.spec{priority: object.spec.priority + 1}}'),
      ],
    });
    const second = mutating(
      {
        mutations: [apply('Object{metadata: Object.metadata{labels: {"p": string(object.spec.priority)}}}')],
      },
      'q',
    );
    const { object, results } = mutated(pod({ spec: {} }), first, second);
    expect(object).toMatchObject({ metadata: { labels: { p: '2' } }, spec: { priority: 2 } });
    expect(results.map(({ result }) => [result.status, result.message])).toEqual([
      ['pass', 'success'],
      ['pass', 'success'],
    ]);
  });

  it('let match conditions see variables', () => {
    const spec = {
      variables: [{ name: 'v', expression: 'object.metadata.name' }],
      matchConditions: [{ name: 'c', expression: 'variables.v == "db"' }],
      mutations: [jsonPatch('[JSONPatch{op: "remove", path: "/spec"}]')],
    };
    expect(mutated(pod(), mutating(spec)).results).toMatchObject([
      { result: { status: 'skip', message: 'skip' } },
    ]);
  });

  it('leave the object as it is when they fail', () => {
    const before = pod({ spec: {} });
    const { object, results } = mutated(
      before,
      mutating({ mutations: [apply('Object{spec: Object.spec{a: object.spec.b}}')] }),
    );
    expect(object).toBe(before.object);
    expect(results).toMatchObject([
      {
        result: { status: 'error', rule: 'evaluation', message: 'failed to evaluate policy: no such key: b' },
        stage: 'enforce',
      },
    ]);
  });

  it('set atomic fields only with server-side apply', () => {
    const mutations = [apply('Object{spec: Object.spec{tolerations: [Object.spec.tolerations{key: "a"}]}}')];
    expect(mutated(pod({ spec: {} }), mutating({ mutations })).results).toMatchObject([
      { result: { status: 'error' } },
    ]);
    const evaluation = { useServerSideApply: true };
    expect(mutated(pod({ spec: {} }), mutating({ mutations, evaluation })).object).toMatchObject({
      spec: { tolerations: [{ key: 'a' }] },
    });
  });

  it('are carried over to the templates of controllers', () => {
    const mutations = [
      apply('Object{spec: Object.spec{hostNetwork: object.spec.?hostNetwork.orValue(true)}}'),
    ];
    const template = { metadata: {}, spec: { containers: [] } };
    const deployment = resource('apps/v1', 'Deployment', 'd', { spec: { template } }, 'ns');
    expect(mutated(deployment, mutating({ mutations })).object).toMatchObject({
      spec: { template: { spec: { hostNetwork: true } } },
    });
    const cronJob = resource(
      'batch/v1',
      'CronJob',
      'c',
      { spec: { jobTemplate: { spec: { template } } } },
      'ns',
    );
    expect(mutated(cronJob, mutating({ mutations })).object).toMatchObject({
      spec: {
        jobTemplate: {
          spec: { template: { spec: { hostNetwork: true } } },
        },
      },
    });
  });

  it('are excused by exceptions', () => {
    const before = pod({ spec: {} });
    const { object, results } = mutated(before, mutating({ mutations: [apply('Object{}')] }), exception({}));
    expect(object).toBe(before.object);
    expect(results).toMatchObject([{ result: { status: 'skip', rule: 'exception' } }]);
  });

  it('run before what validates', () => {
    const engine = engineOf(
      mutating(
        { mutations: [jsonPatch('[JSONPatch{op: "replace", path: "/spec/hostNetwork", value: false}]')] },
        'm',
      ),
      policy('ValidatingPolicy', { matchConstraints: onPods, validations: [hostNetwork] }),
    );
    expect(engine.judge(created(pod({ spec: { hostNetwork: true } })), emptyLookup)).toMatchObject([
      { policy: 'm', outcome: 'pass' },
      { policy: 'p', outcome: 'pass' },
    ]);
  });
});

describe('mutating policies and existing objects', () => {
  const label = (value: string) => ({
    patchType: 'ApplyConfiguration',
    applyConfiguration: {
      expression: `Object{metadata: Object.metadata{labels: Object.metadata.labels{from: ${value}}}}`,
    },
  });
  const config = (name: string, namespace = 'ns') => resource('v1', 'ConfigMap', name, {}, namespace);
  const labelled = (spec: JsonObject, kind = 'MutatingPolicy', namespace = '') => {
    const own = {
      evaluation: { mutateExisting: { enabled: true } },
      matchConstraints: matching('pods'),
      targetMatchConstraints: matching('configmaps'),
      mutations: [label('request.name')],
      ...spec,
    };
    const targets = [config('a'), config('b'), config('c', 'other'), pod()];
    return engineOf(policy(kind, own, 'p', namespace))
      .mutateExisting(created(pod()), targets, lookupOf(config('b')))
      .map(({ target, object, result }) => [
        target.name,
        (object?.metadata as JsonObject | undefined)?.labels ?? result.message,
      ]);
  };
  const both = [
    ['a', { from: 'web' }],
    ['b', { from: 'web' }],
    ['c', { from: 'web' }],
  ];

  it.each<[string, JsonObject, unknown]>([
    ['are changed where they match, whatever the operation', {}, both],
    ['are left alone where the policy says nothing of them', { evaluation: {} }, []],
    [
      'need a request that matches',
      { matchConditions: [{ name: 'c', expression: 'object.kind == "Job"' }] },
      [],
    ],
    [
      'may have conditions of their own, which see the target',
      { targetMatchConditions: [{ name: 'c', expression: 'object.metadata.name == "a"' }] },
      [
        ['a', { from: 'web' }],
        ['b', 'skip'],
        ['c', 'skip'],
      ],
    ],
    [
      'may be given by an expression',
      {
        targetMatchConstraints: {
          expression: 'resource.get("v1", "configmaps", object.metadata.namespace, "b")',
        },
      },
      [['b', { from: 'web' }]],
    ],
    [
      'are of the kinds that trigger where nothing else is said',
      { targetMatchConstraints: {} },
      [['web', { from: 'web' }]],
    ],
    [
      'stay as they are where a mutation fails',
      {
        mutations: [label('object.nope')],
        targetMatchConditions: [{ name: 'c', expression: 'object.metadata.name == "a"' }],
      },
      [
        ['a', 'failed to evaluate policy: no such key: nope'],
        ['b', 'skip'],
        ['c', 'skip'],
      ],
    ],
  ])('%s', (_, spec, expected) => {
    expect(labelled(spec)).toEqual(expected);
  });

  it('of other namespaces are no business of a namespaced policy', () => {
    expect(labelled({}, 'NamespacedMutatingPolicy', 'ns')).toEqual(both.slice(0, 2));
  });
});

describe('evaluation modes', () => {
  it.each(['HTTP', 'Envoy'])('%s is refused by name', (mode) => {
    const spec = { evaluation: { mode }, validations: [{ expression: 'http.Allowed().Response()' }] };
    const [problem] = engineOf(policy('ValidatingPolicy', spec)).problems;
    expect(problem).toMatchObject({ path: ['spec', 'evaluation', 'mode'] });
    expect(problem?.message).toContain(`evaluation mode ${mode} is that of Kyverno's authorization server`);
  });
});

describe('generating policies', () => {
  const generating = (generate: JsonObject[], kind = 'GeneratingPolicy', namespace = '') =>
    policy(kind, { matchConstraints: matching('namespaces', 'configmaps'), generate }, 'p', namespace);
  const namespace = resource('v1', 'Namespace', 'team', {});
  const secret = resource(
    'v1',
    'Secret',
    's',
    { metadata: { uid: 'u', resourceVersion: '1' }, data: {} },
    'default',
  );
  const lookup = lookupOf(secret);

  it('make objects and copy them', () => {
    const engine = engineOf(
      generating([
        {
          expression:
            'generator.apply(object.metadata.name, [resource.get("v1", "secrets", "default", "s")])',
        },
        {
          expression:
            'generator.apply("", [{"apiVersion": dyn("v1"), "kind": dyn("Namespace"), "metadata": dyn({"name": "x"})}])',
        },
      ]),
    );
    const [made] = engine.generations(created(namespace), lookup);
    expect(made?.result).toMatchObject({
      status: 'pass',
      rule: 'p',
      message: 'policy evaluated successfully',
    });
    expect(made?.generated).toEqual([
      { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's', namespace: 'team' }, data: {} },
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'x' } },
    ]);
  });

  it('make each object of a list', () => {
    const engine = engineOf(
      generating([{ expression: 'generator.apply("a", [resource.list("v1", "secrets", "default")])' }]),
    );
    expect(engine.generations(created(namespace), lookup)[0]?.generated).toMatchObject([
      { kind: 'Secret', metadata: { namespace: 'a' } },
    ]);
  });

  it('fill templates', () => {
    const value = [
      'apiVersion: v1',
      'kind: ConfigMap',
      'metadata:',
      '  name: (( object.metadata.name ))-config',
      '  namespace: "(( object.metadata.name ))"',
      `  labels: '(( {"a": ")) ("} ))'`,
      'data: { plain: "\\\\((kept))", count: "(( 1 + (2) )) pieces" }',
      '---',
      'apiVersion: v1',
      'kind: ConfigMap',
      'metadata: { name: second }',
    ].join('\n');
    const engine = engineOf(generating([{ template: { value, interpolate: 'cel' } }]));
    expect(engine.problems).toEqual([]);
    expect(engine.generations(created(namespace), lookup)[0]?.generated).toEqual([
      {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'team-config', namespace: 'team', labels: { a: ')) (' } },
        data: { plain: '((kept))', count: '3 pieces' },
      },
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'second' } },
    ]);
  });

  it('refuse templates that are none', () => {
    const problem = (value: string) =>
      engineOf(generating([{ template: { value, interpolate: 'cel' } }])).problems[0]?.message;
    expect(problem('')).toBe('template must contain at least one YAML document');
    expect(problem('a: (( 1')).toBe('a: unterminated placeholder');
    expect(problem('a: (( ))')).toBe('a: empty placeholder');
    expect(problem('a: (( nope ))')).toContain("undeclared reference to 'nope'");
    expect(problem('a: { "((b))": 1 }')).toBe('a: placeholders are not supported in mapping keys');
  });

  it('say nothing where a match condition is false, and tell errors', () => {
    const spec = { matchConstraints: matching('namespaces'), generate: [{ expression: 'object.nope == 1' }] };
    const skipping = { ...spec, matchConditions: [{ name: 'c', expression: 'false' }] };
    expect(engineOf(policy('GeneratingPolicy', skipping)).generations(created(namespace), lookup)).toEqual(
      [],
    );
    expect(engineOf(policy('GeneratingPolicy', spec)).generations(created(namespace), lookup)).toMatchObject([
      { result: { status: 'error', message: 'failed to evaluate policy: no such key: nope' }, generated: [] },
    ]);
  });

  it('of a namespace stay inside it', () => {
    const trigger = resource('v1', 'ConfigMap', 'c', {}, 'ns');
    const made = (expression: string) =>
      engineOf(generating([{ expression }], 'NamespacedGeneratingPolicy', 'ns')).generations(
        created(trigger),
        lookup,
      )[0];
    const object = '{"apiVersion": dyn("v1"), "kind": dyn("KIND"), "metadata": dyn({"name": "x"})}';
    const secretObject = object.replace('KIND', 'Secret');
    expect(made(`generator.apply("ns", [${secretObject}])`)?.generated).toHaveLength(1);
    expect(made(`generator.apply("other", [${secretObject}])`)?.result.message).toContain(
      'cross-namespace generation denied',
    );
    expect(made(`generator.apply("ns", [${object.replace('KIND', 'Namespace')}])`)?.result.message).toContain(
      'cross-scope generation denied',
    );
  });
});

describe('deleting policies', () => {
  const deleting = (expression: string) =>
    policy('DeletingPolicy', {
      matchConstraints: { resourceRules: [{ apiGroups: [''], apiVersions: ['v1'], resources: ['pods'] }] },
      variables: [{ name: 'name', expression: 'object.metadata.name' }],
      conditions: [{ name: 'c', expression }],
      schedule: '* * * * *',
    });

  it('say what they would delete', () => {
    const messages = (expression: string, object = pod()) =>
      engineOf(deleting(expression))
        .deletions(created(object), emptyLookup)
        .map(({ result }) => `${result.status} ${result.message}`);
    expect(messages('variables.name == "web"')).toEqual(['pass resource matched']);
    expect(messages('variables.name == "db"')).toEqual(['fail resource did not match']);
    expect(messages('object.nope == 1')).toEqual(['error no such key: nope']);
    expect(messages('true', resource('v1', 'Secret', 's', {}, 'ns'))).toEqual([]);
  });

  it('are asked about payloads of no kind', () => {
    expect(engineOf(deleting('object.a == 1')).jsonDeletions({ a: 1 }, emptyLookup)).toMatchObject([
      { result: { status: 'pass' } },
    ]);
  });

  it('spare what an exception names', () => {
    expect(engineOf(deleting('true'), exception({})).deletions(created(pod()), emptyLookup)).toMatchObject([
      { result: { status: 'fail' } },
    ]);
  });
});
